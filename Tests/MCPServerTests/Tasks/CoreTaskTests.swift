import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

@Suite("Tasks of 2025-11-25", .timeLimit(.minutes(1)))
struct CoreTaskTests {
  private static let related = MetaKey.relatedTask

  private static func open(
    _ bench: CoreBench, from principal: Principal? = nil, hearing told: Journal = Journal()
  ) async -> any Conversation {
    await bench.converse(
      .v2025_11_25, capabilities: Question.everything, from: principal, hearing: told)
  }

  private static func ask(
    _ bench: CoreBench, _ method: String, _ id: String, in conversation: any Conversation,
    over route: ScriptedRoute = .init()
  ) async -> JSONValue {
    await bench.ask(method, ["taskId": .string(id)], in: conversation, over: route)
  }

  @Test("a call becomes one when its client says so")
  func created() async throws {
    let bench = try CoreBench(.jobs())
    let session = await Self.open(bench)
    let answer = await bench.ask(
      "tools/call", ["name": "job", "task": [:]], in: session)
    let id = try #require(answer["result"]?["task"]?["taskId"])
    let task: JSONValue = [
      "taskId": id, "status": "working", "createdAt": "2023-11-14T22:13:20.000Z",
      "lastUpdatedAt": "2023-11-14T22:13:20.000Z", "ttl": 3_600_000, "pollInterval": 500,
    ]
    #expect(answer["result"] == ["task": task])
    #expect(await bench.look(at: id.string ?? "", in: session)["result"] == task)
  }

  private static let supports: [(tool: String, task: JSONValue?, expected: Expectation?)] = [
    ("plain", nil, .result(["content": [["type": "text", "text": "plain"]]])),
    ("plain", [:], .error(-32601)), ("plain", ["ttl": 5], .error(-32601)),
    ("quick", nil, .result(["content": [["type": "text", "text": "quick"]]])), ("quick", [:], nil),
    ("must", nil, .error(-32601)), ("must", [:], nil),
  ]

  @Test("a call may, must or must not be one", arguments: supports.indices)
  func support(index: Int) async throws {
    let (tool, task, expected) = Self.supports[index]
    let bench = try CoreBench(.jobs())
    let session = await Self.open(bench)
    var params: JSONObject = ["name": .string(tool)]
    params["task"] = task
    let answer = await bench.ask("tools/call", params, in: session)
    if let expected { check(answer, expected) } else { #expect(answer["result"]?["task"] != nil) }
  }

  @Test("in a server without any, and in other revisions, the wish for one means nothing")
  func ignored() async throws {
    let server = try CoreBench(.tools(.make { _, _ in .text("plain") }))
    let session = await Self.open(server)
    let call: JSONObject = ["name": "tool", "task": [:]]
    #expect(await server.ask("tools/call", call, in: session).text == "plain")
    let bench = try CoreBench(.jobs())
    for revision in [Revision.v2024_11_05, .v2025_03_26, .v2025_06_18] {
      let older = await bench.converse(revision)
      let quick = await bench.ask("tools/call", ["name": "quick", "task": [:]], in: older)
      #expect(quick.text == "quick", "\(revision.name)")
      check(
        await bench.ask("tools/call", ["name": "must", "task": [:]], in: older), .error(-32602))
      for method in ["tasks/get", "tasks/result", "tasks/list", "tasks/cancel"] {
        check(await bench.ask(method, ["taskId": "x"], in: older), .error(-32601))
      }
    }
  }

  @Test(
    "is kept as long as its client asks, up to a limit",
    arguments: [
      ([:], 1000), (["ttl": nil], 1000), (["ttl": 400], 400), (["ttl": 1000], 1000),
      (["ttl": 5000], 1000), (["ttl": 0], 1), (["ttl": -5], 1), (["ttl": "long"], 1000),
    ] as [(JSONValue, Int)])
  func timeToLive(task: JSONValue, kept: Int) async throws {
    var limits = ServerLimits()
    limits.taskTimeToLiveMs = 1000
    let bench = try CoreBench(.jobs(limits: limits))
    let session = await Self.open(bench)
    let id = await bench.begin("quick", in: session, task: task)
    #expect(await bench.look(at: id, in: session)["result"]?["ttl"]?.int == kept)
    bench.clock.advance(byMs: Int64(kept))
    check(await bench.look(at: id, in: session), .result([:]))
    bench.clock.advance(byMs: 1)
    for method in ["tasks/get", "tasks/result", "tasks/cancel"] {
      check(await Self.ask(bench, method, id, in: session), .error(-32602), method)
    }
  }

  /// How a task of a tool ends: its status, and its result or error without `_meta`.
  private static let ends: [(tool: String, status: String, expected: Expectation)] = [
    ("must", "completed", .result(["content": [["type": "text", "text": "must"]]])),
    ("quick", "completed", .result(["content": [["type": "text", "text": "quick"]]])),
    ("failing", "failed", .failure("no luck")), ("lying", "failed", .failure("output schema")),
    ("refusing", "failed", .error(4711)),
  ]

  @Test("an end is what the call would have given, and names its task", arguments: ends.indices)
  func ended(index: Int) async throws {
    let (tool, status, expected) = Self.ends[index]
    let bench = try CoreBench(.jobs())
    let session = await Self.open(bench)
    let id = await bench.begin(tool, in: session)
    #expect(await bench.look(at: id, in: session).status == status)
    for _ in 0..<2 {
      let answer = await Self.ask(bench, "tasks/result", id, in: session)
      check(answer, expected)
      if answer["result"] != nil {
        #expect(answer["result"]?["_meta"] == [Self.related: ["taskId": .string(id)]])
      }
    }
  }

  @Test("its result is waited for, by any number of requests")
  func waiting() async throws {
    let gate = Journal()
    let bench = try CoreBench(.jobs(gate: gate))
    let session = await Self.open(bench)
    let id = await bench.begin("job", in: session)
    async let first = Self.ask(bench, "tasks/result", id, in: session)
    async let second = Self.ask(bench, "tasks/result", id, in: session)
    await bench.settle()
    gate.note("open")
    for answer in await [first, second] { #expect(answer.text == "job  false") }
  }

  @Test("is cancelled once; then it is over")
  func cancelled() async throws {
    let gate = Journal()
    let bench = try CoreBench(.jobs(gate: gate))
    let session = await Self.open(bench)
    let id = await bench.begin("job", in: session)
    async let waiting = Self.ask(bench, "tasks/result", id, in: session)
    await bench.settle()
    let answer = await Self.ask(bench, "tasks/cancel", id, in: session)
    check(answer, .result(["taskId": .string(id), "status": "cancelled"]))
    check(await waiting, .error(-32603))
    check(await Self.ask(bench, "tasks/cancel", id, in: session), .error(-32602))
    check(await Self.ask(bench, "tasks/result", id, in: session), .error(-32603))
    let done = await bench.begin("must", in: session)
    check(await Self.ask(bench, "tasks/cancel", done, in: session), .error(-32602))
    await bench.settle()
    #expect(gate.entries == ["started", "cancelled"])
  }

  @Test("tells the session that made it, and no other, where it stands")
  func statuses() async throws {
    let bench = try CoreBench(.jobs())
    let told = [Journal(), Journal()]
    let session = await Self.open(bench, hearing: told[0])
    _ = await Self.open(bench, hearing: told[1])
    let id = await bench.begin("confirm", in: session)
    _ = await Self.ask(bench, "tasks/cancel", id, in: session)
    await bench.settle()
    #expect(
      told[0].entries.map { $0["params"]?["status"]?.string } == ["input_required", "cancelled"])
    for entry in told[0].entries {
      #expect(entry["method"] == "notifications/tasks/status")
      #expect(entry["params"]?["taskId"]?.string == id)
      #expect(
        entry["params"]?.object?.keys == [
          "taskId", "status", "createdAt", "lastUpdatedAt", "ttl", "pollInterval",
        ])
    }
    #expect(told[1].entries.isEmpty)
  }

  @Test("arguments that do not fit are an error, since a task was asked for")
  func badArguments() async throws {
    let bench = try CoreBench(.jobs())
    let session = await Self.open(bench)
    let call: JSONObject = ["name": "job", "arguments": ["label": 1], "task": [:]]
    check(await bench.ask("tools/call", call, in: session), .error(-32602))
  }

  @Test("cannot begin when what must be known first cannot be asked; that is an error, too")
  func unprepared() async throws {
    let bench = try CoreBench(.jobs())
    let session = await bench.converse(.v2025_11_25)
    let call: JSONObject = ["name": "prepared", "task": [:]]
    let answer = await bench.ask("tools/call", call, in: session)
    #expect(answer["error"]?["message"]?.string?.contains("elicitation") == true, "\(answer)")
  }

  @Test("is listed for whom it belongs to, in pages, oldest first")
  func listed() async throws {
    var limits = ServerLimits()
    limits.pageSize = 2
    let bench = try CoreBench(.jobs(limits: limits))
    let ann = Principal(subject: "ann")
    let bob = Principal(subject: "bob")
    let session = await Self.open(bench, from: ann)
    var ids: [String] = []
    for _ in 0..<3 {
      ids.append(await bench.begin("quick", in: session, from: ann))
      bench.clock.advance(byMs: 1)
    }
    let first = await bench.ask("tasks/list", in: session, from: ann)["result"]
    #expect(first?["tasks"]?.array?.compactMap { $0["taskId"]?.string } == Array(ids.prefix(2)))
    let cursor = try #require(first?["nextCursor"])
    let second = await bench.ask("tasks/list", ["cursor": cursor], in: session, from: ann)["result"]
    #expect(second?["tasks"]?.array?.compactMap { $0["taskId"]?.string } == [ids[2]])
    #expect(second?["nextCursor"] == nil)
    #expect(await bench.ask("tasks/list", in: session, from: bob)["result"] == ["tasks": []])
    check(
      await bench.ask("tasks/get", ["taskId": .string(ids[0])], in: session, from: bob),
      .error(-32602))
  }

  // MARK: Questions

  @Test("its questions go to the client over the request that waits for it, and name it")
  func asked() async throws {
    let bench = try CoreBench(.jobs())
    let session = await Self.open(bench)
    let id = await bench.begin("several", in: session)
    #expect(await bench.look(at: id, in: session).status == "input_required")
    let route = ScriptedRoute { method, _ in
      .result(RawJSON(.object((method == "roots/list" ? Question.roots : .form).answer)))
    }
    let answer = await Self.ask(bench, "tasks/result", id, in: session, over: route)
    #expect(answer.text == "a b")
    let meta: JSONValue = [Self.related: ["taskId": .string(id)]]
    #expect(
      route.sent.entries == [
        [
          "method": "elicitation/create",
          "params": [
            "message": "Who?", "requestedSchema": Question.schema, "mode": "form", "_meta": meta,
          ], "for": 1,
        ], ["method": "roots/list", "params": ["_meta": meta], "for": 1],
      ])
  }

  @Test("a question that comes while its end is waited for is asked at once")
  func askedLater() async throws {
    let gate = Journal()
    let tool = ServerTool.make { _, context in
      await gate.reached("open")
      return .text("\(try await context.roots().count)")
    }
    let bench = try CoreBench(.tools(tool.asTask(.optional)))
    let session = await Self.open(bench)
    let id = await bench.begin("tool", in: session)
    let route = ScriptedRoute { _, _ in .result(RawJSON(.object(Question.roots.answer))) }
    async let waiting = Self.ask(bench, "tasks/result", id, in: session, over: route)
    await bench.settle()
    gate.note("open")
    #expect(await waiting.text == "1")
  }

  @Test("a question that is refused, or cannot be asked, fails the task and ends its work")
  func refused() async throws {
    let ended = Journal()
    let tool = ServerTool.make { _, context in
      do { _ = try await context.roots() } catch { ended.note(.bool(Task.isCancelled)) }
      return .text("")
    }
    for (capabilities, word) in [(Question.everything, "not mine"), ([:], "roots")] {
      let bench = try CoreBench(.tools(tool.asTask(.optional)))
      let session = await bench.converse(.v2025_11_25, capabilities: capabilities)
      let id = await bench.begin("tool", in: session)
      let route = ScriptedRoute { _, _ in .error(JSONRPCError(code: -1, message: "not mine")) }
      let answer = await Self.ask(bench, "tasks/result", id, in: session, over: route)
      check(answer, .failure(word))
      #expect(await bench.look(at: id, in: session).status == "failed")
    }
    #expect(ended.entries == [true, true])
  }

  @Test("a question that is never answered rightly is not asked for ever")
  func rounds() async throws {
    var limits = ServerLimits()
    limits.maximumRounds = 3
    let bench = try CoreBench(.jobs(limits: limits))
    let session = await Self.open(bench)
    let id = await bench.begin("confirm", in: session)
    let asked = Journal()
    let route = ScriptedRoute { _, _ in
      asked.note(1)
      return asked.entries.count > 20
        ? .failed(SessionError(.closed, "enough")) : .result(RawJSON(["action": "accept"]))
    }
    check(
      await Self.ask(bench, "tasks/result", id, in: session, over: route), .failure("3 rounds"))
    #expect(asked.entries.count == 3)
  }

  @Test("giving up the waiting while a question is open leaves the question open")
  func abandonedWhileAsked() async throws {
    try await connected(to: .jobs(), .v2025_11_25, capabilities: Question.everything) { peer in
      let call = await peer.ask("tools/call", ["name": "confirm", "task": [:]])
      let id = try #require(call["result"]?["task"]?["taskId"])
      let waiting = await peer.start("tasks/result", ["taskId": id])
      await peer.heard.first { $0["method"] == "elicitation/create" }
      await peer.cancel(waiting)
      await peer.settle()
      #expect(await peer.ask("tasks/get", ["taskId": id]).status == "input_required")
    }
  }

  @Test("giving up the waiting leaves the task as it is")
  func abandoned() async throws {
    let gate = Journal()
    try await connected(
      to: .jobs(gate: gate), .v2025_11_25, capabilities: Question.everything
    ) { peer in
      let call = await peer.ask("tools/call", ["name": "job", "task": [:]])
      let id = try #require(call["result"]?["task"]?["taskId"])
      let waiting = await peer.start("tasks/result", ["taskId": id])
      await peer.settle()
      await peer.cancel(waiting)
      await peer.settle()
      #expect(await peer.ask("tasks/get", ["taskId": id]).status == "working")
      gate.note("open")
      #expect(await peer.ask("tasks/result", ["taskId": id]).text == "job  false")
      #expect(!peer.heard.entries.contains { $0["id"] == waiting.value })
    }
  }
}
