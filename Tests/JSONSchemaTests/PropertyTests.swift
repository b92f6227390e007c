import Basics
import JSON
import JSONSchema
import Testing

/// Random schemas and values from few names and few constants, so that they often meet.
private struct Arbitrary {
  var random: SeededRandom

  init(seed: UInt64) { random = SeededRandom(seed: seed) }

  mutating func pick<Element>(_ elements: [Element], or other: Element) -> Element {
    elements.randomElement(using: &random) ?? other
  }

  mutating func name() -> String { pick(["a", "b", "ab", "é"], or: "a") }

  mutating func constant() -> JSONValue {
    pick([nil, true, false, 0, 1, 2, "a", "ab", "", [], [1], [:], ["a": 1]], or: nil)
  }

  mutating func number() -> JSONValue { .int(Int.random(in: 0...3, using: &random)) }

  mutating func value(depth: Int = 3) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 4), using: &random) {
    case 0...2: return constant()
    case 3: return .double(Double(Int.random(in: -4...8, using: &random)) / 2)
    case 4...6:
      let count = Int.random(in: 0...3, using: &random)
      return .object(JSONObject((0..<count).map { _ in (name(), value(depth: depth - 1)) }))
    default:
      return .array(
        (0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth: depth - 1) })
    }
  }

  mutating func schema(depth: Int = 3) -> JSONValue {
    if Int.random(in: 0..<8, using: &random) == 0 { return pick([true, false, true], or: true) }
    var object = JSONObject()
    for _ in 0..<Int.random(in: 1...3, using: &random) {
      let (keyword, value) =
        depth > 0 && Bool.random(using: &random)
        ? applicator(depth: depth - 1) : assertion()
      object[keyword] = value
    }
    return .object(object)
  }

  private mutating func assertion() -> (String, JSONValue) {
    switch Int.random(in: 0..<12, using: &random) {
    case 0...2:
      return (
        "type",
        .string(
          pick(["null", "boolean", "integer", "number", "string", "array", "object"], or: "null"))
      )
    case 3: return ("enum", [constant(), constant(), constant()])
    case 4: return ("const", constant())
    case 5:
      return (
        pick(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], or: "minimum"),
        number()
      )
    case 6: return ("multipleOf", pick([1, 2, 3], or: 1))
    case 7:
      return (pick(["minLength", "maxLength", "minItems", "maxItems"], or: "minLength"), number())
    case 8: return ("uniqueItems", true)
    case 9: return ("pattern", .string(pick(["^a", "b$", "^$", "a.?"], or: "a")))
    case 10: return ("required", [.string(name())])
    default: return (pick(["minProperties", "maxProperties"], or: "minProperties"), number())
    }
  }

  private mutating func applicator(depth: Int) -> (String, JSONValue) {
    func map(_ arbitrary: inout Arbitrary) -> JSONValue {
      .object(JSONObject((0..<2).map { _ in (arbitrary.name(), arbitrary.schema(depth: depth)) }))
    }
    switch Int.random(in: 0..<12, using: &random) {
    case 0...2: return ("properties", map(&self))
    case 3:
      return (pick(["patternProperties", "dependentSchemas"], or: "patternProperties"), map(&self))
    case 4:
      return (
        pick(["additionalProperties", "unevaluatedProperties"], or: "items"), schema(depth: depth)
      )
    case 5:
      return (pick(["items", "unevaluatedItems", "contains"], or: "items"), schema(depth: depth))
    case 6: return ("prefixItems", [schema(depth: depth), schema(depth: depth)])
    case 7: return ("not", schema(depth: depth))
    case 8: return (pick(["if", "then", "else"], or: "if"), schema(depth: depth))
    case 9: return ("propertyNames", schema(depth: depth))
    default:
      return (
        pick(["allOf", "anyOf", "oneOf"], or: "allOf"),
        [schema(depth: depth), schema(depth: depth)]
      )
    }
  }
}

@Suite("What holds for every schema")
struct PropertyTests {
  @Test("asking quickly and asking for reasons give the same answer", arguments: 0..<300)
  func sameAnswer(seed: UInt64) throws {
    var arbitrary = Arbitrary(seed: seed)
    let schema = arbitrary.schema()
    let compiled = try JSONSchema(schema)
    for _ in 0..<20 {
      let value = arbitrary.value()
      let found = compiled.validate(value)
      #expect(
        compiled.isValid(value) == found.isEmpty,
        "\(JSONWriter.string(value)) against \(JSONWriter.string(schema)), seed \(seed)")
      for violation in found {
        #expect(violation.schemaPath.isEmpty || violation.schemaPath.hasPrefix("/"))
        #expect(violation.instancePath.isEmpty || violation.instancePath.hasPrefix("/"))
        #expect(violation.message != "does not match the schema", "seed \(seed)")
      }
    }
  }

  @Test("a schema wrapped in another says the same or the opposite", arguments: 0..<300)
  func wrapped(seed: UInt64) throws {
    var arbitrary = Arbitrary(seed: seed)
    let schema = arbitrary.schema()
    let compiled = try JSONSchema(schema)
    let same = try [
      ["allOf": [schema]], ["allOf": [schema, true, schema]], ["anyOf": [schema]],
      ["anyOf": [false, schema]], ["oneOf": [schema, false]], ["not": ["not": schema]],
      ["if": schema, "then": true, "else": false], ["$ref": "#/$defs/s", "$defs": ["s": schema]],
      ["$dynamicRef": "#x", "$defs": ["s": ["$dynamicAnchor": "x", "allOf": [schema]]]],
      ["allOf": [schema], "unevaluatedProperties": true, "unevaluatedItems": true],
    ].map { (wrapper: JSONValue) in try JSONSchema(wrapper) }
    let opposite = try JSONSchema(["not": schema])
    let items = try JSONSchema(["items": schema])
    let members = try JSONSchema(["additionalProperties": schema])
    for _ in 0..<10 {
      let value = arbitrary.value()
      let isValid = compiled.isValid(value)
      let why = "\(JSONWriter.string(value)) against \(JSONWriter.string(schema)), seed \(seed)"
      for (index, wrapper) in same.enumerated() {
        #expect(wrapper.isValid(value) == isValid, "wrapper \(index): \(why)")
        #expect(wrapper.validate(value).isEmpty == isValid, "wrapper \(index): \(why)")
      }
      #expect(opposite.isValid(value) != isValid, "\(why)")
      #expect(items.isValid([value]) == isValid, "\(why)")
      #expect(members.isValid(["x": value]) == isValid, "\(why)")
    }
  }

  @Test("every value is its own constant, and no other's", arguments: 0..<100)
  func constants(seed: UInt64) throws {
    var arbitrary = Arbitrary(seed: seed)
    let value = arbitrary.value()
    let schema = try JSONSchema(["const": value])
    #expect(schema.isValid(value))
    #expect(try !JSONSchema(["uniqueItems": true]).isValid([value, value]))
    #expect(!schema.isValid(["another": value]))
    #expect(!schema.isValid([value, "another"]))
  }

  @Test("numbers compare as their exact values do", arguments: 0..<200)
  func numbers(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    // One integer spelled with a random exponent, and its neighbour.
    let value = Int.random(in: -1_000_000...1_000_000, using: &random)
    let shift = Int.random(in: 0...6, using: &random)
    let scale = (0..<shift).reduce(1) { product, _ in product * 10 }
    let spelling = try JSONParser.parse("\(value * scale)e-\(shift)")
    let next = JSONValue.int(value + 1)
    #expect(try JSONSchema(["const": .int(value)]).isValid(spelling))
    #expect(try JSONSchema(["minimum": spelling]).isValid(.int(value)))
    #expect(try !JSONSchema(["exclusiveMinimum": spelling]).isValid(.int(value)))
    #expect(try JSONSchema(["minimum": spelling]).isValid(next))
    #expect(try !JSONSchema(["maximum": spelling]).isValid(next))
    let divisor = Int.random(in: 1...50, using: &random)
    #expect(
      try JSONSchema(["multipleOf": .int(divisor)]).isValid(spelling) == (value % divisor == 0))
  }
}
