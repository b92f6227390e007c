import JSON

/// The words of messages: short, bounded, and fit for a sentence.
enum Wording {
  /// A number of things: `1 item`, `3 items`.
  static func count(_ count: Int, _ thing: String) -> String {
    count == 1 ? "1 \(thing)" : "\(count) \(thing)s"
  }

  /// A list: `a`, `a or b`, `a, b or c`.
  static func list(_ parts: [String], _ conjunction: String) -> String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
  }

  /// Text in quotes, its control characters escaped, cut when long.
  static func quoted(_ text: String) -> String { JSONWriter.string(.string(shortened(text))) }

  /// The name of a member, in quotes only when it is no plain word.
  static func name(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy {
      (0x61...0x7A).contains($0 | 0x20) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "_")
        || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
    }
    return isPlain && !text.isEmpty ? shortened(text) : quoted(text)
  }

  /// Text cut to 80 characters.
  static func shortened(_ text: String) -> String {
    text.utf8.count <= 80 ? text : String(text.unicodeScalars.prefix(80)) + "…"
  }

  /// A number as it was written, cut when long.
  static func number(_ number: JSONNumber) -> String { shortened(number.literal) }

  /// The types a schema allows against the type of a value: `an integer, not a string`.
  static func types(_ types: TypeSet, insteadOf value: JSONValue) -> String {
    let wanted = TypeSet.names.filter { types.contains($0.type) }.map { article($0.name) }
    return "\(list(wanted, "or")), not \(found(value, types))"
  }

  private static func found(_ value: JSONValue, _ types: TypeSet) -> String {
    // The one way in which a number is not the number that was wanted.
    if case .number(let number) = value, types.contains(.integer) { return self.number(number) }
    return article(value.typeName)
  }

  private static func article(_ type: String) -> String {
    switch type {
    case "null": "null"
    case "object", "array", "integer": "an \(type)"
    default: "a \(type)"
    }
  }

  /// The values of `enum` or `const`: `"a"`, `one of "a", "b" or 3`.
  static func values(_ values: [JSONValue]) -> String {
    let shown = values.prefix(12).map { value in
      switch value {
      case .string(let text): quoted(text)
      case .number(let number): self.number(number)
      case .bool(let flag): flag ? "true" : "false"
      case .null: "null"
      case .array: "a certain array"
      case .object: "a certain object"
      }
    }
    if values.isEmpty { return "one of no values at all" }
    if values.count == 1 { return shown[0] }
    let more = values.count > shown.count ? ["\(values.count - shown.count) more"] : []
    return "one of \(list(shown + more, "or"))"
  }
}
