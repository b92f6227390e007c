internal import JSON

/// Builds the parts of JSON Schema that the tools use.
enum Schema {
  /// An object that has these members and no others.
  static func object(
    _ properties: KeyValuePairs<String, JSONValue>, required: [String]
  ) -> JSONValue {
    [
      "type": "object", "properties": .object(JSONObject(properties.map { ($0.key, $0.value) })),
      "required": .array(required.map { .string($0) }), "additionalProperties": false,
    ]
  }

  /// An object that has exactly these members, every one of them.
  static func whole(_ properties: KeyValuePairs<String, JSONValue>) -> JSONValue {
    object(properties, required: properties.map(\.key))
  }

  /// An object with any members.
  static func anyObject(_ description: String) -> JSONValue {
    ["type": "object", "description": .string(description)]
  }

  static func string(_ description: String, maxLength: Int? = nil) -> JSONValue {
    var schema: JSONObject = ["type": "string", "description": .string(description)]
    if let maxLength { schema["maxLength"] = .int(maxLength) }
    return .object(schema)
  }

  /// A string, or null when there is none.
  static func nullableString(_ description: String) -> JSONValue {
    ["type": ["string", "null"], "description": .string(description)]
  }

  static func integer(
    _ description: String, in range: ClosedRange<Int>? = nil, standard: Int? = nil
  ) -> JSONValue {
    var schema: JSONObject = ["type": "integer", "description": .string(description)]
    if let range {
      schema["minimum"] = .int(range.lowerBound)
      schema["maximum"] = .int(range.upperBound)
    }
    if let standard { schema["default"] = .int(standard) }
    return .object(schema)
  }

  static func boolean(_ description: String) -> JSONValue {
    ["type": "boolean", "description": .string(description), "default": false]
  }

  /// One of the words of `type`.
  static func choice<T: RawRepresentable & CaseIterable>(
    _ description: String, of type: T.Type
  ) -> JSONValue where T.RawValue == String {
    [
      "type": "string", "description": .string(description),
      "enum": .array(type.allCases.map { .string($0.rawValue) }),
    ]
  }

  /// One of the words of `type`, or null when there is none.
  static func nullableChoice<T: RawRepresentable & CaseIterable>(
    _ description: String, of type: T.Type
  ) -> JSONValue where T.RawValue == String {
    [
      "type": ["string", "null"], "description": .string(description),
      "enum": .array(type.allCases.map { .string($0.rawValue) } + [.null]),
    ]
  }

  static func list(_ items: JSONValue, _ description: String, maxItems: Int? = nil) -> JSONValue {
    var schema: JSONObject = [
      "type": "array", "description": .string(description), "items": items,
    ]
    if let maxItems { schema["maxItems"] = .int(maxItems) }
    return .object(schema)
  }

  /// A list of task ids.
  static func ids(_ description: String, maxItems: Int? = nil) -> JSONValue {
    list(["type": "integer"], description, maxItems: maxItems)
  }
}
