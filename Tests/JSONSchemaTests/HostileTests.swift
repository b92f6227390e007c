import Glibc
import JSON
import JSONSchema
import Testing

/// Runs `body` on a thread with a stack of 512 KiB and waits for it.
private func onSmallStack(_ body: @escaping () -> Void) {
  final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }
  var attributes = pthread_attr_t()
  pthread_attr_init(&attributes)
  pthread_attr_setstacksize(&attributes, 512 << 10)
  defer { pthread_attr_destroy(&attributes) }
  var thread = pthread_t()
  let work = Unmanaged.passRetained(Work(body)).toOpaque()
  let failure = pthread_create(
    &thread, &attributes,
    { pointer in
      if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
      return nil
    }, work)
  #expect(failure == 0)
  if failure == 0 { pthread_join(thread, nil) }
}

/// `depth` arrays, or objects with one member `c`, around `inside`.
private func nested(_ depth: Int, inArrays: Bool, _ inside: JSONValue = 1) -> JSONValue {
  (0..<depth).reduce(inside) { inner, _ in inArrays ? [inner] : ["c": inner] }
}

@Suite("Hostile schemas and values", .timeLimit(.minutes(1)))
struct HostileTests {
  @Test(
    "a schema that leads back to itself ends in a violation",
    arguments: [
      ##"{"$ref":"#"}"##, ##"{"$ref":"#","type":"integer"}"##, ##"{"allOf":[{"$ref":"#"}]}"##,
      ##"{"anyOf":[{"$ref":"#"}]}"##, ##"{"oneOf":[{"$ref":"#"}]}"##, ##"{"not":{"$ref":"#"}}"##,
      ##"{"not":{"not":{"$ref":"#"}}}"##, ##"{"if":{"$ref":"#"},"then":true,"else":true}"##,
      ##"{"if":true,"then":{"$ref":"#"}}"##, ##"{"if":false,"else":{"$ref":"#"}}"##,
      ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}"##,
      ##"{"$dynamicAnchor":"x","$dynamicRef":"#x"}"##,
      ##"{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}"##, ##"{"allOf":[{"$ref":"#"},{"$ref":"#"}]}"##,
      ##"{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"$recursiveRef":"#"}"##,
      ##"{"oneOf":[{"$ref":"#"},{"$ref":"#"},true]}"##, ##"{"anyOf":[{"not":{"$ref":"#"}},true]}"##,
      ##"{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/a"}}}"##,
    ])
  func loops(text: String) throws {
    let schema = try compile(text)
    #expect(!schema.isValid(1))
    let found = schema.validate(1)
    #expect(found.count == 1)
    #expect(found.first?.message.contains("leads back to itself without end") == true)
  }

  @Test("loops that only some values enter are harmless for the others")
  func conditionalLoops() throws {
    let schema = try compile(
      ##"{"dependentSchemas":{"a":{"$ref":"#"}},"propertyNames":{"$ref":"#"}}"##)
    #expect(schema.isValid(["b": 1]))
    #expect(!schema.isValid(["a": 1]))
  }

  @Test("references that double at every step end at the limit of steps")
  func doubling() throws {
    let count = 40
    let definitions = (0..<count).map { index -> (String, JSONValue) in
      let next: JSONValue = ["$ref": .string("#/$defs/d\(index + 1)")]
      return ("d\(index)", ["allOf": [next, next]])
    }
    var limits = SchemaLimits()
    limits.maximumSteps = 20_000
    let schema = try JSONSchema(
      [
        "$ref": "#/$defs/d0",
        "$defs": .object(JSONObject(definitions + [("d\(count)", ["type": "integer"])])),
      ], limits: limits)
    #expect(!schema.isValid(1))
    #expect(
      schema.validate(1).map(\.message) == [
        "takes more than 20000 steps to validate, which is the limit"
      ])
  }

  @Test("alternatives that double at every level of the value end at the limit of steps")
  func doublingAlternatives() throws {
    var limits = SchemaLimits()
    limits.maximumSteps = 20_000
    let schema = try compile(
      ##"{"anyOf":[{"items":{"$ref":"#"},"maxItems":1},{"items":{"$ref":"#"},"minItems":1}],"not":{"const":5}}"##,
      limits: limits)
    #expect(!schema.isValid(nested(60, inArrays: true, 5)))
    #expect(schema.validate(nested(60, inArrays: true, 5)).count == 1)
  }

  @Test(
    "deep values need no stack", .serialized,
    arguments: [
      ##"{"properties":{"c":{"$ref":"#"}},"items":{"$ref":"#"}}"##,
      ##"{"additionalProperties":{"$ref":"#"},"items":{"$ref":"#"}}"##,
      ##"{"patternProperties":{"c":{"$ref":"#"}},"prefixItems":[{"$ref":"#"}]}"##,
      ##"{"unevaluatedProperties":{"$ref":"#"},"unevaluatedItems":{"$ref":"#"}}"##,
      ##"{"contains":{"$ref":"#"},"dependentSchemas":{"c":{"properties":{"c":{"$ref":"#"}}}}}"##,
      ##"{"allOf":[{"properties":{"c":{"$ref":"#"}}},{"items":{"$ref":"#"}}]}"##,
      ##"{"anyOf":[{"type":"integer"},{"properties":{"c":{"$ref":"#"}},"items":{"$ref":"#"}}]}"##,
      ##"{"oneOf":[false,{"properties":{"c":{"$ref":"#"}},"items":{"$ref":"#"}}]}"##,
      ##"{"not":{"not":{"properties":{"c":{"$ref":"#"}},"items":{"$ref":"#"}}}}"##,
      ##"{"if":{"properties":{"c":{"$ref":"#"}},"items":{"$ref":"#"}},"else":false}"##,
      ##"{"$dynamicAnchor":"x","properties":{"c":{"$dynamicRef":"#x"}},"items":{"$dynamicRef":"#x"}}"##,
    ])
  func deepValues(text: String) throws {
    let schema = try compile(text)
    for inArrays in [true, false] {
      let parsed = nested(JSONLimits().maximumDepth, inArrays: inArrays)
      let deeper = nested(3_000, inArrays: inArrays)
      onSmallStack {
        #expect(schema.validate(parsed).isEmpty)
        _ = schema.validate(deeper)
      }
    }
  }

  @Test("a value deeper than the limit is not valid, and the place is said")
  func tooDeep() throws {
    let schema = try compile(##"{"items":{"$ref":"#"}}"##)
    let found = schema.validate(nested(1_500, inArrays: true))
    #expect(found.count == 1)
    #expect(found.first?.message.contains("nests deeper than can be validated") == true)
    #expect(found.first?.instancePath.hasPrefix("/0/0/0/") == true)
  }

  @Test("deep values are compared on a small stack")
  func deepComparisons() throws {
    let depth = JSONLimits().maximumDepth - 1
    for inArrays in [true, false] {
      let value = nested(depth, inArrays: inArrays)
      let unique = try compile(#"{"uniqueItems":true}"#)
      let constant = try JSONSchema(["const": value])
      onSmallStack {
        #expect(!unique.isValid([value, value]))
        #expect(constant.isValid(value))
      }
    }
  }

  @Test("schemas as deep as JSON text may be, and deeper, need no stack")
  func deepSchemas() throws {
    var limits = SchemaLimits()
    limits.maximumDepth = 5_000
    limits.maximumHops = 5_000
    limits.maximumEvaluationDepth = 5_000
    let inverted = (0..<2_000).reduce(["type": "integer"] as JSONValue) { inner, _ in ["not": inner]
    }
    onSmallStack {
      do throws(SchemaError) {
        let schema = try JSONSchema(inverted, limits: limits)
        #expect(schema.isValid(1))
        #expect(!schema.isValid("a"))
      } catch {
        Issue.record("\(error.message)")
      }
      #expect(throws: SchemaError.self) { try JSONSchema(inverted) }
    }
  }

  @Test("deep groups in a pattern need little stack")
  func deepGroups() throws {
    func pattern(_ depth: Int) -> JSONValue {
      let text = String(repeating: "(", count: depth) + "a" + String(repeating: ")*", count: depth)
      return ["pattern": .string(text)]
    }
    onSmallStack {
      do throws(SchemaError) {
        #expect(try JSONSchema(pattern(50)).isValid("aaa"))
      } catch {
        Issue.record("\(error.message)")
      }
      for depth in [51, 100_000] {
        #expect(throws: SchemaError.self) { try JSONSchema(pattern(depth)) }
      }
    }
  }

  @Test(
    "patterns that ruin other engines take time linear in the text",
    arguments: [
      ("(a+)+$", 100_000, 20), ("^(a+)+$", 100_000, 20), ("^(a|a)*$", 100_000, 20),
      ("^(a|aa)+$", 100_000, 20), ("(.*)*x", 100_000, 20),
      ("^(([a-z])+.)+[A-Z]([a-z])+$", 100_000, 40),
      ("(a*)*(a*)*(a*)*x", 100_000, 40), ("^(?=(a+)+$)", 100_000, 40), ("(?<=(a+)+)c", 100_000, 40),
      ("a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?a?aaaaaaaaaaaaaaaac", 100_000, 120),
      ("(x+x+)+y", 100_000, 20), ("^(.{0,50}a){10}$", 2_000, 2_000),
    ])
  func catastrophic(source: String, length: Int, cost: Int) throws {
    let pattern = try Pattern(source, maximumSize: 10_000)
    let text = String(repeating: "a", count: length) + "b"
    let allowed = cost * length
    var work = allowed
    #expect(pattern.matches(text, work: &work) == false)
    #expect(work >= 0 && work < allowed)
  }

  @Test("a pattern that would take too long is given up, and the rest of the budget with it")
  func givenUp() throws {
    let pattern = try Pattern("(a{0,100}){0,40}b", maximumSize: 10_000)
    var work = 100_000
    #expect(pattern.matches(String(repeating: "a", count: 10_000), work: &work) == nil)
    #expect(work <= 0)
  }

  @Test("many names are looked up in time linear in their number")
  func manyNames() throws {
    let count = 20_000
    let names = (0..<count).map { "name-number-\($0)" }
    let value = JSONValue.object(JSONObject(names.reversed().map { ($0, JSONValue.int(1)) }))
    let schema = try JSONSchema([
      "required": .array(names.map { .string($0) }), "minProperties": .int(count),
      "dependentRequired": .object(JSONObject(names.map { ($0, [.string(names[0])]) })),
    ])
    #expect(schema.isValid(value))
    #expect(schema.validate([:]).count == SchemaLimits().maximumViolations)
  }

  @Test("many names that are required in vain, again and again, end at the limit of steps")
  func manyMissingNames() throws {
    let value = JSONValue.object(JSONObject((0..<20_000).map { ("n\($0)", JSONValue.null) }))
    let missing = (0..<2_000).map { ["not": ["required": [.string("x\($0)")]]] as JSONValue }
    var limits = SchemaLimits()
    limits.maximumSteps = 500_000
    let schema = try JSONSchema(["allOf": .array(missing)], limits: limits)
    #expect(schema.validate(value).first?.message.contains("more than 500000 steps") == true)
  }

  @Test("many items are compared in time linear in their number")
  func manyItems() throws {
    let items = (0..<20_000).map { ["id": .int($0), "tags": ["a", "b"]] as JSONValue }
    let schema = try compile(#"{"uniqueItems":true}"#)
    #expect(schema.isValid(.array(items)))
    #expect(!schema.isValid(.array(items + [items[7]])))
  }

  @Test("a number with very many digits is read in time linear in their number")
  func manyDigits() throws {
    let digits = String(repeating: "9", count: 200_000)
    let schema = try compile(#"{"type":"integer","multipleOf":9,"minimum":10}"#)
    #expect(schema.isValid(try JSONParser.parse(digits)))
    #expect(!schema.isValid(try JSONParser.parse(digits + "1")))
    #expect(!schema.isValid(try JSONParser.parse("-" + digits)))
    #expect(!schema.isValid(try JSONParser.parse("0." + digits)))
    #expect(!schema.isValid(try JSONParser.parse("1e-" + digits)))
  }

  @Test("an unresolved reference fails closed wherever it stands")
  func external() throws {
    for text in [
      #"{"$ref":"https://example.com/s"}"#, #"{"$dynamicRef":"https://example.com/s#x"}"#,
      #"{"anyOf":[{"$ref":"https://example.com/s"},true]}"#,
      #"{"not":{"$ref":"https://example.com/s"}}"#,
      #"{"oneOf":[{"$ref":"https://example.com/s"},true]}"#,
      #"{"contains":{"$ref":"https://example.com/s"},"minContains":0}"#,
      ##"{"$id":"https://example.com/","$ref":"s"}"##,
    ] {
      let schema = try compile(text)
      let value: JSONValue = text.contains("contains") ? [[1], 2] : 1
      guard text.contains("minContains\":0") == false else {
        // Nothing is asked for, so nothing is looked up.
        #expect(schema.isValid(value))
        continue
      }
      #expect(!schema.isValid(value))
      let found = schema.validate(value)
      #expect(found.count == 1)
      #expect(found.first?.message.contains("refers to https://example.com/s") == true)
    }
  }
}
