import Everything
import JSON
import MCPSchema
import MCPServer
import Testing

@Suite("The everything server")
struct EverythingServerTests {
  private let definition = EverythingServer.definition(version: "1.2.3") { _ in }

  @Test("it says who it is and lists its tools in a fixed order")
  func identity() {
    #expect(
      definition.info
        == Implementation(name: "everything", title: "Everything", version: "1.2.3"))
    #expect(definition.instructions?.isEmpty == false)
    #expect(
      definition.tools.map(\.name) == [
        "test_simple_text", "echo", "test_error_handling", "test_image_content",
        "test_tool_with_progress", "wait",
      ])
  }

  @Test("every tool has a description, a closed schema and the hint that it changes nothing")
  func definitions() {
    for tool in definition.tools {
      let described = tool.description
      #expect(!described.description.isEmpty, "\(tool.name)")
      #expect(described.inputSchema["type"] == "object", "\(tool.name)")
      #expect(described.inputSchema["additionalProperties"] == false, "\(tool.name)")
      #expect(described.definition["annotations"]?["readOnlyHint"] == true, "\(tool.name)")
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
}
