import JSON
import Screen

/// JSON as indented lines with a role for each kind of value.
enum JSONLines {
  /// Larger texts are shown as they came, cut; indenting them would hold up the screen.
  static let prettyLimit = 256 << 10
  /// Lines shown at most.
  static let lineLimit = 20_000

  /// The lines of JSON text.
  static func lines(_ raw: RawJSON) -> [[Span]] {
    guard raw.bytes.count <= prettyLimit else {
      let part = String(decoding: raw.bytes.prefix(65_536), as: UTF8.self)
      return [
        [
          Span(
            "\(Format.bytes(raw.bytes.count)) of JSON, too large to indent; the first 64k:", .warn)
        ],
        [Span(TextCleaner.line(part))],
      ]
    }
    guard let value = try? raw.parse() else {
      return [[Span("not JSON:", .warn)], [Span(TextCleaner.line(raw.text))]]
    }
    return lines(value)
  }

  /// The lines of a value.
  static func lines(_ value: JSONValue) -> [[Span]] {
    var writer = Writer()
    writer.write(value, depth: 0)
    writer.endLine()
    return writer.lines
  }

  private struct Writer {
    var lines: [[Span]] = []
    private var line: [Span] = []

    mutating func endLine() {
      if !line.isEmpty, lines.count < JSONLines.lineLimit { lines.append(line) }
      line = []
    }

    private mutating func indent(_ depth: Int) {
      endLine()
      line = [Span(String(repeating: "  ", count: depth))]
    }

    mutating func write(_ value: JSONValue, depth: Int) {
      switch value {
      case .null: line.append(Span("null", .jsonNull))
      case .bool(let bool): line.append(Span(bool ? "true" : "false", .jsonBool))
      case .number(let number): line.append(Span(TextCleaner.line(number.literal), .jsonNumber))
      case .string(let text): line.append(Span(Self.quoted(text), .jsonString))
      case .array(let elements): write(elements, depth)
      case .object(let object): write(object, depth)
      }
    }

    private mutating func write(_ elements: [JSONValue], _ depth: Int) {
      guard !elements.isEmpty, lines.count < JSONLines.lineLimit else {
        return line.append(Span(elements.isEmpty ? "[]" : "[...]"))
      }
      let isShort =
        elements.count <= 16 && elements.allSatisfy { $0.number != nil || $0.bool != nil }
      line.append(Span("["))
      for (index, element) in elements.enumerated() {
        if isShort { if index > 0 { line.append(Span(" ")) } } else { indent(depth + 1) }
        write(element, depth: depth + 1)
        if index < elements.count - 1 { line.append(Span(",")) }
      }
      if !isShort { indent(depth) }
      line.append(Span("]"))
    }

    private mutating func write(_ object: JSONObject, _ depth: Int) {
      guard !object.isEmpty, lines.count < JSONLines.lineLimit else {
        return line.append(Span(object.isEmpty ? "{}" : "{...}"))
      }
      line.append(Span("{"))
      for (index, member) in object.members.enumerated() {
        indent(depth + 1)
        line += [Span(Self.quoted(member.key), .jsonKey), Span(": ")]
        write(member.value, depth: depth + 1)
        if index < object.count - 1 { line.append(Span(",")) }
      }
      indent(depth)
      line.append(Span("}"))
    }

    private static func quoted(_ text: String) -> String {
      TextCleaner.line(JSONWriter.string(.string(text)))
    }
  }
}
