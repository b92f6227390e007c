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
    let parts = literal.split(maxSplits: 1, whereSeparator: { $0 == "e" || $0 == "E" })
    guard let mantissa = parts.first else { return nil }
    var digits = String(mantissa.filter { $0 != "." })
    guard digits.contains(where: { $0 != "0" && $0 != "-" }) else { return 0 }
    guard let exponent = parts.count == 2 ? Int(parts[1]) : 0,
      exponent.magnitude <= 1 << 32
    else { return nil }
    let decimals = mantissa.firstIndex(of: ".").map { mantissa[$0...].utf8.count - 1 } ?? 0
    let places = exponent - decimals
    if places < 0 {
      guard digits.utf8.suffix(-places).allSatisfy({ $0 == 0x30 }) else { return nil }
      digits.removeLast(min(-places, digits.utf8.count))
    } else {
      guard places < 20 else { return nil }
      digits += String(repeating: "0", count: places)
    }
    return Int(digits)
  }

  /// The nearest double; infinite when out of range.
  public var double: Double { Double(literal) ?? .infinity }
}
