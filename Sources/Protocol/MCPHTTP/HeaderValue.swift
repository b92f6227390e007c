public import JSON

/// Why the value of an `Mcp-Name` or `Mcp-Param-*` field cannot be read.
public struct HeaderValueError: Error, Sendable, Hashable {
  /// What is wrong with it, for a person; never the value itself.
  public let message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}

/// How texts travel in the values of `Mcp-Name` and `Mcp-Param-*` fields (revision 2026-07-28, Streamable HTTP,
/// SEP-2243): as they are when they are plain visible ASCII, otherwise as `=?base64?…?=`.
public enum HeaderValue {
  private static let prefix = Array("=?base64?".utf8)
  private static let suffix = Array("?=".utf8)

  /// The field value for a text.
  ///
  /// Wrapped is whatever has another character than space to `~` (a tab too), begins or ends with a space, or
  /// looks wrapped already. The empty text is the empty value.
  public static func encode(_ text: String) -> String {
    let bytes = Array(text.utf8)
    let isPlain = bytes.allSatisfy { $0 >= 0x20 && $0 <= 0x7E }
    let hasOuterSpace = bytes.first == 0x20 || bytes.last == 0x20
    let looksWrapped = bytes.starts(with: prefix) && bytes.suffix(suffix.count) == suffix[...]
    if isPlain, !hasOuterSpace, !looksWrapped { return text }
    return "=?base64?" + Base64Text.encode(bytes) + "?="
  }

  /// The field value for an argument: a string, an integer in decimal, or `true` or `false`; nil for anything
  /// else, which has no field.
  public static func encode(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): encode(text)
    case .bool(let flag): flag ? "true" : "false"
    case .number(let number): number.int.map { String($0) }
    case .null, .array, .object: nil
    }
  }

  /// The text a field value stands for.
  ///
  /// `value` is without the spaces and tabs around it. Throws when it has a character no field value may have, or
  /// when it is wrapped and what it wraps is not padded standard base64 of UTF-8. A value with only the beginning or
  /// only the end of a wrapping is itself the text.
  public static func decode(_ value: String) throws(HeaderValueError) -> String {
    let bytes = Array(value.utf8)
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 <= 0x7E || $0 == 0x09 }) else {
      throw HeaderValueError("it has characters other than visible ASCII and is not base64")
    }
    guard bytes.starts(with: prefix), bytes.suffix(suffix.count) == suffix[...],
      bytes.count >= prefix.count + suffix.count
    else { return value }
    let inside = bytes[prefix.count..<bytes.count - suffix.count]
    guard let decoded = Base64Text.decode(inside) else {
      throw HeaderValueError("what stands in =?base64?…?= is not padded standard base64")
    }
    guard let text = String(validating: decoded, as: UTF8.self) else {
      throw HeaderValueError("what stands in =?base64?…?= is not UTF-8")
    }
    return text
  }

  /// Whether a field value says the same as an argument of the body; numbers are compared as numbers, so that
  /// `42.0` is `42`. False for an argument that has no field at all (null, a fraction, an array, an object).
  public static func matches(
    _ value: String, _ argument: JSONValue
  ) throws(HeaderValueError) -> Bool {
    let text = try decode(value)
    switch argument {
    case .string(let expected): return Array(text.utf8) == Array(expected.utf8)
    case .bool(let flag): return text == (flag ? "true" : "false")
    case .number(let number):
      guard let expected = number.int, let found = try? JSONParser.parse(text).number?.int else {
        return false
      }
      return found == expected
    case .null, .array, .object: return false
    }
  }
}
