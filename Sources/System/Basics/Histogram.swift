/// Counts of values in buckets that grow with the value, so that any percentile is within 1 % of the truth.
///
/// Values are non-negative integers (microseconds, bytes). Below 128 every value has its own bucket; above,
/// each power of two is split in 64, which bounds the error at 1/128.
public struct Histogram: Sendable, Equatable {
  private var counts: [Int] = []
  /// How many values were recorded.
  public private(set) var count = 0
  /// The largest value recorded, exactly; 0 when none was.
  public private(set) var maximum = 0

  /// Makes an empty histogram.
  public init() {}

  /// Records one value; negative ones count as 0.
  public mutating func record(_ value: Int) {
    let value = max(0, value)
    let bucket = Self.bucket(of: value)
    if bucket >= counts.count {
      counts.append(contentsOf: repeatElement(0, count: bucket + 1 - counts.count))
    }
    counts[bucket] += 1
    count += 1
    maximum = max(maximum, value)
  }

  /// The value below or at which the share `quantile` (0…1) of the recorded values lies; nil when empty.
  public func percentile(_ quantile: Double) -> Int? {
    guard count > 0 else { return nil }
    let rank = max(1, Int((quantile * Double(count)).rounded(.up)))
    var seen = 0
    for (bucket, number) in counts.enumerated() {
      seen += number
      if seen >= rank { return min(Self.middle(of: bucket), maximum) }
    }
    return maximum
  }

  private static let perPower = 64

  private static func bucket(of value: Int) -> Int {
    guard value >= 2 * perPower else { return value }
    let shift = Int.bitWidth - 1 - value.leadingZeroBitCount - 6
    return shift * perPower + (value >> shift)
  }

  private static func middle(of bucket: Int) -> Int {
    guard bucket >= 2 * perPower else { return bucket }
    let shift = bucket / perPower - 1
    let lower = (bucket - shift * perPower) << shift
    return lower + (1 << shift) / 2
  }
}
