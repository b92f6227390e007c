import JSON

/// A JSON number by its exact decimal value, however many digits it has.
struct ExactNumber: Hashable, Sendable {
  let isNegative: Bool
  /// The significant decimal digits, 0…9, without zeros at either end; empty for zero.
  let digits: [UInt8]
  /// The power of ten of the last digit; 0 for zero. Spellings beyond ±2⁵⁸ stay there.
  let exponent: Int

  /// Reads a number the parser has checked.
  init(_ number: JSONNumber) {
    var digits: [UInt8] = []
    var isNegative = false
    var decimals = 0
    var isFraction = false
    var written: (value: Int, isNegative: Bool)?
    for byte in number.literal.utf8 {
      switch byte {
      case UInt8(ascii: "-"):
        if written == nil { isNegative = true } else { written?.isNegative = true }
      case UInt8(ascii: "."): isFraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): written = (0, false)
      case 0x30...0x39:
        let digit = byte - 0x30
        if let value = written?.value {
          written?.value = min(value * 10 + Int(digit), Self.farthest)
        } else {
          if isFraction { decimals += 1 }
          if digit != 0 || !digits.isEmpty { digits.append(digit) }
        }
      default: break
      }
    }
    var exponent = (written.map { $0.isNegative ? -$0.value : $0.value } ?? 0) - decimals
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    self.digits = digits
    self.isNegative = isNegative && !digits.isEmpty
    self.exponent = digits.isEmpty ? 0 : exponent
  }

  /// Whether the value has no fraction.
  var isInteger: Bool { exponent >= 0 }

  /// The value when it is an integer that fits.
  var int: Int? {
    guard isInteger, digits.count + exponent <= 19 else { return nil }
    var value = 0
    for place in 0..<digits.count + exponent {
      let digit = place < digits.count ? Int(digits[place]) : 0
      let (product, overflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, exceeds) = product.addingReportingOverflow(isNegative ? -digit : digit)
      if overflows || exceeds { return nil }
      value = sum
    }
    return value
  }

  /// Whether the value is `divisor` times an integer.
  func isMultiple(of divisor: Divisor) -> Bool {
    if digits.isEmpty { return true }
    // The last digit is not zero, so no larger power of ten divides this.
    guard exponent >= divisor.exponent else { return false }
    let modulus = divisor.significand
    var rest: UInt64 = 0
    for digit in digits { rest = Self.product(rest, 10, plus: digit, modulus) }
    var power = exponent - divisor.exponent
    var factor: UInt64 = 10 % modulus
    while power > 0, rest != 0 {
      if power & 1 == 1 { rest = Self.product(rest, factor, plus: 0, modulus) }
      factor = Self.product(factor, factor, plus: 0, modulus)
      power >>= 1
    }
    return rest == 0
  }

  /// What a number is divided by: `significand × 10^exponent`, more than zero.
  struct Divisor: Sendable {
    let significand: UInt64
    let exponent: Int

    /// Nil for zero, for less, and for more than 19 significant digits.
    init?(_ number: ExactNumber) {
      guard !number.digits.isEmpty, !number.isNegative, number.digits.count <= 19 else {
        return nil
      }
      significand = number.digits.reduce(0) { $0 * 10 + UInt64($1) }
      exponent = number.exponent
    }
  }

  private static func product(
    _ left: UInt64, _ right: UInt64, plus digit: UInt8, _ modulus: UInt64
  ) -> UInt64 {
    let product = UInt128(left) * UInt128(right) + UInt128(digit)
    return UInt64(truncatingIfNeeded: product % UInt128(modulus))
  }

  private static let farthest = 1 << 58
}

extension ExactNumber: Comparable {
  /// Whether `left` is the smaller value.
  static func < (left: ExactNumber, right: ExactNumber) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative
      ? right.hasSmallerMagnitude(than: left) : left.hasSmallerMagnitude(than: right)
  }

  private func hasSmallerMagnitude(than other: ExactNumber) -> Bool {
    guard !digits.isEmpty, !other.digits.isEmpty else { return !other.digits.isEmpty }
    let (place, otherPlace) = (digits.count + exponent, other.digits.count + other.exponent)
    if place != otherPlace { return place < otherPlace }
    return digits.lexicographicallyPrecedes(other.digits)
  }
}

/// The value of the commonest spelling, an integer without fraction and exponent; nil for every other.
extension JSONNumber {
  @inline(__always)
  var plainInt: Int? {
    var value = 0
    var isNegative = false
    guard literal.utf8.count <= 18 else { return nil }
    for byte in literal.utf8 {
      if byte == UInt8(ascii: "-") {
        isNegative = true
      } else {
        guard byte >= 0x30, byte <= 0x39 else { return nil }
        value = value * 10 + Int(byte - 0x30)
      }
    }
    return isNegative ? -value : value
  }

  /// Whether the exact value is an integer: `42`, `42.0`, `4.2e1`.
  var isInteger: Bool {
    if plainInt != nil { return true }
    let isPlain = literal.utf8.allSatisfy { $0 != 0x2E && $0 | 0x20 != UInt8(ascii: "e") }
    return isPlain || ExactNumber(self).isInteger
  }
}
