/// A moment on the machine's monotonic clock.
///
/// Pure code receives these as parameters; only shells read the clock.
public struct MonotonicInstant: Sendable, Hashable, Comparable {
  /// Nanoseconds since an arbitrary moment that is fixed while the machine runs.
  public var nanoseconds: Int64

  /// Makes an instant from a clock reading in nanoseconds.
  public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

  /// Whether `left` is earlier.
  public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

  /// The moment `duration` later; far-away moments saturate.
  public static func + (instant: Self, duration: Duration) -> Self {
    let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(duration.nanoseconds)
    return Self(nanoseconds: overflow ? (duration < .zero ? .min : .max) : sum)
  }

  /// The time from `right` to `left`.
  public static func - (left: Self, right: Self) -> Duration {
    .nanoseconds(left.nanoseconds &- right.nanoseconds)
  }
}

extension Duration {
  /// The whole duration in nanoseconds, saturating at about ±292 years.
  public var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    if overflow { return seconds < 0 ? .min : .max }
    let (sum, carry) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
    return carry ? (seconds < 0 ? .min : .max) : sum
  }

  /// The whole duration in microseconds.
  public var microseconds: Int { Int(nanoseconds / 1_000) }

  /// The duration in seconds as a double.
  public var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Makes a duration from seconds as a double, exact to the nanosecond within reach.
  public init(seconds: Double) {
    let limited = min(max(seconds, -9e9), 9e9)
    self = .nanoseconds(Int64((limited * 1e9).rounded()))
  }
}
