/// A set of Unicode scalars, as a class such as `[a-z\d]`, `.` or `\p{L}` describes it.
struct ScalarSet: Sendable {
  private(set) var ranges: [ClosedRange<UInt32>] = []
  private var categories = CategorySet()
  private var properties: [Property] = []
  private var isNegated = false
  /// Which of the first 128 scalars belong, so that ASCII text needs no search.
  private var low: UInt64 = 0
  private var high: UInt64 = 0

  /// A binary property and whether a member has it.
  struct Property: Sendable {
    let name: BinaryProperty
    let isExpected: Bool
  }

  /// An empty set.
  init() {}

  /// The set of these ranges, which may overlap.
  init(_ ranges: [ClosedRange<UInt32>]) {
    self.ranges = ranges
    seal()
  }

  /// The set of every scalar in one of `categories`.
  init(_ categories: CategorySet) {
    self.categories = categories
    seal()
  }

  /// The set of every scalar that has the property, or of every one that has it not.
  init(_ property: BinaryProperty, isExpected: Bool) {
    properties = [Property(name: property, isExpected: isExpected)]
    seal()
  }

  /// How much room and time the set takes, in instructions of a program.
  var cost: Int { 1 + (ranges.count + properties.count) / 4 }

  /// Adds one range; `seal()` must follow before the set is used.
  mutating func insert(_ range: ClosedRange<UInt32>) { ranges.append(range) }

  /// Adds another set, one that is not negated; `seal()` must follow before the set is used.
  mutating func insert(_ other: ScalarSet) {
    ranges += other.ranges
    categories.formUnion(other.categories)
    properties += other.properties
  }

  /// Puts the set in order, negated when asked for, and makes it ready for `contains`.
  mutating func seal(negated: Bool = false) {
    isNegated = negated
    ranges = Self.merged(ranges)
    low = 0
    high = 0
    for scalar in UInt32(0)..<64 where search(scalar) { low |= 1 << UInt64(scalar) }
    for scalar in UInt32(64)..<128 where search(scalar) { high |= 1 << UInt64(scalar - 64) }
  }

  /// The set of all that this one, made of ranges alone, does not hold.
  func complement() -> ScalarSet {
    var result = ScalarSet()
    var next: UInt32 = 0
    for range in ranges {
      if range.lowerBound > next { result.insert(next...range.lowerBound - 1) }
      next = range.upperBound + 1
    }
    if next <= Self.last { result.insert(next...Self.last) }
    result.seal()
    return result
  }

  /// Whether `scalar` belongs to the set.
  @inline(__always)
  func contains(_ scalar: UInt32) -> Bool {
    if scalar < 64 { return low >> UInt64(scalar) & 1 == 1 }
    if scalar < 128 { return high >> UInt64(scalar - 64) & 1 == 1 }
    return search(scalar)
  }

  private func search(_ value: UInt32) -> Bool { isListed(value) != isNegated }

  private func isListed(_ value: UInt32) -> Bool {
    var lower = 0
    var upper = ranges.count
    while lower < upper {
      let middle = (lower + upper) / 2
      if ranges[middle].upperBound < value { lower = middle + 1 } else { upper = middle }
    }
    if lower < ranges.count, ranges[lower].contains(value) { return true }
    if categories.isEmpty, properties.isEmpty { return false }
    guard let scalar = Unicode.Scalar(value) else { return false }
    return categories.contains(CategorySet(of: scalar))
      || properties.contains { $0.name.holds(for: scalar) == $0.isExpected }
  }

  private static func merged(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
    var result: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let previous = result.last, range.lowerBound <= previous.upperBound + 1 {
        result[result.count - 1] =
          previous.lowerBound...max(previous.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  private static let last: UInt32 = 0x10FFFF
}

// The sets that escapes stand for (ECMA-262, section 22.2.2 "Pattern semantics").
extension ScalarSet {
  /// Every scalar.
  static let all = ScalarSet([0...last])
  /// `.`: every scalar but the line ends.
  static let dot = ScalarSet([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029]).complement()
  /// `\d`
  static let digits = ScalarSet([0x30...0x39])
  /// `\w`
  static let word = ScalarSet([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  /// `\s`
  static let space = ScalarSet([
    0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
    0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
  ])
}
