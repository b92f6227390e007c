import JSON
import JSONSchema
import Testing

/// Expects a schema to be accepted, or refused with a message that holds `words`.
private func check(
  _ schema: JSONValue, _ limits: SchemaLimits, refused words: String?,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  do throws(SchemaError) {
    _ = try JSONSchema(schema, limits: limits)
    #expect(words == nil, "accepted", sourceLocation: sourceLocation)
  } catch {
    guard let words else {
      Issue.record("\(error.message)", sourceLocation: sourceLocation)
      return
    }
    #expect(error.message.contains(words), "\(error.message)", sourceLocation: sourceLocation)
  }
}

/// Expects a value to be valid, or to have one violation with a message that holds `words`.
private func check(
  _ schema: String, _ value: JSONValue, _ limits: SchemaLimits, stopped words: String?,
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let schema = try compile(schema, limits: limits)
  let found = schema.validate(value)
  #expect(schema.isValid(value) == (words == nil), sourceLocation: sourceLocation)
  #expect(found.count == (words == nil ? 0 : 1), "\(found)", sourceLocation: sourceLocation)
  if let words {
    #expect(
      found.first?.message.contains(words) == true, "\(found)", sourceLocation: sourceLocation)
  }
}

@Suite("Limits on schemas")
struct CompileLimitTests {
  @Test("subschemas are counted, all of them")
  func subschemas() {
    var limits = SchemaLimits()
    limits.maximumSubschemas = 5
    let schema: JSONValue = ["properties": ["a": true, "b": ["not": false]], "$defs": ["c": [:]]]
    check(schema, limits, refused: nil)
    limits.maximumSubschemas = 4
    check(schema, limits, refused: "more than 4 subschemas")
  }

  @Test("a subschema that only a reference finds counts too")
  func referredSubschemas() throws {
    var limits = SchemaLimits()
    limits.maximumSubschemas = 3
    let schema = try JSONParser.parse(##"{"x":{"items":{}},"$ref":"#/x"}"##)
    check(schema, limits, refused: nil)
    limits.maximumSubschemas = 2
    check(schema, limits, refused: "more than 2 subschemas")
  }

  @Test("subschemas nest to the limit and no further")
  func depth() {
    var limits = SchemaLimits()
    limits.maximumDepth = 3
    check(["not": ["items": ["not": true]]], limits, refused: nil)
    check(["not": ["items": ["not": ["not": true]]]], limits, refused: "deeper than 3 levels")
  }

  @Test("ids and references are only so long, as written and as resolved")
  func references() {
    var limits = SchemaLimits()
    limits.maximumReferenceLength = 30
    let base: JSONValue = "http://example.com/23456/"
    check(["$id": base, "items": ["$ref": "789"]], limits, refused: nil)
    check(["$id": base, "items": ["$ref": "789012"]], limits, refused: "longer than 30 bytes")
    check(["$id": base, "items": ["$id": "789012"]], limits, refused: "longer than 30 bytes")
    check(["$ref": .string(String(repeating: "#", count: 31))], limits, refused: "longer than 30")
    check(["$dynamicRef": .string(String(repeating: "x", count: 31))], limits, refused: "longer")
  }

  @Test("patterns are counted once each")
  func patterns() {
    var limits = SchemaLimits()
    limits.maximumPatterns = 2
    let two: JSONValue = ["allOf": [["pattern": "a"], ["pattern": "b"], ["pattern": "a"]]]
    check(two, limits, refused: nil)
    check(["allOf": [two, ["patternProperties": ["c": true]]]], limits, refused: "more than 2")
  }

  @Test("a pattern is only so large when written out, and so are all together")
  func patternSize() {
    var limits = SchemaLimits()
    limits.maximumPatternSize = 100
    limits.maximumTotalPatternSize = 150
    check(["pattern": "(ab){40}"], limits, refused: nil)
    check(["pattern": "(ab){50}"], limits, refused: "more than 100 steps")
    check(["pattern": "((ab){10}){10}"], limits, refused: "more than 100 steps")
    check(["pattern": "(?=(ab){50})"], limits, refused: "more than 100 steps")
    check(["pattern": .string(String(repeating: "[a]", count: 1000))], limits, refused: "too long")
    check(
      ["items": ["pattern": "(ab){40}"], "pattern": "(ba){40}"], limits, refused: "too large")
  }

  @Test("constants nest as deep as JSON text may, and no deeper")
  func constants() {
    func nested(_ depth: Int) -> JSONValue {
      (0..<depth).reduce(1) { inner, _ in [inner] }
    }
    check(["const": nested(128)], .init(), refused: nil)
    check(["enum": [nested(127)]], .init(), refused: nil)
    check(["const": nested(129)], .init(), refused: "too large or too deep")
    check(["enum": [nested(500)]], .init(), refused: "too large or too deep")
  }

  @Test("a constant costs no more than a validation may")
  func constantSize() {
    var limits = SchemaLimits()
    limits.maximumSteps = 10
    check(["const": .array(Array(repeating: 1, count: 9))], limits, refused: nil)
    check(["const": .array(Array(repeating: 1, count: 10))], limits, refused: "too large")
  }

  @Test("references through a large part that no keyword names take only so long")
  func searching() {
    var limits = SchemaLimits()
    limits.maximumSteps = 10_000
    let members = (0..<1000).map { ("m\($0)", JSONValue.object(JSONObject())) }
    func schema(_ count: Int) -> JSONValue {
      let references = (0..<count).map { ["$ref": .string("#/x/m\($0)")] as JSONValue }
      return ["x": .object(JSONObject(members)), "allOf": .array(references)]
    }
    check(schema(5), limits, refused: nil)
    check(schema(50), limits, refused: "too long to follow")
  }
}

@Suite("Limits on validation")
struct ValidationLimitTests {
  @Test("schemas apply to one place only so many times inside one another")
  func hops() throws {
    var limits = SchemaLimits()
    limits.maximumHops = 3
    let words = "leads back to itself without end"
    try check(#"{"anyOf":[{"anyOf":[{"anyOf":[true]}]}]}"#, 1, limits, stopped: nil)
    try check(#"{"anyOf":[{"anyOf":[{"anyOf":[{"anyOf":[true]}]}]}]}"#, 1, limits, stopped: words)
    // A step into the value starts the count again.
    try check(
      #"{"anyOf":[{"items":{"anyOf":[{"items":{"not":{}}}]}}]}"#, [[]], limits, stopped: nil)
  }

  @Test("schemas apply inside one another only so many times in all")
  func depth() throws {
    var limits = SchemaLimits()
    limits.maximumEvaluationDepth = 4
    try check(##"{"items":{"$ref":"#"}}"##, [[[[]]]], limits, stopped: nil)
    try check(##"{"items":{"$ref":"#"}}"##, [[[[[]]]]], limits, stopped: "nests deeper than")
  }

  @Test("elements and members cost steps")
  func elements() throws {
    var limits = SchemaLimits()
    limits.maximumSteps = 100
    let few = JSONValue.array(Array(repeating: 1, count: 80))
    let many = JSONValue.array(Array(repeating: 1, count: 101))
    let words = "more than 100 steps"
    try check(#"{"items":{"type":"integer"}}"#, few, limits, stopped: nil)
    try check(#"{"items":{"type":"integer"}}"#, many, limits, stopped: words)
    try check(#"{"items":{"items":{}}}"#, many, limits, stopped: words)
    try check(
      #"{"contains":{"const":2},"minContains":0,"maxContains":1}"#, many, limits, stopped: words)
    let wide = JSONValue.object(JSONObject((0..<101).map { ("m\($0)", JSONValue.null) }))
    try check(#"{"additionalProperties":{}}"#, wide, limits, stopped: words)
    try check(#"{"propertyNames":{}}"#, wide, limits, stopped: words)
    try check(#"{"unevaluatedProperties":{}}"#, wide, limits, stopped: words)
    try check(#"{"uniqueItems":true}"#, .array((0..<101).map { .int($0) }), limits, stopped: words)
    try check(#"{"const":[1]}"#, many, limits, stopped: words)
  }

  @Test("long texts and long numbers cost steps")
  func texts() throws {
    var limits = SchemaLimits()
    limits.maximumSteps = 100
    let long = String(repeating: "x", count: 10_000)
    let words = "more than 100 steps"
    let string = JSONValue.string(long)
    try check(#"{"allOf":[{"maxLength":9999},{}]}"#, "x", limits, stopped: nil)
    try check(#"{"anyOf":[{"maxLength":9999},{}]}"#, string, limits, stopped: words)
    try check(#"{"anyOf":[{"enum":["a"]},{}]}"#, string, limits, stopped: words)
    let number = try JSONParser.parse("1." + String(repeating: "1", count: 10_000))
    try check(#"{"anyOf":[{"minimum":2},{}]}"#, number, limits, stopped: words)
    try check(#"{"anyOf":[{"type":"integer"},{}]}"#, number, limits, stopped: words)
    try check(#"{"anyOf":[{"multipleOf":2},{}]}"#, number, limits, stopped: words)
  }

  @Test("patterns cost steps, and the violation names the pattern")
  func patterns() throws {
    var limits = SchemaLimits()
    limits.maximumSteps = 1_000
    let long = JSONValue.string(String(repeating: "x", count: 10_000))
    let words = "takes too long to match the pattern y"
    try check(
      #"{"pattern":"y|$"}"#, .string(String(repeating: "x", count: 1000)), limits, stopped: nil)
    try check(#"{"pattern":"y|$"}"#, long, limits, stopped: words)
    try check(#"{"not":{"pattern":"y"}}"#, long, limits, stopped: words)
    try check(
      #"{"patternProperties":{"y":true}}"#, [String(repeating: "x", count: 10_000): 1], limits,
      stopped: words)
  }

  @Test("a value too deep to be compared ends the validation")
  func comparing() throws {
    func nested(_ depth: Int) -> JSONValue { (0..<depth).reduce(1) { inner, _ in [inner] } }
    let schema = #"{"uniqueItems":true}"#
    try check(schema, [nested(127), nested(128)], .init(), stopped: nil)
    try check(schema, [nested(129), 1], .init(), stopped: "too deep to be compared")
  }

  @Test("at most so many violations are reported, and at least one", arguments: [-1, 0, 1, 2, 7])
  func violations(limit: Int) throws {
    var limits = SchemaLimits()
    limits.maximumViolations = limit
    let value = JSONValue.array(Array(repeating: 1, count: 50))
    let found = try compile(#"{"items":{"type":"null"}}"#, limits: limits).validate(value)
    #expect(found.count == max(1, limit))
  }

  @Test("violations of alternatives are limited too")
  func alternatives() throws {
    var limits = SchemaLimits()
    limits.maximumViolations = 3
    let schema = try compile(
      ##"{"anyOf":[{"items":{"$ref":"#"},"type":"array","minItems":3},{"items":{"$ref":"#"},"type":"array","maxItems":1}]}"##,
      limits: limits)
    let value = (0..<12).reduce([1, 1] as JSONValue) { inner, _ in [inner, inner] }
    #expect(!schema.isValid(value))
    #expect((1...3).contains(schema.validate(value).count))
  }

  @Test("an alternative about which nothing could be kept is not taken for the closest")
  func manyAlternatives() throws {
    var limits = SchemaLimits()
    limits.maximumViolations = 1
    let alternatives = (0..<51).map { ["enum": [.int($0)]] as JSONValue }
    let schema = try JSONSchema(["anyOf": .array(alternatives)], limits: limits)
    #expect(schema.validate("a").map(\.message) == ["matches none of 51 alternatives"])
  }

  @Test("of very many alternatives only the first are explained")
  func onlyTheFirst() throws {
    var limits = SchemaLimits()
    limits.maximumViolations = 1
    let same = [JSONValue](repeating: ["type": "null"], count: 50)
    let others = (0..<10).map { ["enum": [.int($0)]] as JSONValue }
    let schema = try JSONSchema(["anyOf": .array(same + others)], limits: limits)
    #expect(
      schema.validate("a").map(\.message) == [
        "matches none of 60 alternatives: it must be null, not a string"
      ])
  }

  @Test("extreme limits are taken as they are")
  func extremes() throws {
    var limits = SchemaLimits()
    limits.maximumSteps = .max
    limits.maximumViolations = .max
    limits.maximumHops = .max
    let schema = try compile(#"{"pattern":"a","items":{"enum":[1]}}"#, limits: limits)
    #expect(schema.isValid("a"))
    #expect(schema.validate([2]).count == 1)
    limits.maximumSteps = -1
    #expect(try compile(#"{"pattern":"a"}"#, limits: limits).validate("a").count == 1)
    limits.maximumSubschemas = 0
    #expect(throws: SchemaError.self) { try compile("true", limits: limits) }
  }
}
