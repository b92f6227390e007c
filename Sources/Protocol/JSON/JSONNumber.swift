/// A JSON number by its spelling, so that `1.0`, `1e3` and `9007199254740993` survive unchanged.
public struct JSONNumber: Sendable, Hashable {
  /// The number exactly as written, a valid JSON number.
  public let literal: String

  /// Wraps a spelling the parser has already checked.
  package init(validated literal: String) { self.literal = literal }

  /// Makes an integer.
  public init(_ value: Int) { literal = String(value) }

  /// Makes the shortest spelling that reads back as `value`; nil for infinities and NaN.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    if value == value.rounded(), abs(value) < 1e15 {
      literal = String(Int(value))
    } else {
      literal = value.description
    }
  }

  /// The exact value when it is an integer that fits (`42`, `42.0`, `4.2e1`), else nil.
  public var int: Int? {
    if let value = Int(literal) { return value }
    guard literal.utf8.contains(where: { $0 == 0x2E || $0 | 0x20 == 0x65 }) else { return nil }
    guard let value = Double(literal), abs(value) <= 9_007_199_254_740_992 else { return nil }
    return Int(exactly: value)
  }

  /// The nearest double; infinite when out of range.
  public var double: Double { Double(literal) ?? .infinity }
}
