public import MCPSchema

/// What a server is and offers, without any connection.
public struct ServerDefinition: Sendable {
  /// Who it is.
  public let info: Implementation
  /// How to use it, for the model.
  public let instructions: String?
  /// Its tools in listing order; names are unique.
  public let tools: [ServerTool]

  /// Makes a definition. Two tools of one name are a programmer's error.
  public init(
    name: String, title: String? = nil, version: String, instructions: String? = nil,
    tools: [ServerTool]
  ) {
    info = Implementation(name: name, title: title, version: version)
    self.instructions = instructions
    self.tools = tools
    precondition(
      Set(tools.map(\.name)).count == tools.count, "two tools of \(name) have the same name")
  }
}
