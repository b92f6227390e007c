import Everything
import JSON
import MCPSchema
import MCPServer
import Testing

@Suite("The everything server", .timeLimit(.minutes(1)))
struct EverythingServerTests {
  private let definition = EverythingServer.definition(version: "1.2.3") { _ in }

  private static let tools = [
    "test_simple_text", "echo", "test_image_content", "test_audio_content",
    "test_embedded_resource", "test_multiple_content_types", "test_error_handling",
    "test_tool_with_progress", "wait", "test_reconnection", "test_tool_with_logging",
    "test_logging_tool", "test_sampling", "test_elicitation", "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums", "test_streaming_elicitation", "test_missing_capability",
    "test_input_required_result_elicitation", "test_input_required_result_sampling",
    "test_input_required_result_list_roots", "test_input_required_result_request_state",
    "test_input_required_result_multiple_inputs", "test_input_required_result_multi_round",
    "test_input_required_result_tampered_state", "test_input_required_result_capabilities",
    "json_schema_2020_12_tool", "test_x_mcp_header", "test_trigger_tool_change",
    "test_trigger_prompt_change", "test_update_watched_resource", "greet", "slow_compute",
    "failing_job", "protocol_error_job", "confirm_delete", "multi_input", "test_tool_with_task",
  ]

  @Test("it says who it is and lists its tools in a fixed order")
  func identity() {
    #expect(
      definition.info
        == Implementation(name: "everything", title: "Everything", version: "1.2.3"))
    #expect(definition.instructions?.isEmpty == false)
    #expect(definition.tools.map(\.name) == Self.tools)
  }

  @Test("both eras list the same tools, all on one page", arguments: Client.eras)
  func listed(revision: String) async throws {
    let result = try await FixtureBench(revision).request("tools/list")
    #expect(result["tools"]?.array?.compactMap { $0["name"]?.string } == Self.tools)
    #expect(result["nextCursor"] == nil)
  }

  @Test("every tool has a name all peers take, a description, a closed schema and a hint")
  func definitions() {
    for tool in definition.tools {
      let described = tool.description
      #expect(tool.name.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil, "\(tool.name)")
      #expect(!described.description.isEmpty, "\(tool.name)")
      #expect(described.inputSchema["type"] == "object", "\(tool.name)")
      #expect(described.inputSchema["additionalProperties"] == false, "\(tool.name)")
      let changes = ["_trigger_", "_update_"].contains { tool.name.contains($0) }
      let hint = described.definition["annotations"]?["readOnlyHint"]
      #expect(hint == .bool(!changes), "\(tool.name)")
      let properties = described.inputSchema["properties"]?.object
      #expect(properties != nil, "\(tool.name)")
      for required in described.inputSchema["required"]?.array ?? [] {
        #expect(properties?[required.string ?? ""] != nil, "\(tool.name)")
      }
      for member in properties?.members ?? [] {
        #expect(member.value["description"]?.string?.isEmpty == false, "\(tool.name).\(member.key)")
      }
    }
  }

  @Test("the first tool in the list can be called without arguments", arguments: Client.eras)
  func first(revision: String) async throws {
    let bench = try FixtureBench(revision)
    let name = try #require(
      try await bench.request("tools/list")["tools"]?[0]?["name"]?.string)
    for arguments: JSONObject? in [nil, [:]] {
      #expect(try await bench.call(name, arguments)["isError"] == nil)
    }
  }

  @Test("it declares everything it can do, tasks in the words of the era")
  func capabilities() async throws {
    let changes: JSONValue = ["listChanged": true]
    let common: JSONObject = [
      "tools": changes, "resources": ["listChanged": true, "subscribe": true], "prompts": changes,
      "logging": [:], "completions": [:],
    ]
    var modern = common
    modern["extensions"] = [TasksExtension.identifier: [:]]
    let discovered = try await FixtureBench(Client.modern).request("server/discover")
    #expect(discovered["capabilities"] == .object(modern))
    var legacy = common
    legacy["tasks"] = ["cancel": [:], "requests": ["tools": ["call": [:]]]]
    let agreed = try await FixtureBench(Client.legacy).request(
      "initialize", ["protocolVersion": .string(Client.legacy), "capabilities": [:]])
    #expect(agreed["capabilities"] == .object(legacy))
  }
}
