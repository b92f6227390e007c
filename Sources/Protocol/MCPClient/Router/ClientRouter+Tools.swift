import JSON
import MCPSchema

extension ClientRouter {
  /// Learns the schemas of a complete list of tools, and says which of them stay.
  func learn(_ listed: [ToolDescription]) -> [ToolDescription] {
    var kept = listed
    if revision?.era == .modern, let gate = options.toolGate {
      kept = gate(listed) { observer.warned($0) }
    }
    tools = Dictionary(kept.map { ($0.name, ListedTool($0)) }) { first, _ in first }
    return kept
  }

  /// The check of a tool's arguments; nil when the tool has not been listed.
  func inputCheck(for name: String) -> SchemaCheck? {
    guard let tool = tools[name] else { return nil }
    let check = tool.input ?? SchemaCheck(tool.description.inputSchema)
    tools[name]?.input = check
    return check
  }

  /// The check of a tool's structured result; nil when the tool promised none, as far as is known.
  func outputCheck(for name: String) -> SchemaCheck? {
    guard let tool = tools[name], let schema = tool.description.outputSchema else { return nil }
    let check = tool.output ?? SchemaCheck(schema)
    tools[name]?.output = check
    return check
  }
}
