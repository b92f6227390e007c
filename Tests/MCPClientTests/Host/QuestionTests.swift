import EventLoop
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// Results that want input first (mcp-protocol §4.7).
@Suite("Questions within a call", .timeLimit(.minutes(1)))
struct QuestionTests {
  private static let accepting = ClientHost(
    form: { _ in .elicitation(.accept, content: ["ok": true]) },
    url: { _ in .elicitation(.accept) },
    sample: { _ in .sample(.text("Paris"), model: "m") }, roots: { [Root(uri: "file:///srv")] })

  /// A server that answers the n-th call of `method` with the n-th result, and the rest with the last one.
  private static func rounds(_ results: String...) -> Script {
    let counter = Counter()
    return { message in
      let number = counter.next()
      return [.answer(message, results[min(number, results.count) - 1])]
    }
  }

  private static func calls(_ bench: ClientBench) async -> [JSONObject] {
    await bench.heard("tools/call").map { message in
      var object = message.params?.object ?? JSONObject()
      object["_meta"] = nil
      return object
    }
  }

  @Test("all questions are answered in one new request with the same arguments and the same state")
  func everyKind() async throws {
    let bench = try ClientBench()
    let questions =
      #"{"a":\#(FakeServer.form()),"b":{"method":"roots/list"},"c":{"method":"sampling/createMessage","#
      + #""params":{"messages":[],"maxTokens":5}},"d":{"method":"elicitation/create","params":"#
      + #"{"mode":"url","message":"m","url":"https://x.example/y"}}}"#
    let result = try await bench.meet(
      host: Self.accepting,
      serve: Self.rounds(
        FakeServer.inputRequired(questions, state: #""s\u00e9\/\ud83d\ude00""#),
        FakeServer.text("done"))
    ) { try await $0.callTool("t", ["x": .number(JSONNumber(1))]) }
    #expect(result.joinedText == "done")
    let calls = await Self.calls(bench)
    #expect(calls[0] == ["name": "t", "arguments": ["x": 1]])
    #expect(
      calls[1]["inputResponses"] == [
        "a": ["action": "accept", "content": ["ok": true]],
        "b": ["roots": [["uri": "file:///srv"]]],
        "c": [
          "role": "assistant", "content": ["type": "text", "text": "Paris"], "model": "m",
          "stopReason": "endTurn",
        ], "d": ["action": "accept"],
      ])
    #expect(calls[1]["arguments"] == calls[0]["arguments"])
    let lines = await bench.heard("tools/call").map(\.line)
    #expect(lines[1].contains(#""requestState":"s\u00e9\/\ud83d\ude00"}"#))
    #expect(!lines[0].contains("requestState"))
    let ids = await bench.heard("tools/call").map(\.id)
    #expect(Set(ids).count == 2)
  }

  @Test("without a state none is sent, and each round has its own answers and state")
  func states() async throws {
    let bench = try ClientBench()
    try await bench.meet(
      host: Self.accepting,
      serve: Self.rounds(
        FakeServer.inputRequired(#"{"one":\#(FakeServer.form())}"#),
        FakeServer.inputRequired(#"{"two":\#(FakeServer.form())}"#, state: #""b""#),
        FakeServer.inputRequired(#"{"three":\#(FakeServer.form())}"#), FakeServer.text("x"))
    ) { _ = try await $0.callTool("t") }
    let calls = await Self.calls(bench)
    #expect(
      calls.map { $0["inputResponses"]?.object?.keys ?? [] } == [[], ["one"], ["two"], ["three"]])
    #expect(calls.map { $0["requestState"]?.string } == [nil, nil, "b", nil])
  }

  @Test("the state is the member of that name, however it is written, and the last one of several")
  func findingTheState() async throws {
    for (members, state) in [
      (#""x":{"requestState":"in"},"requestState":"a" ,"requestState": "b""#, #""b""#),
      (#""request\u0053tate":"\u0061""#, #""\u0061""#),
    ] {
      let bench = try ClientBench()
      try await bench.meet(
        serve: Self.rounds(#"{"resultType":"input_required",\#(members)}"#, FakeServer.text("x"))
      ) { _ = try await $0.callTool("t") }
      let line = await bench.heard("tools/call").last?.line
      #expect(line?.contains(#""requestState":\#(state)}"#) == true)
    }
  }

  @Test("answers and state go into no other request")
  func noLeak() async throws {
    let bench = try ClientBench()
    let inside = Gathered<Connection>()
    let host = ClientHost(form: { _ in
      if let connection = inside.all.first { _ = try? await connection.callTool("other") }
      return .elicitation(.accept, content: ["ok": true])
    })
    let counter = Counter()
    try await bench.meet(
      host: host,
      serve: { message in
        if message.params?["name"] == "other" { return [.answer(message, FakeServer.text("o"))] }
        return counter.next() == 1
          ? [
            .answer(
              message, FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#, state: #""s""#))
          ] : [.answer(message, FakeServer.text("x"))]
      }
    ) { connection in
      inside.append(connection)
      _ = try await connection.callTool("t")
    }
    let calls = await Self.calls(bench)
    #expect(calls.map { $0["name"]?.string } == ["t", "other", "t"])
    #expect(calls[1] == ["name": "other", "arguments": [:]])
    #expect(calls[2]["requestState"] == "s")
  }

  @Test("prompts and resources may ask too")
  func otherMethods() async throws {
    let bench = try ClientBench()
    let asked = Gathered<String>()
    try await bench.meet(
      host: Self.accepting,
      serve: { message in
        guard asked.all.contains(message.method) else {
          asked.append(message.method)
          return [.answer(message, FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#))]
        }
        return [.answer(message, #"{"messages":[],"contents":[]}"#)]
      }
    ) { connection in
      _ = try await connection.getPrompt("p", ["a": "1"])
      _ = try await connection.readResource("a:b")
    }
    #expect(
      await bench.methods == [
        "server/discover", "prompts/get", "prompts/get", "resources/read", "resources/read",
      ])
    #expect(await bench.heard.last?.params?["inputResponses"]?["k"] != nil)
  }

  @Test("declining and cancelling are answers")
  func declined() async throws {
    for action in [InputResponse.Action.decline, .cancel] {
      let bench = try ClientBench()
      try await bench.meet(
        host: ClientHost(form: { _ in .elicitation(action) }),
        serve: Self.rounds(
          FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#), FakeServer.text("x"))
      ) { _ = try await $0.callTool("t") }
      let response = await Self.calls(bench).last?["inputResponses"]
      #expect(response == ["k": ["action": .string(action.rawValue)]])
    }
  }

  @Test("refused sampling or roots stop the call, and a failing host is told to the observer only")
  func refused() async throws {
    struct Secret: Error {}
    let cases: [(String, ClientHost, String, Int)] = [
      (
        #"{"method":"roots/list"}"#, ClientHost(roots: { throw InputRefusal("private") }),
        "private",
        0
      ),
      (
        #"{"method":"sampling/createMessage","params":{"messages":[],"maxTokens":1}}"#,
        ClientHost(sample: { _ in throw Secret() }), "the client failed to answer", 1
      ),
    ]
    for (question, host, reason, warnings) in cases {
      let bench = try ClientBench()
      let error = await #expect(throws: ClientError.self) {
        try await bench.meet(
          host: host, serve: Self.rounds(FakeServer.inputRequired(#"{"k":\#(question)}"#))
        ) { try await $0.callTool("t") }
      }
      guard case .inputRefused(_, let found) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(found == reason)
      #expect(await bench.heard("tools/call").count == 1)
      #expect(await bench.warnings.count == warnings)
    }
  }

  @Test("a call that is put off is made again after a while, and that counts")
  func shedding() async throws {
    let bench = try ClientBench()
    let answer = try await bench.meet(
      serve: Self.rounds(
        FakeServer.inputRequired(state: #""a""#), FakeServer.inputRequired("{}", state: #""b""#),
        FakeServer.text("x"))
    ) { try await $0.exchange("tools/call", ["name": "t"]) }
    #expect(answer.rounds == 2)
    #expect(bench.clock.waits == [.milliseconds(250), .milliseconds(250)])
    let calls = await Self.calls(bench)
    #expect(calls.map { $0["requestState"]?.string } == [nil, "a", "b"])
    #expect(calls.allSatisfy { $0["inputResponses"] == nil })
  }

  @Test("a server that never stops asking is stopped")
  func endless() async throws {
    for result in [
      FakeServer.inputRequired(state: #""a""#),
      FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#),
    ] {
      let bench = try ClientBench()
      await #expect(throws: ClientError.tooManyRounds(10)) {
        try await bench.meet(host: Self.accepting, serve: Self.rounds(result)) {
          try await $0.callTool("t")
        }
      }
      #expect(await bench.heard("tools/call").count == 11)
    }
  }

  @Test("each attempt has a progress token of its own")
  func tokens() async throws {
    let bench = try ClientBench()
    let seen = Gathered<Double>()
    let counter = Counter()
    try await bench.meet(
      host: Self.accepting,
      serve: { message in
        let progress = Reaction.notify(
          "notifications/progress", #"{"progressToken":\#(message.token),"progress":1}"#)
        return counter.next() == 1
          ? [
            progress,
            .answer(message, FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#)),
          ] : [progress, .answer(message, FakeServer.text("x"))]
      }
    ) { connection in
      _ = try await connection.callTool("t", options: .init(progress: { seen.append($0.progress) }))
    }
    let tokens = await bench.heard("tools/call").map(\.token)
    #expect(Set(tokens).count == 2)
    #expect(seen.all == [1, 1])
  }

  @Test(
    "questions that cannot be put to anybody end the call",
    arguments: [
      #"{"k":{"method":"tools/call","params":{}}}"#, #"{"k":{}}"#, #"{"k":7}"#, "[]",
      #"{"k":{"method":"elicitation/create","params":{"requestedSchema":{}}}}"#,
      #"{"k":{"method":"elicitation/create","params":{"message":"m"}}}"#,
      #"{"k":{"method":"elicitation/create","params":{"message":"m","requestedSchema":7}}}"#,
      #"{"k":{"method":"elicitation/create","params":{"mode":"video","message":"m"}}}"#,
      #"{"k":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"file:///x"}}}"#,
      #"{"k":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://"}}}"#,
      #"{"k":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"http://a\u001b[0m"}}}"#,
      #"{"k":{"method":"sampling/createMessage","params":{"messages":[],"maxTokens":0}}}"#,
      #"{"k":{"method":"sampling/createMessage"}}"#,
    ])
  func unusable(questions: String) async throws {
    let bench = try ClientBench()
    let error = await #expect(throws: ClientError.self) {
      try await bench.meet(
        host: Self.accepting, serve: Self.rounds(FakeServer.inputRequired(questions))
      ) { try await $0.callTool("t") }
    }
    guard case .invalid = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(await bench.heard("tools/call").count == 1)
  }

  @Test("a flood of questions ends the call before anybody is bothered")
  func flood() async throws {
    let bench = try ClientBench()
    let asked = Counter()
    let host = ClientHost(form: { _ in
      _ = asked.next()
      return .elicitation(.cancel)
    })
    let questions = (0...100).map { #""k\#($0)":\#(FakeServer.form())"# }.joined(separator: ",")
    let error = try await bench.meet(
      host: host, serve: Self.rounds(FakeServer.inputRequired("{\(questions)}"))
    ) { connection in await failure { try await connection.callTool("t") } }
    #expect(error == .invalid("the server asks 101 questions at once"))
    #expect(asked.value == 0)
  }

  @Test("a host is not asked what it did not declare")
  func undeclared() async throws {
    let bench = try ClientBench()
    await #expect(throws: ClientError.self) {
      try await bench.meet(
        serve: Self.rounds(FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#))
      ) { try await $0.callTool("t") }
    }
  }

  @Test("a result that wants input but says neither what nor for which state is no result")
  func empty() async throws {
    for result in [#"{"resultType":"input_required"}"#, FakeServer.inputRequired(state: "7")] {
      let bench = try ClientBench()
      let error = await #expect(throws: ClientError.self) {
        try await bench.meet(serve: Self.rounds(result)) { try await $0.callTool("t") }
      }
      guard case .invalid = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test("cancelling while a person answers ends the call without another request")
  func cancelled() async throws {
    let bench = try ClientBench()
    let asked = Counter()
    let host = ClientHost(form: { _ in
      _ = asked.next()
      try? await bench.loop.sleep(for: .seconds(60))
      return .elicitation(.cancel)
    })
    let questions = #"{"a":\#(FakeServer.form()),"b":\#(FakeServer.form())}"#
    let error = try await bench.meet(
      host: host, serve: Self.rounds(FakeServer.inputRequired(questions))
    ) { connection in
      await withTaskGroup(of: ClientError?.self) { group in
        group.addTask { await failure { try await connection.callTool("t") } }
        await bench.hears("tools/call")
        while asked.value == 0 { await bench.settle() }
        group.cancelAll()
        return await group.next() ?? nil
      }
    }
    #expect(error?.localCode == .cancelled)
    #expect(asked.value == 1)
    #expect(await bench.heard("tools/call").count == 1)
  }
}
