import JSON
import JSONSchema
import Testing

/// Expects a schema to be refused at `path` with a message that holds `words`.
private func checkRefused(
  _ schema: String, at path: String, _ words: String, limits: SchemaLimits = .init(),
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let value = try JSONParser.parse(schema)
  do throws(SchemaError) {
    _ = try JSONSchema(value, limits: limits)
    Issue.record("accepted: \(schema)", sourceLocation: sourceLocation)
  } catch {
    #expect(error.path == path, "\(error.message)", sourceLocation: sourceLocation)
    #expect(
      error.message.contains(words), "\(error.message)", sourceLocation: sourceLocation)
  }
}

@Suite("Schemas that cannot be used")
struct SchemaErrorTests {
  @Test(
    "a schema is an object or a boolean", arguments: ["null", "1", #""a""#, "[]"])
  func notASchema(text: String) throws {
    try checkRefused(text, at: "", "must be an object or a boolean")
  }

  @Test(
    "a subschema of a wrong type is refused where it stands",
    arguments: [
      (#"{"properties":{"a":1}}"#, "/properties/a"), (#"{"items":"x"}"#, "/items"),
      (#"{"allOf":[{},null]}"#, "/allOf/1"), (#"{"not":[]}"#, "/not"),
      (#"{"$defs":{"a/b":{"if":3}}}"#, "/$defs/a~1b/if"),
      (#"{"dependentSchemas":{"a":["b"]}}"#, "/dependentSchemas/a"),
    ])
  func wrongSubschema(schema: String, path: String) throws {
    try checkRefused(schema, at: path, "must be an object or a boolean")
  }

  @Test(
    "a keyword with a value it may not have is refused",
    arguments: [
      (#"{"type":1}"#, "/type", "type must be"), (#"{"type":"text"}"#, "/type", "integer"),
      (#"{"type":["null",1]}"#, "/type", "type must be"), (#"{"enum":1}"#, "/enum", "an array"),
      (#"{"required":true}"#, "/required", "array of strings"),
      (#"{"required":["a",1]}"#, "/required", "array of strings"),
      (#"{"minLength":-1}"#, "/minLength", "0 or more"),
      (#"{"minItems":1.5}"#, "/minItems", "0 or more"),
      (#"{"maxProperties":"1"}"#, "/maxProperties", "0 or more"),
      (#"{"minContains":null}"#, "/minContains", "0 or more"),
      (#"{"minimum":"1"}"#, "/minimum", "a number"),
      (#"{"exclusiveMaximum":true}"#, "/exclusiveMaximum", "a number"),
      (#"{"multipleOf":0}"#, "/multipleOf", "more than 0"),
      (#"{"multipleOf":-2}"#, "/multipleOf", "more than 0"),
      (#"{"multipleOf":1.2345678901234567891}"#, "/multipleOf", "19 significant digits"),
      (#"{"pattern":1}"#, "/pattern", "a string"), (#"{"format":1}"#, "/format", "a string"),
      (#"{"uniqueItems":1}"#, "/uniqueItems", "a boolean"),
      (#"{"properties":[]}"#, "/properties", "an object of schemas"),
      (#"{"patternProperties":1}"#, "/patternProperties", "an object of schemas"),
      (#"{"allOf":{}}"#, "/allOf", "an array of schemas"),
      (#"{"anyOf":[]}"#, "/anyOf", "at least one"), (#"{"oneOf":[]}"#, "/oneOf", "at least one"),
      (#"{"prefixItems":{}}"#, "/prefixItems", "an array of schemas"),
      (#"{"items":[{}]}"#, "/items", "prefixItems"),
      (#"{"dependentRequired":{"a":"b"}}"#, "/dependentRequired", "array of strings"),
      (#"{"dependentRequired":1}"#, "/dependentRequired", "an object"),
      (#"{"$ref":1}"#, "/$ref", "a string"), (#"{"$dynamicRef":{}}"#, "/$dynamicRef", "a string"),
      (#"{"$id":1}"#, "/$id", "a string"), (#"{"$id":"a#b"}"#, "/$id", "no fragment"),
      (#"{"$anchor":1}"#, "/$anchor", "a string"), (#"{"$anchor":""}"#, "/$anchor", "a string"),
      (#"{"$schema":1}"#, "/$schema", "a string"),
      (#"{"items":{"properties":{"a":{"minimum":"x"}}}}"#, "/items/properties/a/minimum", "number"),
    ])
  func wrongKeyword(schema: String, path: String, words: String) throws {
    try checkRefused(schema, at: path, words)
  }

  @Test(
    "a dialect that is not known is refused by name",
    arguments: [
      "http://json-schema.org/draft-03/schema#", "http://json-schema.org/schema",
      "https://example.com/mine", "https://json-schema.org/draft/next/schema", "",
    ])
  func dialect(uri: String) throws {
    try checkRefused("{\"$schema\":\"\(uri)\"}", at: "/$schema", "\"\(uri)\" is not supported")
    try checkRefused(
      "{\"$defs\":{\"a\":{\"$id\":\"http://example.com/a\",\"$schema\":\"\(uri)\"}}}",
      at: "/$defs/a/$schema", "\"\(uri)\" is not supported")
  }

  @Test(
    "a reference to nothing in this schema is refused",
    arguments: [
      "#/$defs/b", "#/$defs/a/x", "#nowhere", "#/items/0", "#/$defs/a/enum/2", "#/$defs/a/enum/00",
      "http://example.com/r#/b", "r#x", "#/%24defs/c",
    ])
  func dangling(reference: String) throws {
    let schema = """
      {"$id":"http://example.com/r","$defs":{"a":{"enum":[{},{}]}},"$ref":"\(reference)"}
      """
    try checkRefused(schema, at: "/$ref", "no such schema")
  }

  @Test(
    "a reference to what is no schema is refused",
    arguments: [
      (##"{"$ref":"#/$defs","$defs":{}}"##, nil), (##"{"$ref":"#/x","x":1}"##, "/x"),
      (##"{"$ref":"#/required","required":["a"]}"##, "/required"),
      (##"{"$ref":"#/enum/0","enum":["a"]}"##, "/enum/0"),
    ] as [(String, String?)])
  func notASchemaReferred(schema: String, path: String?) throws {
    guard let path else {
      // An object that holds schemas reads as a schema without keywords.
      #expect(try compile(schema).isValid(1))
      return
    }
    try checkRefused(schema, at: path, "must be an object or a boolean")
  }

  @Test("a fragment that is no text is refused")
  func fragment() throws {
    try checkRefused(##"{"$ref":"#/%zz"}"##, at: "/$ref", "is no text")
    try checkRefused(##"{"$ref":"#/%ff"}"##, at: "/$ref", "is no text")
  }

  @Test("two schemas with one name are refused")
  func twice() throws {
    try checkRefused(
      #"{"$defs":{"a":{"$id":"http://x/"},"b":{"$id":"http://x/"}}}"#, at: "/$defs/b/$id",
      "two schemas")
    try checkRefused(
      #"{"$defs":{"a":{"$anchor":"x"},"b":{"$dynamicAnchor":"x"}}}"#,
      at: "/$defs/b/$dynamicAnchor", "two schemas")
  }

  @Test("a pattern that is none is refused with the reason")
  func pattern() throws {
    try checkRefused(#"{"pattern":"a("}"#, at: "/pattern", "this group never ends, at character 1")
    try checkRefused(#"{"pattern":"(a)\\1"}"#, at: "/pattern", "back references are not supported")
    try checkRefused(
      #"{"patternProperties":{"[":{}}}"#, at: "/patternProperties", "this class never ends")
  }

  @Test("$recursiveRef of 2019-09 must be #")
  func recursive() throws {
    try checkRefused(
      ##"{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveRef":"#/a"}"##,
      at: "/$recursiveRef", "must be #")
  }

  @Test("very long names are cut in a path")
  func longPath() throws {
    let name = String(repeating: "x", count: 1_000_000)
    do throws(SchemaError) {
      _ = try JSONSchema(["properties": [name: ["type": 1]]])
      Issue.record("accepted")
    } catch {
      #expect(error.path.utf8.count < 300)
    }
  }
}
