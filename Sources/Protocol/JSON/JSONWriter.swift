import Basics

/// Writes values as JSON text: compact on one line, or indented for people.
public enum JSONWriter {
  /// The compact text of `value`, without any line break.
  public static func bytes(_ value: JSONValue) -> [UInt8] {
    var bytes: [UInt8] = []
    append(value, to: &bytes)
    return bytes
  }

  /// The compact text of `value`, without any line break.
  public static func string(_ value: JSONValue) -> String {
    String(decoding: bytes(value), as: UTF8.self)
  }

  /// The text of `value` with two spaces a level.
  public static func pretty(_ value: JSONValue) -> String {
    var bytes: [UInt8] = []
    appendPretty(value, indent: 0, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends the compact text of `value`.
  public static func append(_ value: JSONValue, to bytes: inout [UInt8]) {
    switch value {
    case .null: append(raw: "null", to: &bytes)
    case .bool(let flag): append(raw: flag ? "true" : "false", to: &bytes)
    case .number(let number): bytes.append(contentsOf: number.literal.utf8)
    case .string(let text): append(string: text, to: &bytes)
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      var isFirst = true
      for element in elements {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        append(element, to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let object):
      bytes.append(UInt8(ascii: "{"))
      var isFirst = true
      for member in object.members {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
        append(string: member.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        append(member.value, to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  /// Appends `text` as a JSON string, quotes included.
  public static func append(string text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    var text = text
    text.withUTF8 { appendEscaped($0, to: &bytes) }
    bytes.append(UInt8(ascii: "\""))
  }

  /// Appends ASCII text that needs no escaping.
  @inline(__always)
  package static func append(raw text: StaticString, to bytes: inout [UInt8]) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  private static func appendEscaped(
    _ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]
  ) {
    guard let base = text.baseAddress else { return }
    var start = 0
    var index = 0
    var seen: UInt64 = 0
    while index < text.count {
      index = ByteScan.plainEnd(base, from: index, to: text.count, seen: &seen)
      guard index < text.count else { break }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
      appendEscape(text[index], to: &bytes)
      index += 1
      start = index
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<text.count]))
  }

  private static func appendEscape(_ byte: UInt8, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case 0x08: bytes.append(UInt8(ascii: "b"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0C: bytes.append(UInt8(ascii: "f"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x22, 0x5C: bytes.append(byte)
    default:
      append(raw: "u00", to: &bytes)
      bytes.append(hexDigit(byte >> 4))
      bytes.append(hexDigit(byte & 15))
    }
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private static func appendPretty(_ value: JSONValue, indent: Int, to bytes: inout [UInt8]) {
    switch value {
    case .array(let elements) where !elements.isEmpty:
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        startLine(indent + 1, after: index > 0, to: &bytes)
        appendPretty(element, indent: indent + 1, to: &bytes)
      }
      startLine(indent, after: false, to: &bytes)
      bytes.append(UInt8(ascii: "]"))
    case .object(let object) where !object.isEmpty:
      bytes.append(UInt8(ascii: "{"))
      for (index, member) in object.members.enumerated() {
        startLine(indent + 1, after: index > 0, to: &bytes)
        append(string: member.key, to: &bytes)
        append(raw: ": ", to: &bytes)
        appendPretty(member.value, indent: indent + 1, to: &bytes)
      }
      startLine(indent, after: false, to: &bytes)
      bytes.append(UInt8(ascii: "}"))
    default: append(value, to: &bytes)
    }
  }

  private static func startLine(_ indent: Int, after comma: Bool, to bytes: inout [UInt8]) {
    if comma { bytes.append(UInt8(ascii: ",")) }
    bytes.append(0x0A)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent * 2))
  }
}
