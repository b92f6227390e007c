import JSON

/// Reads an input schema into rows. What no row can show becomes a JSON field; what is no object at
/// all is typed as raw JSON.
struct FormSchema: Equatable, Sendable {
  /// Fields in the order of the form: required ones first, each group as the schema lists it. Nil
  /// when the schema describes no object.
  let fields: [FormField]?
  /// Names in the order of the schema, which is the order they are sent in.
  let order: [String]

  /// Rows shown at most; what is beyond can be typed as raw JSON.
  private static let limit = 200
  /// Local references followed in a row.
  private static let referenceDepth = 8

  init(_ schema: JSONValue) {
    let root = Self.resolved(schema, in: schema)
    let properties = root["properties"]?.object
    let isObject = root["type"]?.string == "object" || root["type"] == nil
    guard let object = root.object, isObject, properties != nil || Self.isPlain(object) else {
      fields = nil
      order = []
      return
    }
    let required = Set((root["required"]?.array ?? []).compactMap(\.string))
    var seen: Set<String> = []
    let members = (properties?.members ?? []).filter { seen.insert($0.key).inserted }
    let all = members.prefix(Self.limit).map { member in
      Self.field(
        member.key, Self.resolved(member.value, in: schema),
        isRequired: required.contains(member.key))
    }
    order = members.map(\.key)
    fields = all.filter(\.isRequired) + all.filter { !$0.isRequired }
  }

  /// An object schema that combines nothing: without properties it takes no arguments.
  private static func isPlain(_ object: JSONObject) -> Bool {
    ["anyOf", "oneOf", "allOf", "$ref", "not", "if"].allSatisfy { object[$0] == nil }
  }

  /// Follows local references; others stay what they are and become JSON fields.
  private static func resolved(_ schema: JSONValue, in root: JSONValue) -> JSONValue {
    var schema = schema
    for _ in 0..<referenceDepth {
      guard let reference = schema["$ref"]?.string, reference.hasPrefix("#/") else { return schema }
      var target: JSONValue? = root
      for part in reference.dropFirst(2).split(separator: "/") {
        let name = part.split(separator: "~", omittingEmptySubsequences: false).enumerated().map {
          $0 == 0 ? String($1) : ($1.hasPrefix("1") ? "/" : "~") + $1.dropFirst()
        }.joined()
        target = target?[name]
      }
      guard let target else { return schema }
      schema = target
    }
    return schema
  }

  private static func field(_ name: String, _ schema: JSONValue, isRequired: Bool) -> FormField {
    let (inner, isNullable) = withoutNull(schema)
    let help = (schema["description"] ?? inner["description"])?.string ?? ""
    return FormField(
      name: name, isRequired: isRequired, kind: kind(inner), isNullable: isNullable, help: help,
      defaultValue: schema["default"] ?? inner["default"])
  }

  /// Takes `null` out of a union: `["string", "null"]`, `anyOf: [{…}, {"type": "null"}]`.
  private static func withoutNull(_ schema: JSONValue) -> (JSONValue, Bool) {
    if let types = schema["type"]?.array, var object = schema.object {
      let others = types.filter { $0 != "null" }
      object["type"] = others.count == 1 ? others[0] : .array(others)
      if let values = object["enum"]?.array {
        object["enum"] = .array(values.filter { !$0.isNull })
      }
      return (.object(object), others.count < types.count)
    }
    if let union = (schema["anyOf"] ?? schema["oneOf"])?.array {
      let others = union.filter { $0["type"] != "null" }
      if others.count < union.count, others.count == 1 { return (others[0], true) }
    }
    return (schema, false)
  }

  private static func kind(_ schema: JSONValue) -> FormField.Kind {
    if let value = schema["const"] { return .constant(value) }
    if let values = schema["enum"]?.array, !values.isEmpty { return .choice(values) }
    let combined = ["anyOf", "oneOf", "allOf", "$ref"].contains { schema[$0] != nil }
    let type = schema["type"]?.string
    if combined { return .json(type: nil) }
    let bounds = (
      schema["minimum"]?.double ?? schema["exclusiveMinimum"]?.double,
      schema["maximum"]?.double ?? schema["exclusiveMaximum"]?.double
    )
    switch type {
    case "string":
      return .string(minimum: schema["minLength"]?.int, maximum: schema["maxLength"]?.int)
    case "integer": return .integer(minimum: bounds.0, maximum: bounds.1)
    case "number": return .number(minimum: bounds.0, maximum: bounds.1)
    case "boolean": return .boolean
    default: return .json(type: type)
    }
  }
}
