public import JSON
import JSONSchema
public import MCPSchema

/// A tool a server offers: its definition, and the code behind it.
public struct ServerTool: Sendable {
  /// Work that may wait.
  public typealias Handler = @Sendable (Arguments, RequestContext) async throws -> ToolResult
  /// Work that neither waits nor blocks: it runs inside the read loop.
  public typealias ImmediateHandler = @Sendable (Arguments, RequestContext) throws -> ToolResult
  /// What has to be asked before a call becomes a task; its answers are there again for the task itself.
  public typealias Preparation = @Sendable (Arguments, RequestContext) async throws -> Void

  enum Body: Sendable {
    case waiting(Handler)
    case immediate(ImmediateHandler)
  }

  /// Whether calls may become tasks that go on after the answer (mcp-protocol §8).
  public enum TaskSupport: String, Sendable, Hashable {
    /// Never.
    case forbidden
    /// Whenever the client can handle tasks.
    case optional
    /// Always; clients that cannot handle tasks are refused.
    case required
  }

  /// The definition as listed.
  public let description: ToolDescription
  let body: Body
  let schema: CompiledSchema
  let outputSchema: CompiledSchema?
  /// Whether calls may become tasks.
  public private(set) var taskSupport = TaskSupport.forbidden
  /// Asked before a call becomes a task.
  private(set) var preparation: Preparation?
  /// Kinds of question the tool cannot do without; clients that cannot answer them are refused.
  public private(set) var requirements: [InputRequest] = []
  /// The scopes a caller needs, where there is authorization.
  public private(set) var scopes: Set<String> = []

  /// The name to call it by.
  public var name: String { description.name }

  /// Makes a tool whose work may wait. Throwing `ToolFailure` gives an `isError` result.
  public init(
    name: String, title: String? = nil, description: String, inputSchema: JSONValue,
    outputSchema: JSONValue? = nil, annotations: ToolAnnotations = .init(), icons: [Icon] = [],
    meta: JSONObject? = nil, handler: @escaping Handler
  ) {
    self.init(
      ToolDescription(
        name: name, title: title, description: description, inputSchema: inputSchema,
        outputSchema: outputSchema, annotations: annotations, icons: icons, meta: meta),
      .waiting(handler))
  }

  /// Makes a tool that answers inside the read loop: it must neither wait nor block.
  public init(
    name: String, title: String? = nil, description: String, inputSchema: JSONValue,
    outputSchema: JSONValue? = nil, annotations: ToolAnnotations = .init(), icons: [Icon] = [],
    meta: JSONObject? = nil, immediate: @escaping ImmediateHandler
  ) {
    self.init(
      ToolDescription(
        name: name, title: title, description: description, inputSchema: inputSchema,
        outputSchema: outputSchema, annotations: annotations, icons: icons, meta: meta),
      .immediate(immediate))
  }

  private init(_ description: ToolDescription, _ body: Body) {
    self.description = description
    self.body = body
    schema = CompiledSchema(description.inputSchema)
    outputSchema = description.outputSchema.map { CompiledSchema($0) }
  }

  /// The tool with calls that may, or must, become tasks. `preparation` asks what has to be known first.
  public func asTask(
    _ support: TaskSupport, preparation: Preparation? = nil
  ) -> ServerTool {
    var tool = self
    tool.taskSupport = support
    tool.preparation = preparation
    return tool
  }

  /// The tool, only for clients that can answer these questions.
  public func requiring(_ requests: InputRequest...) -> ServerTool {
    var tool = self
    tool.requirements = requests
    return tool
  }

  /// The tool, only for callers that were granted these scopes.
  public func scoped(_ scopes: String...) -> ServerTool {
    var tool = self
    tool.scopes = Set(scopes)
    return tool
  }
}

/// A schema made ready once. One that cannot be made ready refuses every value, and says why.
struct CompiledSchema: Sendable {
  private let schema: Result<JSONSchema, SchemaError>

  init(_ value: JSONValue) {
    do throws(SchemaError) { schema = .success(try JSONSchema(value)) } catch {
      schema = .failure(error)
    }
  }

  /// What is wrong with a value, in one sentence; nil when nothing is.
  func objection(to value: JSONValue) -> String? {
    switch schema {
    case .failure(let error): return "the schema itself is invalid: \(error.message)"
    case .success(let schema):
      if schema.isValid(value) { return nil }
      return SchemaViolation.summary(schema.validate(value))
    }
  }
}
