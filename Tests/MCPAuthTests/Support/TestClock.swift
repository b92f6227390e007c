import Synchronization

/// The time of a test, in Unix seconds.
final class TestClock: Sendable {
  private let seconds: Mutex<Int64>

  init(_ seconds: Int64 = 1_800_000_000) { self.seconds = Mutex(seconds) }

  var now: Int64 { seconds.withLock { $0 } }
  func advance(_ count: Int64) { seconds.withLock { $0 += count } }
  var reader: @Sendable () -> Int64 { { self.now } }
}
