/// One thing about a value that its schema does not allow.
public struct SchemaViolation: Sendable, Hashable {
  /// Where in the value, as a JSON Pointer: `/items/3/name`, empty for the whole value.
  ///
  /// For a missing or unwanted member it is the place of that member. Very long names are cut.
  public var instancePath: String
  /// Which keyword of the schema says so, as a JSON Pointer in the schema: `/$defs/name/minLength`.
  public var schemaPath: String
  /// What is wrong, to be read behind the name of the place: `must be an integer, not a string`.
  ///
  /// Never repeats strings of the value, which may be secret.
  public var message: String

  /// Makes a violation.
  public init(instancePath: String, schemaPath: String, message: String) {
    self.instancePath = instancePath
    self.schemaPath = schemaPath
    self.message = message
  }

  /// All violations in one line for a person or a model: `count must be an integer, not a string; name is missing`.
  ///
  /// Empty for none.
  public static func summary(_ violations: [SchemaViolation]) -> String {
    violations.map { "\($0.place) \($0.message)" }.joined(separator: "; ")
  }

  /// The place as people write it: `items[3].name`, `the value` for the whole.
  private var place: String {
    var text = ""
    for token in JSONPointer.tokens(instancePath).dropFirst() {
      let name = JSONPointer.decoded(token)
      if !name.isEmpty, name.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
        text += "[\(name)]"
      } else if Self.isPlain(name) {
        text += text.isEmpty ? name : ".\(name)"
      } else {
        text += "[\(Wording.quoted(name))]"
      }
    }
    return text.isEmpty ? "the value" : text
  }

  private static func isPlain(_ name: String) -> Bool {
    guard let first = name.unicodeScalars.first, !(0x30...0x39).contains(first.value) else {
      return false
    }
    return name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || (0x30...0x39).contains($0.value) || $0 == "_" || $0 == "-"
        || $0 == "$"
    }
  }
}
