/// The names and values of header fields as bytes: every request passes here several times.
enum FieldText {
  /// Without the spaces and tabs around it.
  static func trimmed(_ text: String) -> String {
    guard isSpace(text.utf8.first) || isSpace(text.utf8.last) else { return text }
    let bytes = Array(text.utf8)
    guard let first = bytes.firstIndex(where: { !isSpace($0) }),
      let last = bytes.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: bytes[first...last], as: UTF8.self)
  }

  /// Whether two texts are the same byte for byte; Swift's `==` takes different spellings of a letter as one.
  static func same(_ left: String, _ right: String) -> Bool {
    var (left, right) = (left, right)
    return left.withUTF8 { left in right.withUTF8 { right in left.elementsEqual(right) } }
  }

  /// Whether a name is `lowercase`, which is written in lower case, whatever the case of its ASCII letters.
  static func isNamed(_ name: String, _ lowercase: StaticString) -> Bool {
    name.utf8.count == lowercase.utf8CodeUnitCount && begins(name, with: lowercase)
  }

  /// Whether a name begins with `lowercase` and goes on behind it.
  static func isPrefixed(_ name: String, _ lowercase: StaticString) -> Bool {
    name.utf8.count > lowercase.utf8CodeUnitCount && begins(name, with: lowercase)
  }

  /// Whether a `Content-Type` is that of JSON, whatever its parameters.
  static func isJSON(_ contentType: String?) -> Bool {
    guard let contentType else { return false }
    if isNamed(contentType, "application/json") { return true }
    return isNamed(trimmed(String(contentType.prefix { $0 != ";" })), "application/json")
  }

  private static func begins(_ name: String, with lowercase: StaticString) -> Bool {
    var name = name
    return name.withUTF8 { bytes in
      for index in 0..<lowercase.utf8CodeUnitCount {
        let byte = bytes[index]
        let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
        if (isUpper ? byte | 0x20 : byte) != lowercase.utf8Start[index] { return false }
      }
      return true
    }
  }

  private static func isSpace(_ byte: UInt8?) -> Bool { byte == 0x20 || byte == 0x09 }
}
