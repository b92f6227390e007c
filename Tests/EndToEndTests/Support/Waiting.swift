import Foundation
import Glibc

/// Runs blocking work on a thread of its own, so that waiting for processes holds up no other test.
func onOwnThread<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
  }
}

/// Something these tests waited for in vain, or could not start.
struct Trouble: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}

/// A moment after which waiting is given up.
struct Deadline: Sendable {
  private let instant: ContinuousClock.Instant

  init(after duration: Duration) { instant = ContinuousClock.now + duration }

  var hasPassed: Bool { ContinuousClock.now >= instant }

  /// What is left, in milliseconds, for `poll(2)`: at least 0, at most `cap`.
  func milliseconds(atMost cap: Int32 = 60_000) -> Int32 {
    let left = (instant - ContinuousClock.now).components
    let whole = left.seconds * 1000 + left.attoseconds / 1_000_000_000_000_000
    return Int32(clamping: max(0, min(Int64(cap), whole + 1)))
  }

  /// Looks until `look` finds something, again every 20 ms; throws when the deadline passes first.
  func wait<Value>(
    for what: @autoclosure () -> String, _ look: () throws -> Value?
  ) throws -> Value {
    while true {
      if let found = try look() { return found }
      if hasPassed { throw Trouble("waited in vain for \(what())") }
      _ = poll(nil, 0, milliseconds(atMost: 20))
    }
  }
}
