public import JSON
public import JSONRPC
public import MCPSchema

extension Connection {
  /// All tools, page by page, in the server's order; what has no name is left out, and over HTTP what the transport's
  /// rules forbid. The schemas are remembered for later calls.
  public func listTools(_ options: CallOptions) async throws(ClientError) -> [ToolDescription] {
    try require("tools", for: "tools/list")
    let listed = try await pages("tools/list", of: "tools", options)
      .compactMap { ToolDescription($0) }
    return await router.learn(listed)
  }

  /// All tools; `started` hears the id of each request before it is written.
  public func listTools(
    timeout: Duration? = .seconds(30), started: (@Sendable (RequestID) -> Void)? = nil
  ) async throws(ClientError) -> [ToolDescription] {
    try await listTools(CallOptions(timeout: timeout, started: started))
  }

  /// Calls a tool and sees it through. A tool that failed is a result with `isError`, not an error.
  ///
  /// A structured result is checked against the tool's output schema when the tools have been listed: one that
  /// does not match is `badResult`, with the raw result.
  public func callTool(
    _ name: String, _ arguments: JSONObject = [:], options: CallOptions = .init()
  ) async throws(ClientError) -> ToolResult {
    let answer = try await toolAnswer(name, arguments, options)
    try await checkResult(answer, of: name)
    return ToolResult(answer.value)
  }

  /// Calls a tool and sees it through, as `callTool` does, and gives the result as the server wrote it, unchecked.
  public func toolAnswer(
    _ name: String, _ arguments: JSONObject = [:], _ options: CallOptions = .init()
  ) async throws(ClientError) -> CallAnswer {
    try require("tools", for: "tools/call")
    if options.checksArguments, let check = await router.inputCheck(for: name) {
      let violations = check.violations(of: .object(arguments))
      guard violations.isEmpty else {
        throw .badArguments(tool: name, violations: violations)
      }
    }
    do throws(ClientError) {
      return try await call(name, arguments, options)
    } catch {
      // The annotations may have changed since the tools were listed.
      guard case .refused(let refusal) = error, refusal.code == JSONRPCError.headerMismatchCode,
        revision.era == .modern, router.options.toolGate != nil
      else { throw error }
      _ = try await listTools(CallOptions(timeout: options.timeout, cachePolicy: .reload))
      return try await call(name, arguments, options)
    }
  }

  private func call(
    _ name: String, _ arguments: JSONObject, _ options: CallOptions
  ) async throws(ClientError) -> CallAnswer {
    let members: JSONObject = ["name": .string(name), "arguments": .object(arguments)]
    if let task = options.task { return try await callAsTask(members, task, options) }
    return try await exchange("tools/call", members, options: options)
  }

  private func checkResult(_ answer: CallAnswer, of name: String) async throws(ClientError) {
    guard answer.value["content"] == nil || answer.value["content"]?.array != nil else {
      throw .invalid("the content of the result of \(name) is no list")
    }
    guard router.options.checksResults, revision.hasStructuredContent,
      answer.value["isError"]?.bool != true, let check = await router.outputCheck(for: name)
    else { return }
    let violations =
      answer.value["structuredContent"].map { check.violations(of: $0) }
      ?? ["structuredContent is missing, which the output schema promises"]
    guard violations.isEmpty else {
      throw .badResult(tool: name, violations: violations, result: answer.raw)
    }
  }
}
