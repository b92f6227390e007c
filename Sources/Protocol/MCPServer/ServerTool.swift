public import JSON
public import MCPSchema

/// A tool a server offers: its definition, and the code behind it.
public struct ServerTool: Sendable {
  /// Work that may wait.
  public typealias Handler = @Sendable (Arguments, RequestContext) async throws -> ToolResult
  /// Work that neither waits nor blocks: it runs inside the read loop.
  public typealias ImmediateHandler = @Sendable (Arguments, RequestContext) throws -> ToolResult

  enum Body: Sendable {
    case waiting(Handler)
    case immediate(ImmediateHandler)
  }

  /// The definition as listed.
  public let description: ToolDescription
  let body: Body
  /// The argument names, when the schema closes the list; nil when more are allowed.
  let knownArguments: [String]?

  /// The name to call it by.
  public var name: String { description.name }

  /// Makes a tool whose work may wait. Throwing `ToolFailure` gives an `isError` result.
  public init(
    name: String, title: String? = nil, description: String, inputSchema: JSONValue,
    outputSchema: JSONValue? = nil, annotations: ToolAnnotations = .init(),
    handler: @escaping Handler
  ) {
    self.init(
      ToolDescription(
        name: name, title: title, description: description, inputSchema: inputSchema,
        outputSchema: outputSchema, annotations: annotations), .waiting(handler))
  }

  /// Makes a tool that answers inside the read loop: it must neither wait nor block.
  public init(
    name: String, title: String? = nil, description: String, inputSchema: JSONValue,
    outputSchema: JSONValue? = nil, annotations: ToolAnnotations = .init(),
    immediate: @escaping ImmediateHandler
  ) {
    self.init(
      ToolDescription(
        name: name, title: title, description: description, inputSchema: inputSchema,
        outputSchema: outputSchema, annotations: annotations), .immediate(immediate))
  }

  private init(_ description: ToolDescription, _ body: Body) {
    self.description = description
    self.body = body
    let schema = description.inputSchema
    knownArguments =
      schema["additionalProperties"]?.bool == false
      ? schema["properties"]?.object?.keys ?? [] : nil
  }
}
