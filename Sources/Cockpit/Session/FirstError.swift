import Synchronization

/// The first thing that went wrong in a command whose parts run side by side.
final class FirstError: Sendable {
  /// A mutex, because signals and tasks report from different places.
  private let stored = Mutex<(any Error)?>(nil)

  /// Keeps `error` unless there is one already.
  func note(_ error: any Error) { stored.withLock { $0 = $0 ?? error } }

  /// Throws what was noted.
  func rethrow() throws {
    if let error = stored.withLock({ $0 }) { throw error }
  }
}
