import JSON

/// Builds the parts of JSON Schema that the tools and their questions use.
enum Schema {
  /// The arguments of a tool that takes none.
  static let nothing = arguments([:])

  /// An object that has these members and no others.
  static func arguments(
    _ properties: KeyValuePairs<String, JSONValue>, required: [String] = []
  ) -> JSONValue {
    var schema = object(properties, required)
    schema["additionalProperties"] = false
    return .object(schema)
  }

  /// A form for a person: flat, and open, since clients may send more than was asked for.
  static func form(
    _ properties: KeyValuePairs<String, JSONValue>, required: [String] = []
  ) -> JSONValue {
    .object(object(properties, required))
  }

  static func string(_ description: String) -> JSONValue {
    ["type": "string", "description": .string(description)]
  }

  static func boolean(_ description: String) -> JSONValue {
    ["type": "boolean", "description": .string(description)]
  }

  static func integer(
    _ description: String, in range: ClosedRange<Int>, standard: Int
  ) -> JSONValue {
    [
      "type": "integer", "minimum": .int(range.lowerBound), "maximum": .int(range.upperBound),
      "default": .int(standard), "description": .string(description),
    ]
  }

  private static func object(
    _ properties: KeyValuePairs<String, JSONValue>, _ required: [String]
  ) -> JSONObject {
    var schema: JSONObject = [
      "type": "object", "properties": .object(JSONObject(properties.map { ($0.key, $0.value) })),
    ]
    if !required.isEmpty { schema["required"] = .array(required.map { .string($0) }) }
    return schema
  }
}
