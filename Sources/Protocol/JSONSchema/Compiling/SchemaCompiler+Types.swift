import JSON

// The keywords that look at one type of value only.
extension SchemaCompiler {
  func numberAssertion(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> NumberAssertion? {
    var bounds: [NumberAssertion.Bound] = []
    for isLower in [true, false] {
      let plain = isLower ? "minimum" : "maximum"
      let exclusive = isLower ? "exclusiveMinimum" : "exclusiveMaximum"
      // Draft 4 has a flag where later drafts have a second bound.
      let isFlag = dialect(of: id) == .draft4 && object[exclusive]?.bool != nil
      if let limit = try number(plain, object, id) {
        let isExclusive = isFlag && object[exclusive] == true
        bounds.append(.init(plain, limit, isLower: isLower, isExclusive: isExclusive))
      }
      if !isFlag, let limit = try number(exclusive, object, id) {
        bounds.append(.init(exclusive, limit, isLower: isLower, isExclusive: true))
      }
    }
    var divisor: NumberAssertion.Divisor?
    if let number = try number("multipleOf", object, id) {
      divisor = NumberAssertion.Divisor(number)
      if divisor == nil {
        throw error(
          "multipleOf must be more than 0 and have at most 19 significant digits", id,
          "multipleOf")
      }
    }
    if bounds.isEmpty, divisor == nil { return nil }
    return NumberAssertion(bounds: bounds, divisor: divisor)
  }

  private func number(
    _ keyword: String, _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> JSONNumber? {
    switch object[keyword] {
    case nil: return nil
    case .number(let number)?: return number
    default: throw error("\(keyword) must be a number", id, keyword)
    }
  }

  mutating func stringAssertion(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> StringAssertion? {
    let minimum = try count("minLength", object, id)
    let maximum = try count("maxLength", object, id)
    var pattern: Pattern?
    if let source = try text("pattern", object, id) {
      pattern = try makePattern(source, id, "pattern")
    }
    let format = try text("format", object, id).flatMap(Format.init(rawValue:))
    let checked = limits.assertsFormat ? format : nil
    if minimum == nil, maximum == nil, pattern == nil, checked == nil { return nil }
    return StringAssertion(minimum: minimum, maximum: maximum, pattern: pattern, format: checked)
  }

  func arrayAssertion(_ object: JSONObject, _ id: NodeID) throws(SchemaError) -> ArrayAssertion? {
    let minimum = try count("minItems", object, id)
    let maximum = try count("maxItems", object, id)
    let isUnique = try flag("uniqueItems", object, id)
    if minimum == nil, maximum == nil, !isUnique { return nil }
    return ArrayAssertion(minimum: minimum, maximum: maximum, isUnique: isUnique)
  }

  func elementsApplicator(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> ElementsApplicator? {
    var prefix = try schemas("prefixItems", object, id)
    var restKeyword = "items"
    if dialect(of: id) < .draft2020 {
      prefix = try schemas("items", object, id)
      if prefix != nil { restKeyword = "additionalItems" }
    }
    let rest = child(id, restKeyword)
    if prefix == nil, rest == nil { return nil }
    return ElementsApplicator(prefix: prefix ?? [], rest: rest, restKeyword: restKeyword)
  }

  func containsApplicator(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> ContainsApplicator? {
    let dialect = dialect(of: id)
    let minimum = dialect > .draft7 ? try count("minContains", object, id) : nil
    let maximum = dialect > .draft7 ? try count("maxContains", object, id) : nil
    return child(id, "contains").map {
      ContainsApplicator(
        $0, minimum: minimum ?? 1, maximum: maximum, evaluates: dialect.containsEvaluates)
    }
  }

  func objectAssertion(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> ObjectAssertion? {
    var parts = ObjectAssertion.Parts()
    parts.required = try names(object["required"], "required", id)
    parts.minimum = try count("minProperties", object, id)
    parts.maximum = try count("maxProperties", object, id)
    let isOld = dialect(of: id) <= .draft7
    parts.dependentKeyword = isOld ? "dependencies" : "dependentRequired"
    switch object[parts.dependentKeyword] {
    case nil: break
    case .object(let map)?:
      for member in map.members where !isOld || member.value.array != nil {
        let needed = try names(member.value, parts.dependentKeyword, id)
        parts.dependentRequired.append((member.key, needed))
      }
    default: throw error("\(parts.dependentKeyword) must be an object", id, parts.dependentKeyword)
    }
    return parts.isEmpty ? nil : ObjectAssertion(parts)
  }

  mutating func membersApplicator(
    _ object: JSONObject, _ id: NodeID
  ) throws(SchemaError) -> MembersApplicator? {
    let properties = schemaMap("properties", object, id)
    var patterns: [(pattern: Pattern, node: NodeID)] = []
    for (source, node) in schemaMap("patternProperties", object, id) {
      patterns.append((try makePattern(source, id, "patternProperties"), node))
    }
    let additional = child(id, "additionalProperties")
    if properties.isEmpty, patterns.isEmpty, additional == nil { return nil }
    return MembersApplicator(properties: properties, patterns: patterns, additional: additional)
  }

  func dependentsApplicator(_ object: JSONObject, _ id: NodeID) -> DependentsApplicator? {
    let keyword = dialect(of: id) <= .draft7 ? "dependencies" : "dependentSchemas"
    let schemas = schemaMap(keyword, object, id)
    return schemas.isEmpty ? nil : DependentsApplicator(schemas)
  }

  private mutating func makePattern(
    _ source: String, _ id: NodeID, _ keyword: String
  ) throws(SchemaError) -> Pattern {
    if let known = patterns[ExactText(source)] { return known }
    do throws(PatternError) {
      let pattern = try Pattern(source, maximumSize: limits.maximumPatternSize)
      patterns[ExactText(source)] = pattern
      totalPatternSize += pattern.size
      guard patterns.count <= limits.maximumPatterns else {
        throw PatternError("the schema has more than \(limits.maximumPatterns) patterns", at: 0)
      }
      guard totalPatternSize <= limits.maximumTotalPatternSize else {
        throw PatternError("the patterns of the schema are too large together", at: 0)
      }
      return pattern
    } catch {
      throw self.error(
        "\(Wording.quoted(source)) cannot be used as a pattern: \(error.message), at character "
          + "\(error.offset)", id, keyword)
    }
  }
}
