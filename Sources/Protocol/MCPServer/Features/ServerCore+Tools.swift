import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ServerCore {
  func listTools(_ call: ServedCall) throws(JSONRPCError) -> RawJSON {
    try list("tools", definition.catalog.tools, call) { tool in
      let support = tool.taskSupport == .forbidden ? nil : tool.taskSupport.rawValue
      return call.codec.tool(tool.description, taskSupport: support)
    }
  }

  func callTool(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    let name = try call.string("name")
    guard let tool = definition.catalog.tool(name) else {
      throw .invalidParams("there is no tool named \(name)")
    }
    let arguments = try self.arguments(call)
    let context = try contextWithAnswers(call)
    if call.isModern {
      let lacking = tool.requirements.filter { !context.canAsk($0) }
      if !lacking.isEmpty { throw .missingCapability(InputRequest.requirement(of: lacking)) }
    }
    let isTask = try becomesTask(tool, call)
    if let objection = tool.schema.objection(to: .object(arguments.object)) {
      let message = "the arguments of \(name) do not fit its input schema: \(objection)"
      // A client that asked for a task takes a task or an error for an answer, no result of the tool.
      let isResult = call.codec.revision.reportsBadArgumentsAsResults && (call.isModern || !isTask)
      if !isResult { throw .invalidParams(message) }
      return .now(.result(call.codec.toolResult(.failure(message))))
    }
    if isTask { return startTask(tool, arguments, call, context) }
    guard case .immediate(let handler) = tool.body else {
      return .later { await self.interact(call, context, self.work(tool, arguments, call)) }
    }
    do {
      return .now(.result(encode(try handler(arguments, context), of: tool, call)))
    } catch is InputRequired {
      return .later { await self.interact(call, context, self.work(tool, arguments, call)) }
    } catch {
      return .now(failure(error, work(tool, arguments, call)))
    }
  }

  private func arguments(_ call: ServedCall) throws(JSONRPCError) -> Arguments {
    guard let given = call.params["arguments"], !given.isNull else { return Arguments([:]) }
    guard let object = given.object else { throw .invalidParams("arguments must be an object") }
    return Arguments(object)
  }

  private func work(_ tool: ServerTool, _ arguments: Arguments, _ call: ServedCall) -> Work {
    Work(
      run: { context in
        self.encode(try await Self.run(tool, arguments, context), of: tool, call)
      },
      failed: { .result(call.codec.toolResult(Self.toolFailure($0))) })
  }

  static func run(
    _ tool: ServerTool, _ arguments: Arguments, _ context: RequestContext
  ) async throws -> ToolResult {
    switch tool.body {
    case .immediate(let handler): try handler(arguments, context)
    case .waiting(let handler): try await handler(arguments, context)
    }
  }

  static func toolFailure(_ error: any Error) -> ToolResult {
    switch error {
    case let failure as ToolFailure: .failure(failure.message)
    case is CancellationError: .failure("the call was cancelled")
    default: .failure("the tool failed: \(error)")
    }
  }

  /// Writes a result, unless it breaks the tool's own promise about its shape.
  private func encode(_ result: ToolResult, of tool: ServerTool, _ call: ServedCall) -> RawJSON {
    call.codec.toolResult(Self.checked(result, tool))
  }

  /// The result, or a failure that says how it breaks the tool's output schema.
  static func checked(_ result: ToolResult, _ tool: ServerTool) -> ToolResult {
    guard let schema = tool.outputSchema, !result.isError else { return result }
    guard let value = result.structuredContent else {
      return .failure("\(tool.name) gave no structured result, which its output schema promises")
    }
    guard let objection = schema.objection(to: value) else { return result }
    return .failure("the result of \(tool.name) does not fit its output schema: \(objection)")
  }
}
