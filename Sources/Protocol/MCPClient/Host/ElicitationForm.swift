public import JSON
public import MCPSchema

/// A form that a server asks for, as what its flat schema means (mcp-protocol §7.10).
public struct ElicitationForm: Sendable, Hashable {
  /// One thing to fill in.
  public struct Field: Sendable, Hashable {
    /// The member it becomes.
    public let name: String
    /// Its schema as it stands.
    public let schema: JSONValue
    /// Whether it must be given.
    public let isRequired: Bool

    /// The value to begin with, when the server names one that keeps the field's own rules.
    public var defaultValue: JSONValue? {
      guard let value = schema["default"], violations(of: value).isEmpty else { return nil }
      return value
    }
  }

  /// The fields in the server's order.
  public let fields: [Field]

  /// Reads a requested schema.
  public init(_ schema: JSONValue) {
    let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
    fields = (schema["properties"]?.object?.members ?? []).map {
      Field(name: $0.key, schema: $0.value, isRequired: required.contains($0.key))
    }
  }

  /// The values to begin with, in the order of the fields.
  public static func defaults(_ schema: JSONValue) -> JSONObject {
    ElicitationForm(schema).completing(JSONObject())
  }

  /// What was filled in, with the server's own values where nothing was.
  public func completing(_ content: JSONObject) -> JSONObject {
    var result = content
    for field in fields where result[field.name] == nil {
      result[field.name] = field.defaultValue
    }
    return result
  }

  /// What is wrong with the content of an accepted form, one sentence each; empty when nothing is.
  public func violations(of content: JSONObject) -> [String] {
    var problems: [String] = []
    for field in fields {
      guard let value = content[field.name] else {
        if field.isRequired { problems.append("\(field.name) is missing") }
        continue
      }
      problems += field.violations(of: value)
    }
    let names = Set(fields.map(\.name))
    for name in content.keys where !names.contains(name) {
      problems.append("\(name) was not asked for")
    }
    return problems
  }

  /// The answer of a client that nobody sits before: the server's own values, or a refusal where one that must be
  /// given has none.
  public static func answerWithDefaults(_ schema: JSONValue) -> InputResponse {
    let form = ElicitationForm(schema)
    let content = form.completing(JSONObject())
    return form.violations(of: content).isEmpty
      ? .elicitation(.accept, content: content) : .elicitation(.decline)
  }
}
