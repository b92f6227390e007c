/// A regular expression with a piece of text that every match must contain, if one can be told.
struct RedactionPattern {
  let regex: Regex<AnyRegexOutput>
  /// Searched for first, because a byte search costs a hundredth of a match.
  let literal: [UInt8]?

  init(_ text: String) throws(RedactionError) {
    do {
      regex = try Regex(text).matchingSemantics(.unicodeScalar)
    } catch {
      throw RedactionError(
        message: "the expression '\(text)' cannot be used: \(error). Correct or remove it")
    }
    literal = Self.literalStart(of: text)
  }

  /// The plain characters the expression begins with; nil when fewer than two, or when it has
  /// alternatives or options, which may make them optional.
  static func literalStart(of text: String) -> [UInt8]? {
    guard !text.contains("|"), !text.contains("(?") else { return nil }
    var literal: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x3A, 0x2F, 0x40:
        literal.append(byte)
        continue
      case UInt8(ascii: "?"), UInt8(ascii: "*"), UInt8(ascii: "{"):
        literal = Array(literal.dropLast())
      default: break
      }
      break
    }
    return literal.count >= 2 ? literal : nil
  }

  /// The non-empty matches in `bytes`, as byte ranges.
  func matches(in bytes: [UInt8]) -> [Range<Int>] {
    if let literal, !Self.occurs(literal, in: bytes) { return [] }
    let text = String(decoding: bytes, as: UTF8.self)
    // Repaired text has other offsets than its bytes.
    guard text.utf8.count == bytes.count else { return [] }
    return text.matches(of: regex).compactMap { match in
      let start = text.utf8.distance(from: text.startIndex, to: match.range.lowerBound)
      let end = text.utf8.distance(from: text.startIndex, to: match.range.upperBound)
      return start < end ? start..<end : nil
    }
  }

  private static func occurs(_ literal: [UInt8], in bytes: [UInt8]) -> Bool {
    guard bytes.count >= literal.count else { return false }
    return (0...bytes.count - literal.count).contains { start in
      bytes[start] == literal[0] && bytes[start...].starts(with: literal)
    }
  }
}
