import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport

extension ServerDefinition {
  /// Tools that become tasks, one for each way a task can go. `gate` holds `job` until it has `open`.
  static func jobs(gate: Journal = Journal(), limits: ServerLimits = .init()) -> ServerDefinition {
    let confirm = ServerTool.make("confirm") { _, context in
      let answer = try await context.elicit("ok", "Sure?", schema: Question.schema)
      return .text("\(answer.action?.rawValue ?? "-") \(answer.content?["name"]?.string ?? "-")")
    }
    let several = ServerTool.make("several") { _, context in
      let answers = try await context.ask(["a": Question.form.request, "b": .roots])
      return .text(answers.keys.sorted().joined(separator: " "))
    }
    let prepared = ServerTool.make("prepared") { _, context in
      let name = try await context.elicit("name", "Who?", schema: Question.schema)
      let more = try await context.roots("more")
      return .text("\(name.content?["name"]?.string ?? "-") \(more.count)")
    }
    return ServerDefinition(
      name: "s", version: "1",
      tools: [
        .make("plain") { _, _ in .text("plain") }, job(gate).asTask(.optional),
        .make("must") { _, _ in .text("must") }.asTask(.required),
        .makeImmediate("quick") { _, _ in .text("quick") }.asTask(.optional),
        .make("failing") { _, _ in throw ToolFailure("no luck") }.asTask(.optional),
        .make("refusing") { _, _ in throw JSONRPCError(code: 4711, message: "mine", data: 1) }
          .asTask(.optional),
        .make("lying", output: ["type": "object"]) { _, _ in .structured(3) }.asTask(.optional),
        confirm.asTask(.optional), several.asTask(.optional),
        prepared.asTask(.optional) { _, context in
          _ = try await context.elicit("name", "Who?", schema: Question.schema)
        },
      ], writesLogs: true, limits: limits)
  }

  /// Works until the gate opens or it is cancelled.
  private static func job(_ gate: Journal) -> ServerTool {
    let schema: JSONValue = ["type": "object", "properties": ["label": ["type": "string"]]]
    return .make("job", schema: schema) { arguments, context in
      gate.note("started")
      await context.report(progress: 1)
      await context.log(.emergency, "log")
      await gate.reached("open")
      if Task.isCancelled {
        gate.note("cancelled")
        throw CancellationError()
      }
      return .text("job \(try arguments.optionalString("label") ?? "") \(context.wantsProgress)")
    }
  }
}

extension CoreBench {
  static let everything: JSONObject = {
    var object = Question.everything
    object["extensions"] = [TasksExtension.identifier: [:]]
    return object
  }()

  /// A modern request of a client that can do everything.
  @discardableResult
  func ask(
    _ method: String, _ params: JSONObject, as principal: Principal?,
    over route: ScriptedRoute = .init()
  ) async -> JSONValue {
    await ask(
      method, params, capabilities: Self.everything,
      meta: ["progressToken": "t", MetaKey.logLevel: "debug"], from: principal, over: route)
  }

  /// Calls a tool that becomes a task, and gives the task's id.
  func begin(
    _ tool: String, _ members: JSONObject = [:], as principal: Principal? = nil
  ) async -> String {
    var params = members
    params["name"] = .string(tool)
    let answer = await ask("tools/call", params, as: principal)
    await settle()
    return answer["result"]?["taskId"]?.string ?? ""
  }

  /// What `tasks/get` says of a task.
  func look(at id: String, as principal: Principal? = nil) async -> JSONValue {
    await ask("tasks/get", ["taskId": .string(id)], as: principal)
  }

  /// The same for a task of 2025-11-25.
  func look(at id: String, in conversation: any Conversation) async -> JSONValue {
    await ask("tasks/get", ["taskId": .string(id)], in: conversation)
  }

  /// Calls a tool as a task of 2025-11-25, and gives the task's id.
  func begin(
    _ tool: String, in conversation: any Conversation, task: JSONValue = [:],
    from principal: Principal? = nil
  ) async -> String {
    let answer = await ask(
      "tools/call", ["name": .string(tool), "task": task], in: conversation, from: principal)
    await settle()
    return answer["result"]?["task"]?["taskId"]?.string ?? ""
  }
}

extension JSONValue {
  /// The status of a task in a result.
  var status: String? { self["result"]?["status"]?.string }
}
