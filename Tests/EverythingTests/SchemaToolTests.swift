import JSON
import Testing

@Suite("Tools of the everything server that are there for their schemas", .timeLimit(.minutes(1)))
struct SchemaToolTests {
  private func schema(_ revision: String, _ tool: String) async throws -> JSONValue? {
    let tools = try await FixtureBench(revision).request("tools/list")["tools"]?.array
    return tools?.first { $0["name"] == .string(tool) }?["inputSchema"]
  }

  @Test("json_schema_2020_12_tool is listed with every keyword", arguments: Client.eras)
  func keywords(revision: String) async throws {
    let schema = try await schema(revision, "json_schema_2020_12_tool")
    #expect(schema?["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    #expect(schema?["$defs"]?["address"]?["$anchor"] == "addressDef")
    #expect(schema?["additionalProperties"] == false)
    #expect(
      schema?["allOf"]?[0]?["anyOf"] == [["required": ["phone"]], ["required": ["email"]]])
    for keyword in ["if", "then", "else"] { #expect(schema?[keyword]?.object != nil) }
    let properties = schema?["properties"]
    #expect(
      properties?.object?.keys == ["name", "address", "contactMethod", "phone", "email"])
    #expect(properties?["address"]?["$ref"] == "#/$defs/address")
    #expect(properties?["contactMethod"]?["enum"] == ["phone", "email"])
  }

  @Test(
    "json_schema_2020_12_tool takes what fits its schema and returns it", arguments: Client.eras)
  func fits(revision: String) async throws {
    let contact: JSONObject = [
      "name": "Ada", "address": ["street": "1 Main St", "city": "Kiel"],
      "contactMethod": "phone", "phone": "123",
    ]
    expect(
      try await FixtureBench(revision).call("json_schema_2020_12_tool", contact),
      text: JSONWriter.string(.object(contact)))
  }

  @Test(
    "json_schema_2020_12_tool refuses what does not fit its schema",
    arguments: [
      [:], ["phone": "123"], ["contactMethod": "phone", "email": "a@b"], ["email": 7],
      ["contactMethod": "letter", "email": "a@b"], ["email": "a@b", "extra": 1],
      ["email": "a@b", "address": ["city": 7]],
    ] as [JSONObject])
  func unfit(contact: JSONObject) async throws {
    let result = try await FixtureBench(Client.modern).call("json_schema_2020_12_tool", contact)
    #expect(result["isError"] == true)
  }

  @Test("test_x_mcp_header says which arguments travel in header fields", arguments: Client.eras)
  func headers(revision: String) async throws {
    let schema = try await schema(revision, "test_x_mcp_header")
    let annotated = (schema?["properties"]?.object?.members ?? []).compactMap { member in
      member.value["x-mcp-header"].map { (member.key, member.value["type"], $0) }
    }
    #expect(annotated.map(\.0) == ["region", "priority", "verbose"])
    #expect(annotated.map(\.1) == ["string", "integer", "boolean"])
    #expect(annotated.map(\.2) == ["Region", "Priority", "Verbose"])
    #expect(schema?["required"] == ["region"])
  }

  @Test("test_x_mcp_header returns what it was given", arguments: Client.eras)
  func given(revision: String) async throws {
    for arguments: JSONObject in [
      ["region": "SGVsbG8="], ["region": "é", "priority": 3, "verbose": false, "note": "n"],
    ] {
      expect(
        try await FixtureBench(revision).call("test_x_mcp_header", arguments),
        text: JSONWriter.string(.object(arguments)))
    }
  }

  @Test("no other tool has arguments in header fields")
  func noOthers() async throws {
    let tools = try await FixtureBench(Client.modern).request("tools/list")["tools"]?.array
    let annotated = (tools ?? []).filter { JSONWriter.string($0).contains("x-mcp-header") }
    #expect(annotated.map { $0["name"] } == ["test_x_mcp_header"])
  }
}
