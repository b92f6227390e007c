/// The content of a JSON string, from the bytes between its quotes.
enum JSONStringBytes {
  /// Resolves the escapes; a lone surrogate or an unknown escape becomes U+FFFD.
  static func unescaped(_ bytes: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var output: [UInt8] = []
    output.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = bytes[index]
      guard byte == 0x5C, index + 1 < range.upperBound else {
        output.append(byte)
        index += 1
        continue
      }
      index += 2
      switch bytes[index - 1] {
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "b"): output.append(0x08)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "\""): output.append(0x22)
      case UInt8(ascii: "\\"): output.append(0x5C)
      case UInt8(ascii: "/"): output.append(0x2F)
      case UInt8(ascii: "u"):
        let scalar = self.scalar(bytes, &index, range.upperBound)
        output.append(contentsOf: String(Character(scalar)).utf8)
      default: output.append(contentsOf: [0xEF, 0xBF, 0xBD])
      }
    }
    return output
  }

  /// The text of the string in `value` (quotes included); nil when `value` is no string.
  static func text(_ bytes: [UInt8], _ value: Range<Int>) -> String? {
    guard value.count >= 2, bytes[value.lowerBound] == 0x22 else { return nil }
    let content = value.lowerBound + 1..<value.upperBound - 1
    guard bytes[content].contains(0x5C) else {
      return String(decoding: bytes[content], as: UTF8.self)
    }
    return String(decoding: unescaped(bytes, content), as: UTF8.self)
  }

  /// Reads the four digits at `index` (after `\u`), and the second half of a surrogate pair.
  private static func scalar(_ bytes: [UInt8], _ index: inout Int, _ end: Int) -> Unicode.Scalar {
    let replacement: Unicode.Scalar = "\u{FFFD}"
    guard let high = hexadecimal(bytes, index, end) else { return replacement }
    index += 4
    guard (0xD800..<0xDC00).contains(high) else { return Unicode.Scalar(high) ?? replacement }
    guard index + 1 < end, bytes[index] == 0x5C, bytes[index + 1] == UInt8(ascii: "u"),
      let low = hexadecimal(bytes, index + 2, end), (0xDC00..<0xE000).contains(low)
    else { return replacement }
    index += 6
    return Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)) ?? replacement
  }

  private static func hexadecimal(_ bytes: [UInt8], _ index: Int, _ end: Int) -> UInt32? {
    guard index + 4 <= end else { return nil }
    var value: UInt32 = 0
    for byte in bytes[index..<index + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
