/// Names and values as forms and queries carry them (`application/x-www-form-urlencoded`, RFC 6749 appendix B).
package enum FormText {
  /// One name and its value, decoded.
  package struct Pair: Sendable, Hashable {
    /// The name.
    package var name: String
    /// The value.
    package var value: String

    /// Makes a pair.
    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  private static let digits = Array("0123456789ABCDEF".utf8)

  /// A text with everything percent-encoded but letters, digits and `-._~`.
  ///
  /// A space becomes `%20` and not `+`, so that readers of forms and readers of URLs see the same.
  package static func encode(_ text: String) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      if isUnreserved(byte) {
        encoded.append(byte)
      } else {
        encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Names and values joined by `=` and `&`.
  package static func encode(_ pairs: [Pair]) -> String {
    pairs.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
  }

  /// The names and values of a form or query, in order; nil for a broken percent sign or what is no UTF-8.
  package static func decode(_ text: String) -> [Pair]? {
    var pairs: [Pair] = []
    for part in text.split(separator: "&") {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard let name = decodeOne(sides[0]), let value = decodeOne(sides.count == 2 ? sides[1] : "")
      else { return nil }
      pairs.append(Pair(name, value))
    }
    return pairs
  }

  private static func decodeOne(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "+"): bytes.append(0x20)
      case UInt8(ascii: "%"):
        guard let high = rest.popFirst().flatMap(hexDigit),
          let low = rest.popFirst().flatMap(hexDigit)
        else { return nil }
        bytes.append(high << 4 | low)
      default: bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
    default: false
    }
  }
}
