import Synchronization

/// Something a handler keeps for the test.
final class Kept<Value: Sendable>: Sendable {
  private let stored = Mutex<Value?>(nil)

  /// What was kept last.
  var value: Value? { stored.withLock { $0 } }

  /// Keeps a value.
  func keep(_ value: Value) { stored.withLock { $0 = value } }
}
