import JSON

/// The first way in which `value` does not match `schema`; nil when it does.
///
/// Knows what the tools' schemas use: type, enum, properties, required, additionalProperties,
/// items, minimum, maximum. Object schemas with named properties must be closed.
func mismatch(_ value: JSONValue, _ schema: JSONValue, at path: String = "$") -> String? {
  let types = schema["type"]?.array ?? [schema["type"] ?? .null]
  guard types.contains(where: { matches(value, type: $0.string ?? "") }) else {
    return "\(path) is \(value.typeName), not \(JSONWriter.string(.array(types)))"
  }
  if let words = schema["enum"]?.array, !words.contains(value) { return "\(path) is not in enum" }
  if let number = value.int {
    if let minimum = schema["minimum"]?.int, number < minimum { return "\(path) is too small" }
    if let maximum = schema["maximum"]?.int, number > maximum { return "\(path) is too large" }
  }
  if let items = schema["items"], let elements = value.array {
    for (index, element) in elements.enumerated() {
      if let found = mismatch(element, items, at: "\(path)[\(index)]") { return found }
    }
  }
  guard let object = value.object, let properties = schema["properties"]?.object else { return nil }
  for name in schema["required"]?.array ?? [] where object[name.string ?? ""] == nil {
    return "\(path) lacks \(name.string ?? "")"
  }
  for member in object.members {
    guard let schema = properties[member.key] else { return "\(path) has \(member.key)" }
    if let found = mismatch(member.value, schema, at: "\(path).\(member.key)") { return found }
  }
  return nil
}

private func matches(_ value: JSONValue, type: String) -> Bool {
  type == "integer" ? value.int != nil : value.typeName == type
}
