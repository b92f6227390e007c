import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

@Suite("Tasks of the extension", .timeLimit(.minutes(1)))
struct TaskExtensionTests {
  private static let lacking: JSONValue = [
    "requiredCapabilities": ["extensions": [TasksExtension.identifier: [:]]]
  ]

  @Test("a call becomes one, which can be looked at before the answer is there")
  func created() async throws {
    let bench = try CoreBench(.jobs())
    let answer = await bench.ask("tools/call", ["name": "job"], as: nil)
    let id = try #require(answer["result"]?["taskId"]?.string)
    #expect(id.count >= 20)
    #expect(
      answer["result"] == [
        "taskId": .string(id), "status": "working", "createdAt": "2023-11-14T22:13:20.000Z",
        "lastUpdatedAt": "2023-11-14T22:13:20.000Z", "ttlMs": 3_600_000, "pollIntervalMs": 500,
        "resultType": "task", "_meta": [MetaKey.serverInfo: ["name": "s", "version": "1"]],
      ])
    let look = await bench.look(at: id)
    #expect(look.status == "working" && look.resultType == "complete")
    for key in ["result", "error", "inputRequests", "requestState"] {
      #expect(look["result"]?[key] == nil, "\(key)")
    }
  }

  @Test("without the extension an optional one runs at once, a required one is refused")
  func undeclared() async throws {
    let bench = try CoreBench(.jobs())
    for (capabilities, has) in [
      ([:], false), (["extensions": [:]], false), (["extensions": ["other": [:]]], false),
      (["extensions": [TasksExtension.identifier: true]], false),
      (["tasks": [:]], false), (["extensions": [TasksExtension.identifier: [:]]], true),
    ] as [(JSONObject, Bool)] {
      let quick = await bench.ask(
        "tools/call", ["name": "quick"], capabilities: capabilities)
      #expect(quick.resultType == (has ? "task" : "complete"), "\(capabilities)")
      #expect(quick.text == (has ? nil : "quick"))
      let must = await bench.ask("tools/call", ["name": "must"], capabilities: capabilities)
      if has {
        #expect(must.resultType == "task")
      } else {
        check(must, .error(-32021))
        #expect(must["error"]?["data"] == Self.lacking)
      }
      check(
        await bench.ask("tools/call", ["name": "plain"], capabilities: capabilities),
        .result(["content": [["type": "text", "text": "plain"]]]))
    }
  }

  @Test(
    "its methods need the extension before anything else, then an id that is known",
    arguments: ["tasks/get", "tasks/update", "tasks/cancel"])
  func methods(method: String) async throws {
    let bench = try CoreBench(.jobs())
    let id = await bench.begin("job")
    for params: JSONObject in [[:], ["taskId": "gate-test"], ["taskId": .string(id)]] {
      let answer = await bench.ask(method, params, capabilities: Question.everything)
      check(answer, .error(-32021))
      #expect(answer["error"]?["data"] == Self.lacking)
    }
    for params: JSONObject in [[:], ["taskId": 7], ["taskId": "gate-test"], ["taskId": ""]] {
      check(await bench.ask(method, params, as: nil), .error(-32602))
    }
    for method in ["tasks/result", "tasks/list"] {
      check(await bench.ask(method, ["taskId": .string(id)], as: nil), .error(-32601))
    }
  }

  /// How a task of a tool ends: its status, and the member that brings the rest.
  private static let ends: [(tool: String, status: String, key: String, part: JSONValue)] = [
    ("must", "completed", "content", [["type": "text", "text": "must"]]),
    ("quick", "completed", "content", [["type": "text", "text": "quick"]]),
    ("failing", "completed", "isError", true), ("lying", "completed", "isError", true),
    ("refusing", "failed", "code", 4711),
  ]

  @Test(
    "an end is told with the whole result, or the error of the request", arguments: ends.indices)
  func ended(index: Int) async throws {
    let end = Self.ends[index]
    let bench = try CoreBench(.jobs())
    let look = await bench.look(at: await bench.begin(end.tool))
    #expect(look.status == end.status)
    let failed = end.status == "failed"
    #expect(look["result"]?[failed ? "error" : "result"]?[end.key] == end.part)
    #expect(look["result"]?[failed ? "result" : "error"] == nil)
    let meta = look["result"]?["result"]?["_meta"]
    #expect(meta?[MetaKey.relatedTask] == nil, "that is of the other kind of task")
  }

  @Test("a hint of the older kind means nothing")
  func hint() async throws {
    let bench = try CoreBench(.jobs())
    let hint: JSONObject = ["name": "job", "task": ["ttl": 1, "pollInterval": 1]]
    let answer = await bench.ask("tools/call", hint, as: nil)
    #expect(answer["result"]?["ttlMs"] == 3_600_000)
    bench.clock.advance(byMs: 1000)
    let id = answer["result"]?["taskId"]?.string ?? ""
    #expect(await bench.look(at: id).status == "working")
    let plain = await bench.ask("tools/call", ["name": "plain", "task": ["ttl": 1]], as: nil)
    #expect(plain.text == "plain")
  }

  @Test("arguments that do not fit make a result, not a task")
  func badArguments() async throws {
    let bench = try CoreBench(.jobs())
    let answer = await bench.ask(
      "tools/call", ["name": "job", "arguments": ["label": 1]], as: nil)
    check(answer, .failure("label"))
    #expect(answer.resultType == "complete")
    #expect(bench.core.counters()[1].value == 0)
  }

  @Test("its work sends neither progress nor logs, and gets its arguments")
  func silent() async throws {
    let gate = Journal()
    let bench = try CoreBench(.jobs(gate: gate))
    let route = ScriptedRoute()
    let call: JSONObject = ["name": "job", "arguments": ["label": "x"]]
    let answer = await bench.ask("tools/call", call, as: nil, over: route)
    gate.note("open")
    await bench.settle()
    let look = await bench.look(at: answer["result"]?["taskId"]?.string ?? "")
    #expect(look["result"]?["result"]?["content"]?[0]?["text"] == "job x false")
    #expect(route.sent.entries.isEmpty)
  }

  @Test("is cancelled with a bare acknowledgement, any number of times, and its work with it")
  func cancelled() async throws {
    let gate = Journal()
    let bench = try CoreBench(.jobs(gate: gate))
    let id = JSONValue.string(await bench.begin("job"))
    for _ in 0..<3 {
      check(await bench.ask("tasks/cancel", ["taskId": id], as: nil), .exactly([:]))
    }
    await bench.settle()
    #expect(gate.entries == ["started", "cancelled"])
    let look = await bench.look(at: id.string ?? "")
    #expect(look.status == "cancelled")
    #expect(look["result"]?["result"] == nil && look["result"]?["error"] == nil)
  }

  @Test("once it is over a cancellation changes nothing")
  func cancelledLate() async throws {
    let bench = try CoreBench(.jobs())
    let id = await bench.begin("must")
    check(await bench.ask("tasks/cancel", ["taskId": .string(id)], as: nil), .exactly([:]))
    #expect(await bench.look(at: id).status == "completed")
    check(
      await bench.ask(
        "tasks/update", ["taskId": .string(id), "inputResponses": ["x": [:]]], as: nil),
      .exactly([:]), "and neither do answers")
  }

  @Test("tells when it last changed")
  func updated() async throws {
    let gate = Journal()
    let bench = try CoreBench(.jobs(gate: gate))
    let id = await bench.begin("job")
    bench.clock.advance(byMs: 61_001)
    gate.note("open")
    await bench.settle()
    let look = await bench.look(at: id)["result"]
    #expect(look?["createdAt"] == "2023-11-14T22:13:20.000Z")
    #expect(look?["lastUpdatedAt"] == "2023-11-14T22:14:21.001Z")
  }

  // MARK: Bounds

  @Test("is kept for its time and no longer, and its work ends with it")
  func expiry() async throws {
    var limits = ServerLimits()
    limits.taskTimeToLiveMs = 1000
    let gate = Journal()
    let bench = try CoreBench(.jobs(gate: gate, limits: limits))
    let done = await bench.begin("must")
    let open = await bench.begin("job")
    bench.clock.advance(byMs: 1000)
    #expect(await bench.look(at: done).status == "completed")
    #expect(await bench.look(at: open).status == "working")
    bench.clock.advance(byMs: 1)
    for id in [done, open] { check(await bench.look(at: id), .error(-32602)) }
    await bench.settle()
    #expect(gate.entries.last == "cancelled")
    #expect(bench.core.counters()[1].value == 0)
  }

  @Test("there may be so many at once, finished ones included")
  func limit() async throws {
    var limits = ServerLimits()
    limits.maximumTasks = 2
    limits.taskTimeToLiveMs = 1000
    let bench = try CoreBench(.jobs(limits: limits))
    for _ in 0..<2 { #expect(await bench.begin("must") != "") }
    check(await bench.ask("tools/call", ["name": "must"], as: nil), .error(-32603))
    bench.clock.advance(byMs: 1001)
    #expect(await bench.begin("must") != "")
  }

  @Test("belongs to whom it was made for")
  func owners() async throws {
    let ann = Principal(subject: "ann", issuer: "https://id.example")
    let others = [
      nil, Principal(subject: "bob", issuer: "https://id.example"), Principal(subject: "ann"),
    ]
    let bench = try CoreBench(.jobs())
    let id = await bench.begin("job", as: ann)
    for other in others {
      check(await bench.look(at: id, as: other), .error(-32602))
      for method in ["tasks/cancel", "tasks/update"] {
        let params: JSONObject = ["taskId": .string(id), "inputResponses": [:]]
        check(await bench.ask(method, params, as: other), .error(-32602))
      }
    }
    #expect(await bench.look(at: id, as: ann).status == "working")
    let anybody = await bench.begin("job")
    check(await bench.look(at: anybody, as: ann), .error(-32602))
  }

  @Test("all end with the server")
  func stopped() async throws {
    let gate = Journal()
    let bench = try CoreBench(.jobs(gate: gate))
    _ = await bench.begin("job")
    bench.core.stop()
    await bench.settle()
    #expect(gate.entries == ["started", "cancelled"])
    #expect(bench.core.counters()[1].value == 0)
  }

  @Test("ids are never the same")
  func ids() async throws {
    let bench = try CoreBench(.jobs())
    var ids: Set<String> = []
    for _ in 0..<50 { ids.insert(await bench.begin("quick")) }
    #expect(ids.count == 50)
  }
}

@Suite("Questions of tasks of the extension", .timeLimit(.minutes(1)))
struct TaskQuestionTests {
  private static func update(
    _ bench: CoreBench, _ id: String, _ responses: JSONObject
  ) async {
    check(
      await bench.ask(
        "tasks/update", ["taskId": .string(id), "inputResponses": .object(responses)], as: nil),
      .exactly([:]))
    await bench.settle()
  }

  @Test("are shown while they are open, answers let it go on")
  func one() async throws {
    let bench = try CoreBench(.jobs())
    let id = await bench.begin("confirm")
    let open = await bench.look(at: id)
    #expect(open.status == "input_required")
    #expect(
      open.questions == [
        "ok": [
          "method": "elicitation/create",
          "params": ["message": "Sure?", "requestedSchema": Question.schema, "mode": "form"],
        ]
      ])
    await Self.update(bench, id, ["ok": .object(Question.form.answer)])
    let done = await bench.look(at: id)
    #expect(done.status == "completed" && done.questions == nil)
    #expect(done["result"]?["result"]?["content"]?[0]?["text"] == "accept Ann")
  }

  @Test(
    "stay open for answers that do not fit, or to nothing that was asked",
    arguments: [
      [:], ["unknown-key": ["ignored": true]], ["ok": 1], ["ok": nil], ["ok": []], ["ok": [:]],
      ["ok": ["action": "accept"]], ["ok": ["action": "accept", "content": ["name": ""]]],
      ["OK": ["action": "decline"]],
    ] as [JSONObject])
  func unfit(responses: JSONObject) async throws {
    let bench = try CoreBench(.jobs())
    let id = await bench.begin("confirm")
    await Self.update(bench, id, responses)
    let open = await bench.look(at: id)
    #expect(open.status == "input_required" && open.questions?.keys == ["ok"])
  }

  @Test("may be answered one by one")
  func several() async throws {
    for order in [["a", "b"], ["b", "a"]] {
      let bench = try CoreBench(.jobs())
      let id = await bench.begin("several")
      #expect(await bench.look(at: id).questions?.keys == ["a", "b"])
      let answers: JSONObject = [
        "a": .object(Question.form.answer), "b": .object(Question.roots.answer),
      ]
      await Self.update(bench, id, [order[0]: answers[order[0]] ?? nil, "x": 1])
      let half = await bench.look(at: id)
      #expect(half.status == "input_required" && half.questions?.keys == [order[1]])
      await Self.update(bench, id, [order[0]: 1, order[1]: answers[order[1]] ?? nil])
      let done = await bench.look(at: id)
      #expect(done["result"]?["result"]?["content"]?[0]?["text"] == "a b")
    }
  }

  @Test(
    "need answers by key",
    arguments: [[:], ["inputResponses": nil], ["inputResponses": []], ["inputResponses": 1]]
      as [JSONObject])
  func faults(members: JSONObject) async throws {
    let bench = try CoreBench(.jobs())
    let id = await bench.begin("confirm")
    var params = members
    params["taskId"] = .string(id)
    check(await bench.ask("tasks/update", params, as: nil), .error(-32602))
  }

  @Test("end with a cancellation, and late answers mean nothing")
  func cancelled() async throws {
    let bench = try CoreBench(.jobs())
    let id = await bench.begin("confirm")
    check(await bench.ask("tasks/cancel", ["taskId": .string(id)], as: nil), .exactly([:]))
    await Self.update(bench, id, ["ok": .object(Question.form.answer)])
    let look = await bench.look(at: id)
    #expect(look.status == "cancelled" && look.questions == nil)
  }

  @Test("that come first are asked of the call; their answers are there again in the task")
  func prepared() async throws {
    let bench = try CoreBench(.jobs())
    let first = await bench.ask("tools/call", ["name": "prepared"], as: nil)
    #expect(first.resultType == "input_required" && first.questions?.keys == ["name"])
    #expect(first["result"]?["taskId"] == nil)
    let wrong = await bench.ask(
      "tools/call", ["name": "prepared", "inputResponses": ["name": 1]], as: nil)
    #expect(wrong.resultType == "input_required")
    let second = await bench.ask(
      "tools/call",
      ["name": "prepared", "inputResponses": ["name": .object(Question.form.answer)]], as: nil)
    #expect(second.resultType == "task")
    #expect(second.requestState == nil && second.questions == nil)
    await bench.settle()
    let id = second["result"]?["taskId"]?.string ?? ""
    #expect(await bench.look(at: id).questions?.keys == ["more"], "the name is known")
    await Self.update(bench, id, ["more": .object(Question.roots.answer)])
    let done = await bench.look(at: id)
    #expect(done["result"]?["result"]?["content"]?[0]?["text"] == "Ann 1")
  }

  @Test("that the client cannot be asked fail the task, and say what it lacks")
  func unsupported() async throws {
    let bench = try CoreBench(.jobs())
    let capabilities: JSONObject = ["extensions": [TasksExtension.identifier: [:]], "roots": [:]]
    for tool in ["confirm", "several"] {
      let created = await bench.ask(
        "tools/call", ["name": .string(tool)], capabilities: capabilities)
      await bench.settle()
      let look = await bench.look(at: created["result"]?["taskId"]?.string ?? "")
      #expect(look.status == "failed", "\(tool) \(look)")
      #expect(look["result"]?["error"]?["code"] == -32021)
      #expect(
        look["result"]?["error"]?["data"] == ["requiredCapabilities": ["elicitation": [:]]])
    }
  }

  @Test("may also be thrown by the handler itself, with state, in any number of rounds")
  func thrown() async throws {
    let tool = ServerTool.makeImmediate { _, context in
      let round = context.state?.int ?? 0
      guard round < 3 else { return .text("done") }
      throw InputRequired([(key: "q\(round)", request: .roots)], state: .int(round + 1))
    }
    let bench = try CoreBench(.tools(tool.asTask(.optional)))
    let id = await bench.begin("tool")
    for round in 0..<3 {
      #expect(await bench.look(at: id).questions?.keys == ["q\(round)"])
      await Self.update(bench, id, ["q\(round)": .object(Question.roots.answer)])
    }
    let done = await bench.look(at: id)
    #expect(done["result"]?["result"]?["content"]?[0]?["text"] == "done", "\(done)")
  }

  @Test("asked again under a key get the answer that is known, if it fits")
  func repeated() async throws {
    let tool = ServerTool.make { _, context in
      var texts: [String] = []
      for schema: JSONValue in [[:], [:], Question.schema] {
        let answer = try await context.elicit("q", "?", schema: schema)
        texts.append(JSONWriter.string(.object(answer.content ?? [:])))
      }
      return .text(texts.joined(separator: " "))
    }
    let bench = try CoreBench(.tools(tool.asTask(.optional)))
    let id = await bench.begin("tool")
    await Self.update(bench, id, ["q": ["action": "accept", "content": ["name": ""]]])
    #expect(await bench.look(at: id).questions?.keys == ["q"], "it does not fit the third")
    await Self.update(bench, id, ["q": .object(Question.form.answer)])
    let done = await bench.look(at: id)
    #expect(
      done["result"]?["result"]?["content"]?[0]?["text"]
        == #"{"name":""} {"name":""} {"name":"Ann"}"#)
  }
}
