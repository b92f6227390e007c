package import Basics

/// A token bucket for lines: short bursts pass, a flood is thinned out and counted. Pure.
package struct LineBudget: Sendable {
  private let burst: Double
  private let perSecond: Double
  private var tokens: Double
  private var filledAt: MonotonicInstant?
  /// Lines refused since the last ``takeDropped()``.
  package private(set) var dropped = 0

  /// Makes a full bucket: `burst` lines at once, and `perSecond` in the long run.
  package init(burst: Int, perSecond: Int) {
    self.burst = Double(burst)
    self.perSecond = Double(perSecond)
    tokens = Double(burst)
  }

  /// Whether one more line may pass at `now`; a refused one is counted.
  package mutating func allows(at now: MonotonicInstant) -> Bool {
    if let filledAt, now > filledAt {
      tokens = min(burst, tokens + (now - filledAt).seconds * perSecond)
    }
    filledAt = max(now, filledAt ?? now)
    guard tokens >= 1 else {
      dropped += 1
      return false
    }
    tokens -= 1
    return true
  }

  /// The number of lines refused since the last call, which starts to count anew.
  package mutating func takeDropped() -> Int {
    defer { dropped = 0 }
    return dropped
  }
}
