import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// Tasks as the extension of 2026-07-28 has them (mcp-protocol §8.2).
@Suite("Calls that become tasks", .timeLimit(.minutes(1)))
struct TaskExtensionTests {
  private static func task(_ status: String, _ more: String = "", type: String = "complete")
    -> String
  {
    #"{"resultType":"\#(type)","taskId":"tk","status":"\#(status)","createdAt":"c","#
      + #""lastUpdatedAt":"u","ttlMs":null\#(more)}"#
  }

  private static var following: ClientOptions {
    var options = ClientOptions()
    options.followsTasks = true
    return options
  }

  /// A server that makes a task of each call and shows it in these states, the last one for ever.
  private static func server(
    created: String = task("working", type: "task"), _ states: String...
  ) -> Script {
    let looks = Counter()
    return { message in
      switch message.method {
      case "tools/call": [.answer(message, created)]
      case "tasks/get": [.answer(message, states[min(looks.next(), states.count) - 1])]
      case "tasks/update", "tasks/cancel": [.answer(message, #"{"resultType":"complete"}"#)]
      default: []
      }
    }
  }

  private static let done = task(
    "completed", #","result":{"content":[{"type":"text","text":"done"}],"a":1.0}"#)

  @Test("a task is followed to its end, and its result is that of the call")
  func completed() async throws {
    let bench = try ClientBench()
    let seen = Gathered<TaskStatus>()
    let answer = try await bench.meet(
      options: Self.following,
      serve: Self.server(
        Self.task("working"), Self.task("working", #","pollIntervalMs":70"#), Self.done)
    ) { connection in
      try await connection.exchange(
        "tools/call", ["name": "t"], options: .init(taskChanged: { seen.append($0.status) }))
    }
    #expect(answer.raw.text == #"{"content":[{"type":"text","text":"done"}],"a":1.0}"#)
    #expect(seen.all == [.working, .working, .working, .completed])
    #expect(bench.clock.waits == [.seconds(1), .seconds(1), .milliseconds(70)])
    let looks = await bench.heard("tasks/get")
    #expect(looks.allSatisfy { $0.params?["taskId"] == "tk" })
    #expect(looks.allSatisfy { $0.meta?["io.modelcontextprotocol/protocolVersion"] != nil })
  }

  @Test("the server's pace is honoured within limits")
  func pace() async throws {
    for (wish, pause) in [
      (0, Duration.milliseconds(50)), (-9, .milliseconds(50)), (999_999_999, .seconds(60)),
    ] {
      let bench = try ClientBench()
      try await bench.meet(
        options: Self.following,
        serve: Self.server(
          created: Self.task("working", #","pollIntervalMs":\#(wish)"#, type: "task"), Self.done)
      ) { _ = try await $0.callTool("t") }
      #expect(bench.clock.waits == [pause])
    }
  }

  @Test(
    "a failed task is the server's error, a cancelled one says so, a tool's failure is a result")
  func ends() async throws {
    let cases: [(String, ClientError?)] = [
      (
        Self.task("failed", #","error":{"code":-5,"message":"bad"}"#),
        .refused(JSONRPCError(code: -5, message: "bad"))
      ),
      (
        Self.task("cancelled", #","statusMessage":"by admin""#),
        .taskCancelled(id: "tk", message: "by admin")
      ),
      (Self.task("failed"), .invalid("the task tk failed without an error")),
      (Self.task("completed"), .invalid("the task tk is completed without a result")),
      (Self.task("completed", #","result":{"content":[],"isError":true}"#), nil),
      (Self.task("odd"), .invalid("the answer to tasks/get does not describe the task tk")),
    ]
    for (state, expected) in cases {
      let bench = try ClientBench()
      let error = try await bench.meet(options: Self.following, serve: Self.server(state)) {
        connection in await failure { try await connection.callTool("t") }
      }
      #expect(error == expected)
      #expect(await bench.heard("tasks/cancel").isEmpty)
    }
  }

  @Test("questions of a task are answered once each")
  func questions() async throws {
    let bench = try ClientBench()
    let asked = Gathered<String>()
    let host = ClientHost(form: {
      asked.append($0.message)
      return .elicitation(.accept, content: ["ok": true])
    })
    func wanting(_ keys: String...) -> String {
      let requests = keys.map { #""\#($0)":\#(FakeServer.form($0))"# }.joined(separator: ",")
      return Self.task("input_required", #","inputRequests":{\#(requests)}"#)
    }
    try await bench.meet(
      host: host, options: Self.following,
      serve: Self.server(wanting("a", "b"), wanting("a", "b"), wanting("b", "c"), Self.done)
    ) { _ = try await $0.callTool("t") }
    #expect(asked.all == ["a", "b", "c"])
    let updates = await bench.heard("tasks/update").map {
      $0.params?["inputResponses"]?.object?.keys
    }
    #expect(updates == [["a", "b"], ["c"]])
    #expect(await bench.heard("tasks/update").allSatisfy { $0.params?["taskId"] == "tk" })
  }

  @Test("a task that asks for ever is given up")
  func endlessQuestions() async throws {
    let bench = try ClientBench()
    let host = ClientHost(form: { _ in .elicitation(.decline) })
    var options = Self.following
    options.limits.maximumQuestions = 5
    let looks = Counter()
    let error = try await bench.meet(
      host: host, options: options,
      serve: { message in
        switch message.method {
        case "tools/call": return [.answer(message, Self.task("working", type: "task"))]
        case "tasks/get":
          let question = #","inputRequests":{"k\#(looks.next())":\#(FakeServer.form())}"#
          return [.answer(message, Self.task("input_required", question))]
        default: return [.answer(message, "{}")]
        }
      }
    ) { connection in await failure { try await connection.callTool("t") } }
    #expect(error == .tooManyRounds(5))
    #expect(await bench.heard("tasks/update").count == 5)
  }

  @Test("a refused question gives the task up")
  func refused() async throws {
    let bench = try ClientBench()
    let host = ClientHost(roots: { throw InputRefusal("no") })
    let error = try await bench.meet(
      host: host, options: Self.following,
      serve: Self.server(
        Self.task("input_required", #","inputRequests":{"a":{"method":"roots/list"}}"#))
    ) { connection in
      let error = await failure { try await connection.callTool("t") }
      await bench.hears("tasks/cancel")
      return error
    }
    #expect(error == .inputRefused(method: "roots/list", reason: "no"))
  }

  @Test("a cancelled call gives its task up with tasks/cancel")
  func cancelled() async throws {
    let bench = try ClientBench()
    bench.clock.holdSleepers()
    let error = try await bench.meet(
      options: Self.following, serve: Self.server(Self.task("working"))
    ) { connection in
      let error = await withTaskGroup(of: ClientError?.self) { group in
        group.addTask { await failure { try await connection.callTool("t") } }
        await bench.hears("tools/call")
        await bench.settle()
        group.cancelAll()
        return await group.next() ?? nil
      }
      await bench.hears("tasks/cancel")
      return error
    }
    #expect(error?.localCode == .cancelled)
    #expect(await bench.heard("tasks/cancel").first?.params?["taskId"] == "tk")
    #expect(await bench.heard("notifications/cancelled").isEmpty)
  }

  @Test("a task that outlives its keeping has expired")
  func expired() async throws {
    let bench = try ClientBench()
    let created = Self.task("working", type: "task").replacing("null", with: "2500")
    let error = try await bench.meet(
      options: Self.following, serve: Self.server(created: created, Self.task("working"))
    ) { connection in await failure { try await connection.callTool("t") } }
    #expect(error == .taskExpired(id: "tk"))
    #expect(await bench.heard("tasks/get").count == 3)
  }

  @Test("a look may fail now and then, but not three times in a row")
  func failingLooks() async throws {
    for (failures, works) in [([1, 2, 4, 5], true), ([1, 2, 3], false)] {
      let bench = try ClientBench()
      let looks = Counter()
      let error = try await bench.meet(
        options: Self.following,
        serve: { message in
          guard message.method == "tasks/get" else {
            return [.answer(message, Self.task("working", type: "task"))]
          }
          let number = looks.next()
          if failures.contains(number) { return [.fail(message, .unreachable)] }
          return [.answer(message, number < 6 ? Self.task("working") : Self.done)]
        }
      ) { connection in await failure { try await connection.callTool("t") } }
      #expect((error == nil) == works)
    }
    let bench = try ClientBench()
    let error = try await bench.meet(
      options: Self.following,
      serve: { message in
        message.method == "tasks/get"
          ? [.refuse(message, -32602)] : [.answer(message, Self.task("working", type: "task"))]
      }
    ) { connection in await failure { try await connection.callTool("t") } }
    guard case .refused = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("a task may come after a question, and the extension is declared with every request")
  func composition() async throws {
    let bench = try ClientBench()
    let calls = Counter()
    let server = Self.server(Self.done)
    let host = ClientHost(form: { _ in .elicitation(.accept, content: ["ok": true]) })
    let answer = try await bench.meet(
      host: host, options: Self.following,
      serve: { message in
        message.method == "tools/call" && calls.next() == 1
          ? [.answer(message, FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#))]
          : server(message)
      }
    ) { try await $0.toolAnswer("t") }
    #expect(answer.rounds == 1)
    let declared = await bench.heard.map {
      $0.meta?["io.modelcontextprotocol/clientCapabilities"]?["extensions"]
    }
    #expect(declared.allSatisfy { $0 == ["io.modelcontextprotocol/tasks": [:]] })
  }

  @Test("tasks can be looked at, given up and waited for by themselves")
  func byThemselves() async throws {
    let bench = try ClientBench()
    let text = try await bench.meet(
      options: Self.following, serve: Self.server(Self.task("working"), Self.done)
    ) { connection in
      let task = try await connection.task("tk")
      #expect(task.status == .working)
      try await connection.cancelTask("tk")
      return ToolResult(try await connection.awaitTask(task).value).joinedText
    }
    #expect(text == "done")
    #expect(await bench.methods.dropFirst() == ["tasks/get", "tasks/cancel", "tasks/get"])
  }

  @Test("without the extension on both sides there are no tasks")
  func undeclared() async throws {
    for (options, capabilities) in [
      (ClientOptions(), FakeServer.everything), (Self.following, #"{"tools":{}}"#),
    ] {
      let bench = try ClientBench()
      let error = try await bench.meet(
        capabilities: capabilities, options: options, serve: { _ in [] }
      ) { connection in await failure { try await connection.task("tk") } }
      #expect(
        error
          == .notOffered(capability: "io.modelcontextprotocol/tasks", method: "tasks/get"))
    }
    let bench = try ClientBench()
    let error = try await bench.meet(serve: Self.server(Self.done)) { connection in
      await failure { try await connection.callTool("t") }
    }
    #expect(error == .invalid("the answer to tools/call is of the unknown kind \"task\""))
  }
}
