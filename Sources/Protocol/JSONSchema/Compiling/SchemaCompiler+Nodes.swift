import JSON

// From the keywords of one subschema to its node.
extension SchemaCompiler {
  /// Compiles one subschema.
  mutating func makeNode(_ id: NodeID) throws(SchemaError) -> SchemaNode {
    let resource = drafts[id].resource
    guard case .object(let object) = drafts[id].value else {
      return SchemaNode(id: id, resource: resource, constant: drafts[id].value.bool)
    }
    if object["$ref"] != nil, dialect(of: id).referenceHidesSiblings {
      let references = EveryApplicator(try references(object, id))
      return SchemaNode(id: id, resource: resource, applicators: [references])
    }
    let types = try types(object, id)
    let assertions: [(any Assertion)?] = [
      try valueAssertion(object, id), try numberAssertion(object, id),
      try stringAssertion(object, id), try arrayAssertion(object, id),
      try objectAssertion(object, id),
    ]
    let applicators: [(any Applicator)?] = [
      try membersApplicator(object, id), child(id, "propertyNames").map { NamesApplicator($0) },
      dependentsApplicator(object, id), try elementsApplicator(object, id),
      try containsApplicator(object, id), try everyApplicator(object, id),
      try schemas("anyOf", object, id).map { AnyApplicator($0) },
      try schemas("oneOf", object, id).map { OneApplicator($0) },
      child(id, "not").map { NotApplicator($0) }, conditionApplicator(id),
      child(id, "unevaluatedProperties").map { UnevaluatedPropertiesApplicator($0) },
      child(id, "unevaluatedItems").map { UnevaluatedItemsApplicator($0) },
    ]
    return SchemaNode(
      id: id, resource: resource, types: types, assertions: assertions.compactMap { $0 },
      applicators: applicators.compactMap { $0 })
  }

  // MARK: Keywords for every type

  private func types(_ object: JSONObject, _ id: NodeID) throws(SchemaError) -> TypeSet {
    guard let value = object["type"] else { return .all }
    let names: [JSONValue]
    if case .array(let elements) = value { names = elements } else { names = [value] }
    var types = TypeSet()
    for name in names {
      guard let known = TypeSet.names.first(where: { .string($0.name) == name }) else {
        let list = Wording.list(TypeSet.names.map(\.name), "or")
        throw error("type must be \(list), or an array of them", id, "type")
      }
      types.insert(known.type)
    }
    // A number is every integer, so naming both means number.
    if types.contains(.number) { types.insert(.integer) }
    return types
  }

  private func valueAssertion(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> ValueAssertion? {
    var values: [JSONValue]?
    switch object["enum"] {
    case nil: break
    case .array(let elements)?: values = elements
    default: throw error("enum must be an array", id, "enum")
    }
    var allowed = try values.map { values throws(SchemaError) in
      try comparable(values, "enum", id)
    }
    var keyword = "enum"
    if let constant = object["const"] {
      let only = try comparable([constant], "const", id)
      allowed = allowed?.intersection(only) ?? only
      values = [constant]
      keyword = "const"
    }
    guard let allowed, let values else { return nil }
    return ValueAssertion(keyword: keyword, allowed: allowed, words: Wording.values(values))
  }

  private func comparable(
    _ values: [JSONValue], _ keyword: String, _ id: NodeID
  ) throws(SchemaError) -> Set<ComparableValue> {
    var set: Set<ComparableValue> = []
    for value in values {
      var budget = limits.maximumSteps
      guard let found = ComparableValue(value, budget: &budget) else {
        throw error("a value of \(keyword) is too large or too deep", id, keyword)
      }
      set.insert(found)
    }
    return set
  }

  private mutating func everyApplicator(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> EveryApplicator? {
    var parts = try references(object, id)
    for node in try schemas("allOf", object, id) ?? [] {
      parts.append(.init(keyword: "allOf", target: .node(node)))
    }
    return parts.isEmpty ? nil : EveryApplicator(parts)
  }

  private mutating func references(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> [EveryApplicator.Part] {
    var parts: [EveryApplicator.Part] = []
    if let text = try text("$ref", object, id) {
      parts.append(.init(keyword: "$ref", target: try resolve(text, "$ref", from: id)))
    }
    switch dialect(of: id) {
    case .draft2020:
      if let text = try text("$dynamicRef", object, id) {
        let target = try resolveDynamic(text, from: id)
        parts.append(.init(keyword: "$dynamicRef", target: target))
      }
    case .draft2019:
      if let text = try text("$recursiveRef", object, id) {
        let target = try resolveRecursive(text, from: id)
        parts.append(.init(keyword: "$recursiveRef", target: target))
      }
    case .draft4, .draft7: break
    }
    return parts
  }

  private func conditionApplicator(_ id: NodeID) -> ConditionApplicator? {
    child(id, "if").map {
      ConditionApplicator(test: $0, then: child(id, "then"), otherwise: child(id, "else"))
    }
  }

  // MARK: Reading keywords

  /// The subschemas in the array that is the value of `keyword`; nil when it is absent.
  func schemas(
    _ keyword: String, _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> [NodeID]? {
    guard case .array(let elements)? = object[keyword], dialect(of: id).holding(keyword) != nil
    else { return nil }
    if elements.isEmpty, keyword.hasSuffix("Of") {
      throw error("\(keyword) must have at least one schema", id, keyword)
    }
    return elements.indices.compactMap { child(id, "\(keyword)/\($0)") }
  }

  /// The subschemas in the object that is the value of `keyword`, by name.
  func schemaMap(
    _ keyword: String, _ object: JSONObject, _ id: NodeID
  ) -> [(name: String, node: NodeID)] {
    guard case .object(let map)? = object[keyword] else { return [] }
    return map.members.compactMap { member in
      child(id, "\(keyword)/\(JSONPointer.encoded(member.key))").map { (member.key, $0) }
    }
  }

  /// The text that is the value of `keyword`.
  func text(
    _ keyword: String, _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> String? {
    switch object[keyword] {
    case nil: return nil
    case .string(let text)?: return text
    default: throw error("\(keyword) must be a string", id, keyword)
    }
  }

  /// The strings in the array that is the value of `keyword`.
  func names(
    _ value: JSONValue?, _ keyword: String, _ id: NodeID
  ) throws(SchemaError) -> [String] {
    guard let value else { return [] }
    let names = value.array?.compactMap(\.string)
    guard let names, names.count == value.array?.count else {
      throw error("\(keyword) must be an array of strings", id, keyword)
    }
    return names
  }

  /// The count that is the value of `keyword`; a number too large to matter becomes the largest.
  func count(
    _ keyword: String, _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> Int? {
    guard let value = object[keyword] else { return nil }
    guard case .number(let number) = value, case let exact = ExactNumber(number),
      exact.isInteger, !exact.isNegative
    else { throw error("\(keyword) must be an integer of 0 or more", id, keyword) }
    return exact.int ?? .max
  }

  /// The truth value of `keyword`, false when absent.
  func flag(
    _ keyword: String, _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> Bool {
    switch object[keyword] {
    case nil: return false
    case .bool(let flag)?: return flag
    default: throw error("\(keyword) must be a boolean", id, keyword)
    }
  }
}
