import JSON
import JSONSchema
import Testing

@Suite("What is said about values that are not valid")
struct ViolationTests {
  @Test(
    "a summary reads as a sentence",
    arguments: [
      (
        #"{"properties":{"count":{"type":"integer"}},"required":["name"]}"#, #"{"count":"x"}"#,
        "count must be an integer, not a string; name is missing"
      ),
      (#"{"type":"object"}"#, "[]", "the value must be an object, not an array"),
      (#"{"type":["string","null"]}"#, "5", "the value must be a string or null, not a number"),
      (#"{"type":"integer"}"#, "1.5", "the value must be an integer, not 1.5"),
      (
        #"{"type":["object","array","boolean"]}"#, "null",
        "the value must be an object, an array or a boolean, not null"
      ),
      (
        #"{"enum":["a","b",3,null,true]}"#, "1",
        #"the value must be one of "a", "b", 3, null or true"#
      ),
      (#"{"const":"a"}"#, "1", #"the value must be "a""#),
      (#"{"const":{"a":1}}"#, "1", "the value must be a certain object"),
      (#"{"enum":[]}"#, "1", "the value must be one of no values at all"),
      (#"{"minimum":1}"#, "0", "the value must be at least 1, not 0"),
      (#"{"exclusiveMinimum":1}"#, "1", "the value must be greater than 1, not 1"),
      (#"{"maximum":1}"#, "2", "the value must be at most 1, not 2"),
      (#"{"exclusiveMaximum":1}"#, "1.0", "the value must be less than 1, not 1.0"),
      (#"{"multipleOf":0.5}"#, "0.7", "the value must be a multiple of 0.5, not 0.7"),
      (#"{"minLength":2}"#, #""a""#, "the value must have at least 2 characters, not 1"),
      (#"{"maxLength":1}"#, #""ab""#, "the value must have at most 1 character, not 2"),
      (#"{"pattern":"^a$"}"#, #""b""#, "the value must match the pattern ^a$"),
      (#"{"minItems":1}"#, "[]", "the value must have at least 1 item, not 0"),
      (#"{"maxItems":1}"#, "[1,2]", "the value must have at most 1 item, not 2"),
      (
        #"{"uniqueItems":true}"#, "[1,2,1]",
        "the value must not repeat an item: those at 0 and 2 are equal"
      ),
      (#"{"prefixItems":[true],"items":false}"#, "[1,2,3]", "[1] is one item too many"),
      (
        #"{"contains":{"const":1}}"#, "[]",
        "the value must have at least 1 item of the kind that contains asks for"
      ),
      (
        #"{"contains":{"const":1},"maxContains":1}"#, "[1,1]",
        "the value must have at most 1 item of the kind that contains asks for"
      ),
      (#"{"minProperties":2}"#, #"{"a":1}"#, "the value must have at least 2 members, not 1"),
      (#"{"maxProperties":0}"#, #"{"a":1}"#, "the value must have at most 0 members, not 1"),
      (
        #"{"properties":{"a":{},"b-c":{}},"additionalProperties":false}"#, #"{"d":1}"#,
        "d is not a known property; known are a and b-c"
      ),
      (
        #"{"properties":{"a":{}},"additionalProperties":false}"#, #"{"d":1}"#,
        "d is not a known property; known is a"
      ),
      (#"{"additionalProperties":false}"#, #"{"d":1}"#, "d is not a known property"),
      (#"{"unevaluatedProperties":false}"#, #"{"d":1}"#, "d is not a known property"),
      (#"{"unevaluatedItems":false}"#, "[0]", "[0] is one item too many"),
      (
        #"{"propertyNames":{"maxLength":1}}"#, #"{"ab":1}"#,
        "ab has a name that is not allowed: the name must have at most 1 character, not 2"
      ),
      (#"{"dependentRequired":{"a":["b"]}}"#, #"{"a":1}"#, "b is missing; a needs it"),
      (#"{"not":{}}"#, "1", "the value must not be what the schema excludes here"),
      (
        #"{"oneOf":[{},{"type":"integer"},{}]}"#, "1",
        "the value must match exactly one of 3 alternatives, but matches those at 0 and 1"
      ),
      (#"{"properties":{"a":false}}"#, #"{"a":1}"#, "a is not allowed"),
      ("false", "1", "the value is not allowed"),
      (
        #"{"properties":{"items":{"items":{"required":["name"]}}}}"#, #"{"items":[{"name":1},{}]}"#,
        "items[1].name is missing"
      ),
      (
        #"{"properties":{"a b":{"properties":{"":{"type":"null"}}}}}"#, #"{"a b":{"":1}}"#,
        #"["a b"][""] must be null, not a number"#
      ),
      (
        #"{"properties":{"a/b":{"properties":{"c~d":{"type":"null"}}}}}"#, #"{"a/b":{"c~d":1}}"#,
        #"["a/b"]["c~d"] must be null, not a number"#
      ),
      (
        #"{"$ref":"https://example.com/x"}"#, "1",
        "the value cannot be validated: its schema refers to https://example.com/x, which is not fetched"
      ),
    ])
  func summary(schema: String, value: String, sentence: String) throws {
    #expect(SchemaViolation.summary(try violations(schema, value)) == sentence)
  }

  @Test("formats are named with an example")
  func formats() throws {
    var limits = SchemaLimits()
    limits.assertsFormat = true
    let found = try violations(#"{"format":"date"}"#, #""x""#, limits: limits)
    #expect(found.map(\.message) == ["must be a date such as 2026-07-28"])
  }

  @Test("nothing is wrong, nothing is said")
  func nothing() throws {
    #expect(try violations("true", "1").isEmpty)
    #expect(SchemaViolation.summary([]) == "")
  }

  @Test(
    "places are JSON Pointers, in the value and in the schema",
    arguments: [
      (
        #"{"properties":{"a/b":{"items":{"minimum":3}}}}"#, #"{"a/b":[5,1]}"#, "/a~1b/1",
        "/properties/a~1b/items/minimum"
      ),
      (##"{"$ref":"#/$defs/x","$defs":{"x":{"type":"null"}}}"##, "1", "", "/$defs/x/type"),
      (#"{"required":["a~b"]}"#, "{}", "/a~0b", "/required"),
      (#"{"additionalProperties":false}"#, #"{"é":1}"#, "/é", "/additionalProperties"),
      (#"{"items":false}"#, "[1]", "/0", "/items"),
      (#"{"allOf":[true,false]}"#, "1", "", "/allOf/1"),
      (
        #"{"patternProperties":{"^a":{"type":"null"}}}"#, #"{"ab":1}"#, "/ab",
        "/patternProperties/^a/type"
      ),
      (#"{"not":true}"#, "1", "", "/not"),
      (#"{"if":true,"then":{"const":1}}"#, "2", "", "/then/const"),
      (#"{"anyOf":[{"type":"null"},{"type":"string"}]}"#, "1", "", "/anyOf"),
      (
        ##"{"components":{"x":{"type":"null"}},"$ref":"#/components/x"}"##, "1", "",
        "/components/x/type"
      ),
      (
        #"{"items":{"items":{"$ref":"http://example.com/"}}}"#, "[[],[0,1]]", "/1/0",
        "/items/items/$ref"
      ),
    ])
  func places(schema: String, value: String, instancePath: String, schemaPath: String) throws {
    let found = try violations(schema, value)
    #expect(found.map(\.instancePath) == [instancePath])
    #expect(found.map(\.schemaPath) == [schemaPath])
  }

  @Test("everything that is wrong is reported, the deepest first")
  func order() throws {
    let found = try violations(
      #"{"properties":{"a":{"type":"null"},"b":{"items":{"minimum":1,"multipleOf":2}}},"required":["c"],"maxProperties":1}"#,
      #"{"a":1,"b":[-1]}"#)
    #expect(
      found.map(\.schemaPath) == [
        "/properties/b/items/minimum", "/properties/b/items/multipleOf", "/properties/a/type",
        "/required", "/maxProperties",
      ])
  }

  @Test("a wrong type silences the keywords that need the right one")
  func kind() throws {
    let found = try violations(
      #"{"type":"object","required":["a"],"oneOf":[{"required":["b"]},{"required":["c"]}]}"#, "1")
    #expect(found.map(\.schemaPath) == ["/type"])
  }

  @Test("the same violation is reported once")
  func once() throws {
    let found = try violations(
      ##"{"allOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"null"}}}"##, "1"
    )
    #expect(found.count == 1)
  }

  @Test(
    "of several alternatives the one that was meant is explained",
    arguments: [
      // By type.
      (#"{"anyOf":[{"type":"null"},{"type":"object","required":["a"]}]}"#, "{}", ["a is missing"]),
      // By a constant in a member.
      (
        #"{"oneOf":[{"properties":{"kind":{"const":"x"},"a":{"type":"null"}}},{"properties":{"kind":{"const":"y"},"a":{"type":"string"}}}]}"#,
        #"{"kind":"y","a":1}"#, ["a must be a string, not a number"]
      ),
      // None is closer than the others.
      (
        #"{"anyOf":[{"type":"null"},{"type":"string"}]}"#, "1",
        [
          "the value matches none of 2 alternatives: it must be null, not a number, or must be a string, not a number"
        ]
      ),
      (
        #"{"anyOf":[{"minimum":5},{"multipleOf":2}]}"#, "1",
        [
          "the value matches none of 2 alternatives: it must be at least 5, not 1, or must be a multiple of 2, not 1"
        ]
      ),
      (
        #"{"anyOf":[{"const":1},{"const":2},{"const":3},{"const":4},{"const":5}]}"#, "6",
        ["the value matches none of 5 alternatives"]
      ),
    ])
  func alternatives(schema: String, value: String, sentences: [String]) throws {
    #expect(try violations(schema, value).map { SchemaViolation.summary([$0]) } == sentences)
  }

  @Test("alternatives inside alternatives")
  func nestedAlternatives() throws {
    let found = try violations(
      #"{"anyOf":[{"type":"string"},{"type":"array","items":{"anyOf":[{"type":"null"},{"type":"object","required":["a"]}]}}]}"#,
      "[null,{}]")
    #expect(SchemaViolation.summary(found) == "[1].a is missing")
  }

  @Test("strings of the value never appear, long texts are cut, control characters are escaped")
  func discretion() throws {
    let long = String(repeating: "p", count: 500)
    let secret = "hunter2"
    for schema in [
      "{\"pattern\":\"^\(long)$\"}", "{\"const\":\"\(long)\"}",
      "{\"enum\":[\"\(long)\",\"\\u001b[31m\"]}",
      #"{"type":"null"}"#, #"{"maxLength":1}"#, #"{"not":{}}"#, "false",
    ] {
      let message = SchemaViolation.summary(try violations(schema, "\"\(secret)\""))
      #expect(!message.contains(secret))
      #expect(message.utf8.count < 200)
      #expect(message.utf8.allSatisfy { $0 >= 0x20 })
    }
  }

  @Test("very long names and very deep places are cut")
  func longPlaces() throws {
    let schema = try compile(
      ##"{"additionalProperties":{"$ref":"#"},"items":{"$ref":"#"},"type":["object","array"]}"##)
    let long = String(repeating: "k", count: 100_000)
    let wide = schema.validate([long: 1])
    #expect(wide.count == 1)
    #expect(wide.allSatisfy { $0.instancePath.utf8.count < 300 })
    var deep: JSONValue = 1
    for _ in 0..<120 { deep = [String(repeating: "k", count: 150): deep] }
    let found = schema.validate(deep)
    #expect(found.count == 1)
    #expect(found.allSatisfy { $0.instancePath.utf8.count < 3_000 })
  }
}
