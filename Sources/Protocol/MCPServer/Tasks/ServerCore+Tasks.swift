import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ServerCore {
  /// Whether a call becomes a task: the server alone decides in the extension, the client in 2025-11-25.
  func becomesTask(_ tool: ServerTool, _ call: ServedCall) throws(JSONRPCError) -> Bool {
    if call.isModern {
      if TasksExtension.isDeclared(in: call.context.clientCapabilities) {
        return tool.taskSupport != .forbidden
      }
      if tool.taskSupport == .required { throw .missingCapability(TasksExtension.requirement) }
      return false
    }
    guard call.codec.revision.hasCoreTasks else {
      guard tool.taskSupport == .required else { return false }
      throw .invalidParams(
        "\(tool.name) runs only as a task, which revision \(call.codec.revision.name) has not")
    }
    let isAsked = call.params["task"]?.object != nil
    switch tool.taskSupport {
    case .forbidden where isAsked && definition.catalog.offers(.tasks):
      throw JSONRPCError(code: -32601, message: "\(tool.name) cannot run as a task")
    case .required where !isAsked:
      throw JSONRPCError(
        code: -32601, message: "\(tool.name) runs only as a task: add task to params")
    case .forbidden: return false
    default: return isAsked
    }
  }

  /// Makes a task of a call, once what it needs to know first has been asked.
  func startTask(
    _ tool: ServerTool, _ arguments: Arguments, _ call: ServedCall, _ context: RequestContext
  ) -> Reply {
    let work = Work(
      run: { context in
        try await tool.preparation?(arguments, context)
        return try self.begin(tool, arguments, call, context)
      },
      failed: {
        call.isModern
          ? .result(call.codec.toolResult(Self.toolFailure($0)))
          : Self.requestFailure("\(tool.name) could not begin as a task", $0)
      })
    return .later { await self.interact(call, context, work) }
  }

  private func begin(
    _ tool: ServerTool, _ arguments: Arguments, _ call: ServedCall, _ context: RequestContext
  ) throws(JSONRPCError) -> RawJSON {
    let hub = hub
    // Only 2025-11-25 lets the client say for how long.
    let asked = call.isModern ? nil : call.params["task"]?["ttl"]?.int
    let entry = try tasks.create(for: call.link.principal, askedTimeToLiveMs: asked) {
      hub.tell(.task($0))
    }
    _ = call.conversation?.update { $0.tasks.insert(entry.id).inserted }
    var context = context
    context.task = entry
    let taskContext = context
    // Owner: the entry, which cancels it when the task ends before its work.
    let runner = Task(executorPreference: loop) {
      entry.end(await self.ending(tool, arguments, taskContext, entry))
    }
    entry.start(runner)
    let members = entry.description(for: call.codec.revision).members(for: call.codec.revision)
    return call.isModern
      ? call.codec.result(members, type: "task") : call.codec.result(["task": .object(members)])
  }

  private func ending(
    _ tool: ServerTool, _ arguments: Arguments, _ context: RequestContext, _ entry: TaskEntry
  ) async -> TaskEntry.Ending {
    do {
      return .result(Self.checked(try await work(tool, arguments, context, entry), tool))
    } catch let error as JSONRPCError {
      return .error(error)
    } catch is CancellationError {
      return .cancelled
    } catch {
      return .result(Self.toolFailure(error))
    }
  }

  /// Runs a tool as a task. A handler that throws its questions itself begins anew with the answers, as it
  /// would without a task.
  private func work(
    _ tool: ServerTool, _ arguments: Arguments, _ start: RequestContext, _ entry: TaskEntry
  ) async throws -> ToolResult {
    var context = start
    let maximum = definition.limits.maximumRounds
    for round in 0...maximum {
      do {
        return try await Self.run(tool, arguments, context)
      } catch let need as InputRequired {
        if round == maximum { break }
        let answers = try await context.answers(to: need.questions, through: entry)
        context.answers.merge(answers) { _, new in new }
        context.state = need.state
      }
    }
    throw ToolFailure("gave up after \(maximum) rounds of questions")
  }

  // MARK: Methods

  private func entry(_ call: ServedCall) throws(JSONRPCError) -> TaskEntry {
    if call.isModern, !TasksExtension.isDeclared(in: call.context.clientCapabilities) {
      throw .missingCapability(TasksExtension.requirement)
    }
    let id = try call.string("taskId")
    guard let entry = tasks.find(id, for: call.link.principal) else {
      throw .invalidParams("there is no task \(id): it has expired, or never was")
    }
    return entry
  }

  func getTask(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    let entry = try entry(call)
    let revision = call.codec.revision
    return .now(
      .result(
        call.codec.result(
          call.isModern
            ? entry.details(call.codec) : entry.description(for: revision).members(for: revision))))
  }

  func updateTask(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    let entry = try entry(call)
    guard let responses = call.params["inputResponses"]?.object else {
      throw .invalidParams("tasks/update needs inputResponses: an object of answers by key")
    }
    var answers: [String: InputResponse] = [:]
    for member in responses.members {
      answers[member.key] = member.value.object.map { InputResponse($0) }
    }
    entry.provide(answers)
    return .now(.result(call.codec.result([:])))
  }

  func cancelTask(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    let entry = try entry(call)
    guard !call.isModern else {
      entry.end(.cancelled)
      return .now(.result(call.codec.result([:])))
    }
    let revision = call.codec.revision
    let status = entry.description(for: revision).status
    guard !status.isTerminal else {
      throw .invalidParams("the task \(entry.id) is over already: \(status.rawValue)")
    }
    entry.end(.cancelled)
    return .now(
      .result(call.codec.result(entry.description(for: revision).members(for: revision))))
  }

  // MARK: Core tasks of 2025-11-25

  func listTasks(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    guard let principal = call.link.principal else { throw .methodNotFound(call.method) }
    let revision = call.codec.revision
    return .now(
      .result(
        try list("tasks", tasks.all(for: principal), call) {
          .object($0.description(for: revision).members(for: revision))
        }))
  }

  /// Waits for the end of a task and gives exactly what the call would have given. Meanwhile what the task asks
  /// goes to the client over the stream of this request.
  func taskResult(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    let entry = try entry(call)
    let meta: JSONObject = [MetaKey.relatedTask: ["taskId": .string(entry.id)]]
    return .later {
      var rounds = 0
      while entry.ending == nil {
        let seen = entry.version
        // An answer that does not fit its question leaves it open: a client could go on like that for ever.
        if !entry.questions.isEmpty { rounds += 1 }
        if rounds > self.definition.limits.maximumRounds {
          entry.end(.result(.failure("gave up after \(rounds - 1) rounds of questions")))
        }
        for question in entry.questions {
          do {
            let answer = try await self.ask(
              question.request, through: call, call.context, meta: meta)
            entry.provide([question.key: answer])
          } catch {
            // Who no longer waits for the result has not refused to answer.
            if Task.isCancelled { break }
            entry.end(.result(Self.toolFailure(error)))
          }
        }
        if Task.isCancelled { break }
        if entry.ending == nil, entry.questions.isEmpty { await entry.change(since: seen) }
      }
      switch entry.ending {
      case .result(let result):
        var members = (try? call.codec.toolResult(result).parse())?.object ?? JSONObject()
        members["_meta"] = .object(meta)
        return .result(RawJSON(.object(members)))
      case .error(let error): return .error(error)
      case .cancelled, nil: return .error(.internalError("the task \(entry.id) was cancelled"))
      }
    }
  }
}
