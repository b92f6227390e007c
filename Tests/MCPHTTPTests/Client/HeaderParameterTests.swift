import JSON
import MCPHTTP
import Testing

@Suite("Arguments repeated in header fields")
struct HeaderParameterTests {
  /// The schema of one property named `value`.
  private func schema(_ property: String) throws -> JSONValue {
    try JSONParser.parse(#"{"type":"object","properties":{"value":\#(property)}}"#)
  }

  @Test("annotations are found in order, at any depth of properties")
  func found() throws {
    let schema = try JSONParser.parse(
      #"""
      {"type":"object","properties":{
        "region":{"type":"string","x-mcp-header":"Region"},
        "plain":{"type":"number"},
        "where":{"type":"object","properties":{
          "rack":{"type":"integer","x-mcp-header":"Rack-No"},
          "deep":{"properties":{"on":{"type":"boolean","x-mcp-header":"on!"}}}}},
        "x-mcp-header":{"type":"string"}},
       "default":{"x-mcp-header":5},"examples":[{"properties":{"a":{"x-mcp-header":""}}}]}
      """#)
    #expect(
      try HeaderParameter.extract(from: schema) == [
        HeaderParameter(header: "Region", path: ["region"]),
        HeaderParameter(header: "Rack-No", path: ["where", "rack"]),
        HeaderParameter(header: "on!", path: ["where", "deep", "on"]),
      ])
  }

  @Test("schemas without annotations have no parameters", arguments: ["true", "{}", "[]", "null"])
  func none(text: String) throws {
    #expect(try HeaderParameter.extract(from: JSONParser.parse(text)).isEmpty)
  }

  @Test(
    "a bad annotation refuses the tool and says where",
    arguments: [
      (#"{"type":"string","x-mcp-header":""}"#, "is empty"),
      (#"{"type":"object","x-mcp-header":"A"}"#, "of type integer, string or boolean"),
      (#"{"type":"array","x-mcp-header":"A"}"#, "of type integer, string or boolean"),
      (#"{"type":"null","x-mcp-header":"A"}"#, "of type integer, string or boolean"),
      (#"{"type":"number","x-mcp-header":"A"}"#, "of type integer, string or boolean"),
      (#"{"type":["string","null"],"x-mcp-header":"A"}"#, "of type integer, string or boolean"),
      (#"{"x-mcp-header":"A"}"#, "of type integer, string or boolean"),
      (##"{"$ref":"#/$defs/a","x-mcp-header":"A"}"##, "of type integer, string or boolean"),
      (#"{"type":"string","x-mcp-header":"My Region"}"#, "may only have"),
      (#"{"type":"string","x-mcp-header":"Region:Primary"}"#, "may only have"),
      (#"{"type":"string","x-mcp-header":"Région"}"#, "may only have"),
      (#"{"type":"string","x-mcp-header":"Region\t1"}"#, "may only have"),
      (#"{"type":"string","x-mcp-header":"A\r\nB: c"}"#, "may only have"),
      (#"{"type":"string","x-mcp-header":{"a":1}}"#, "must be a string, not object"),
      (#"{"type":"string","x-mcp-header":["A"]}"#, "must be a string, not array"),
      (#"{"type":"string","x-mcp-header":null}"#, "must be a string, not null"),
      (
        #"{"type":"array","items":{"type":"string","x-mcp-header":"A"}}"#,
        "through properties alone"
      ),
      (#"{"oneOf":[{"type":"string","x-mcp-header":"A"}]}"#, "through properties alone"),
      (
        #"{"anyOf":[{"properties":{"b":{"type":"string","x-mcp-header":"A"}}}]}"#,
        "properties alone"
      ),
      (#"{"allOf":[{"type":"string","x-mcp-header":"A"}]}"#, "through properties alone"),
      (#"{"not":{"type":"string","x-mcp-header":"A"}}"#, "through properties alone"),
      (#"{"if":{"type":"string","x-mcp-header":"A"}}"#, "through properties alone"),
      (#"{"then":{"type":"string","x-mcp-header":"A"}}"#, "through properties alone"),
      (#"{"else":{"type":"string","x-mcp-header":"A"}}"#, "through properties alone"),
      (#"{"$defs":{"a":{"type":"string","x-mcp-header":"A"}}}"#, "through properties alone"),
      (#"{"patternProperties":{"^a":{"type":"string","x-mcp-header":"A"}}}"#, "properties alone"),
      (#"{"additionalProperties":{"type":"string","x-mcp-header":"A"}}"#, "properties alone"),
    ])
  func refused(property: String, problem: String) throws {
    let schema = try schema(property)
    let error = #expect(throws: HeaderParameterError.self) {
      try HeaderParameter.extract(from: schema)
    }
    #expect(error?.message.hasPrefix("/properties/value") == true)
    #expect(error?.message.contains(problem) == true)
  }

  @Test("two parameters may not share a name, whatever its case", arguments: ["Region", "REGION"])
  func duplicates(second: String) throws {
    let schema = try JSONParser.parse(
      #"""
      {"properties":{"a":{"type":"string","x-mcp-header":"Region"},
       "b":{"type":"object","properties":{"c":{"type":"string","x-mcp-header":"\#(second)"}}}}}
      """#)
    let error = #expect(throws: HeaderParameterError.self) {
      try HeaderParameter.extract(from: schema)
    }
    #expect(error?.message.hasPrefix("/properties/b/properties/c: ") == true)
  }

  @Test("an annotation on the schema itself is refused")
  func root() {
    #expect(throws: HeaderParameterError.self) {
      try HeaderParameter.extract(from: ["type": "string", "x-mcp-header": "A"])
    }
  }

  @Test("the value is what stands at the path, unless it is missing or null")
  func values() {
    let arguments: JSONValue = ["where": ["rack": 4, "nothing": nil], "region": ""]
    #expect(HeaderParameter(header: "R", path: ["where", "rack"]).value(in: arguments) == 4)
    #expect(HeaderParameter(header: "R", path: ["region"]).value(in: arguments) == "")
    #expect(HeaderParameter(header: "R", path: ["where", "nothing"]).value(in: arguments) == nil)
    #expect(HeaderParameter(header: "R", path: ["where", "x"]).value(in: arguments) == nil)
    #expect(HeaderParameter(header: "R", path: ["region", "x"]).value(in: arguments) == nil)
    #expect(HeaderParameter(header: "Region", path: ["r"]).fieldName == "Mcp-Param-Region")
  }

  @Test("the table keeps what was set last and forgets what is empty")
  func table() {
    let table = HeaderParameterTable()
    let region = [HeaderParameter(header: "Region", path: ["region"])]
    table.set(region, for: "a")
    #expect(table.parameters(of: "a") == region)
    table.replace(["b": region, "c": []])
    #expect(table.parameters(of: "a").isEmpty)
    #expect(table.parameters(of: "b") == region)
    table.set([], for: "b")
    #expect(table.parameters(of: "b").isEmpty)
  }
}
