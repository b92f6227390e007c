import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// Tasks as the core of 2025-11-25 has them (mcp-protocol §8.1).
@Suite("Tasks that the caller asks for", .timeLimit(.minutes(1)))
struct CoreTaskTests {
  private static let revision = Revision.v2025_11_25

  private static func task(_ status: String, _ more: String = "") -> String {
    #"{"taskId":"tk","status":"\#(status)","createdAt":"c","lastUpdatedAt":"u","ttl":600000,"#
      + #""pollInterval":80\#(more)}"#
  }

  private static func server(_ states: String..., result: @escaping Script) -> Script {
    let looks = Counter()
    return { message in
      switch message.method {
      case "tools/call": [.answer(message, #"{"task":\#(task("working"))}"#)]
      case "tasks/get": [.answer(message, states[min(looks.next(), states.count) - 1])]
      case "tasks/result": result(message)
      case "tasks/list": [.answer(message, #"{"tasks":[\#(task("working")),7]}"#)]
      case "tasks/cancel": [.answer(message, task("cancelled"))]
      default: []
      }
    }
  }

  private static let done: Script = { [.answer($0, FakeServer.text("done"))] }

  @Test("a call is made a task, looked at, and its result fetched")
  func completed() async throws {
    for (wish, wire) in [
      (CallOptions.TaskRequest.kept, JSONValue.object([:])),
      (.keptFor(.seconds(60)), ["ttl": 60000]),
    ] {
      let bench = try ClientBench()
      let result = try await bench.meet(
        Self.revision,
        serve: Self.server(Self.task("working"), Self.task("completed"), result: Self.done)
      ) { try await $0.callTool("t", ["a": 1], options: .init(task: wish)) }
      #expect(result.joinedText == "done")
      #expect(
        await bench.methods.dropFirst(2) == [
          "tools/call", "tasks/get", "tasks/get", "tasks/result",
        ])
      let call = await bench.heard("tools/call").first
      #expect(call?.params?["task"] == wire)
      #expect(bench.clock.waits == [.milliseconds(80), .milliseconds(80)])
    }
  }

  @Test("a server that answers at once has made no task")
  func atOnce() async throws {
    let bench = try ClientBench()
    let result = try await bench.meet(Self.revision, serve: Self.done) {
      try await $0.callTool("t", options: .init(task: .kept))
    }
    #expect(result.joinedText == "done")
  }

  @Test("while input is wanted the result is asked for, so that questions can come")
  func inputRequired() async throws {
    let bench = try ClientBench()
    let held = Gathered<Heard>()
    let host = ClientHost(roots: { [] })
    let result = try await bench.meet(
      Self.revision, host: host,
      serve: Self.server(Self.task("input_required")) { message in
        held.append(message)
        return [.ask("9", "roots/list")]
      }
    ) { connection in
      async let call = connection.callTool("t", options: .init(timeout: .seconds(20), task: .kept))
      _ = await bench.hearsAnswer(to: "9")
      await bench.react(.answer(held.all[0], FakeServer.text("after")))
      return try await call
    }
    #expect(result.joinedText == "after")
  }

  @Test("a failed task gives what it failed with, a cancelled one says so")
  func ends() async throws {
    let bench = try ClientBench()
    let refused = try await bench.meet(
      Self.revision, serve: Self.server(Self.task("failed")) { [.refuse($0, -7)] }
    ) { connection in
      await failure { try await connection.callTool("t", options: .init(task: .kept)) }
    }
    guard case .refused(let error) = refused else {
      Issue.record("\(String(describing: refused))")
      return
    }
    #expect(error.code == -7)
    let cancelled = try await bench.meet(
      Self.revision,
      serve: Self.server(Self.task("cancelled", #","statusMessage":"m""#), result: Self.done)
    ) { connection in
      await failure { try await connection.callTool("t", options: .init(task: .kept)) }
    }
    #expect(cancelled == .taskCancelled(id: "tk", message: "m"))
  }

  @Test("progress goes on after the task is made, and ends with it")
  func progress() async throws {
    let bench = try ClientBench()
    let seen = Gathered<Double>()
    let token = Gathered<String>()
    let server = Self.server(Self.task("completed"), result: Self.done)
    @Sendable func step(_ progress: Int) -> Reaction {
      .notify(
        "notifications/progress",
        #"{"progressToken":\#(token.all.first ?? "0"),"progress":\#(progress)}"#)
    }
    try await bench.meet(
      Self.revision,
      serve: { message in
        if message.method == "tools/call" { token.append(message.token) }
        return server(message) + [step(seen.all.count + 1)]
      }
    ) { connection in
      _ = try await connection.callTool(
        "t", options: .init(progress: { seen.append($0.progress) }, task: .kept))
      await bench.react(step(9))
      await bench.settle()
    }
    #expect(seen.all == [1, 2])
  }

  @Test("a cancelled call gives its task up")
  func cancelled() async throws {
    let bench = try ClientBench()
    bench.clock.holdSleepers()
    let error = try await bench.meet(
      Self.revision, serve: Self.server(Self.task("working"), result: Self.done)
    ) { connection in
      let error = await withTaskGroup(of: ClientError?.self) { group in
        group.addTask {
          await failure { try await connection.callTool("t", options: .init(task: .kept)) }
        }
        await bench.hears("tools/call")
        await bench.settle()
        group.cancelAll()
        return await group.next() ?? nil
      }
      await bench.hears("tasks/cancel")
      return error
    }
    #expect(error?.localCode == .cancelled)
  }

  @Test("tasks can be listed, looked at, given up and waited for")
  func byThemselves() async throws {
    let bench = try ClientBench()
    try await bench.meet(
      Self.revision, serve: Self.server(Self.task("completed"), result: Self.done)
    ) { connection in
      let tasks = try await connection.listTasks()
      #expect(tasks.map(\.id) == ["tk"])
      try await connection.cancelTask("tk")
      let answer = try await connection.awaitTask(tasks[0])
      #expect(ToolResult(answer.value).joinedText == "done")
    }
  }

  @Test("what the server or the revision does not have is refused before it is sent")
  func refusals() async throws {
    let call: @Sendable (Connection) async throws -> Void = {
      _ = try await $0.callTool("t", options: .init(task: .kept))
    }
    let cases: [(Revision, String, @Sendable (Connection) async throws -> Void)] = [
      (.v2025_11_25, #"{"tools":{},"tasks":{"list":{}}}"#, call),
      (.v2025_11_25, #"{"tools":{}}"#, call), (.v2025_06_18, FakeServer.everything, call),
      (.v2026_07_28, FakeServer.everything, call),
      (.v2025_11_25, #"{"tasks":{}}"#, { _ = try await $0.listTasks() }),
      (.v2025_11_25, #"{"tasks":{}}"#, { try await $0.cancelTask("t") }),
      (.v2026_07_28, FakeServer.everything, { _ = try await $0.listTasks() }),
    ]
    for (revision, capabilities, call) in cases {
      let bench = try ClientBench()
      let error = try await bench.meet(revision, capabilities: capabilities) { connection in
        await failure { try await call(connection) }
      }
      #expect(error != nil)
      #expect(await bench.methods.allSatisfy { !$0.hasPrefix("tasks/") && $0 != "tools/call" })
    }
  }
}
