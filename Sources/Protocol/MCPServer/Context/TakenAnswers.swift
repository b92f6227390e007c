import Synchronization

/// The keys of the answers that some question of a request has taken, in this round or in an earlier one: those
/// are settled, and go on with the client. A mutex, since a handler may ask from several tasks.
final class TakenAnswers: Sendable {
  private let keys: Mutex<Set<String>>

  init(_ keys: Set<String>) { self.keys = Mutex(keys) }

  func contains(_ key: String) -> Bool { keys.withLock { $0.contains(key) } }

  func insert(_ key: String) { keys.withLock { _ = $0.insert(key) } }
}
