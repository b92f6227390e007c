import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Asking a client of the handshake era", .timeLimit(.minutes(1)))
struct LegacyBridgeTests {
  /// Answers every question rightly.
  static let willing: Peer.Script = { method, params in
    for question in Question.all where question.embedded["method"]?.string == method {
      if question.description == "url", params?["mode"] != "url" { continue }
      if question.description == "form", params?["mode"] == "url" { continue }
      return .result(.object(question.answer))
    }
    return .error(.methodNotFound(method))
  }

  /// The params of a question in a revision; nil when it cannot be asked there.
  static func params(of question: Question, in revision: Revision) -> JSONObject? {
    switch (question.description, revision) {
    case ("form", .v2025_06_18):
      var params = question.embedded["params"]?.object
      params?["mode"] = nil
      return params
    case ("form", .v2025_11_25), ("url", .v2025_11_25), ("sampling", _):
      return question.embedded["params"]?.object
    case ("roots", _): return [:]
    default: return nil
    }
  }

  @Test(
    "a question is a request of its own, and its answer goes on with the call",
    arguments: Revision.legacy)
  func asked(revision: Revision) async throws {
    for question in Question.all {
      guard let params = Self.params(of: question, in: revision) else { continue }
      try await connected(
        to: .asking(["q": question.request]), revision, capabilities: Question.everything,
        answering: Self.willing
      ) { peer in
        for (method, members) in ServerDefinition.askingRequests {
          let answer = await peer.ask(method, members)
          check(answer, .result([:]), "\(question) \(method)")
          #expect(JSONWriter.string(answer).contains("q={"))
          #expect(!JSONWriter.string(answer).contains("input"), "nothing of the modern era")
        }
        let told = peer.told(question.request.method).map { sent in
          var sent = sent.object ?? JSONObject()
          sent["elicitationId"] = nil
          return sent
        }
        #expect(told == [params, params, params], "\(question)")
      }
    }
  }

  @Test("a question belongs to the call it is asked for")
  func related() async throws {
    let bench = try CoreBench(.asking(["q": .roots]))
    let conversation = await bench.converse(.v2025_06_18, capabilities: Question.everything)
    let route = ScriptedRoute { _, _ in .result(RawJSON(["roots": []])) }
    let answer = await bench.ask("tools/call", ["name": "tool"], in: conversation, over: route)
    #expect(answer.text == #"q={"roots":[]}"#)
    #expect(route.sent.entries == [["method": "roots/list", "for": 1]])
  }

  @Test("an address to open has a name of its own, which cannot be guessed")
  func elicitationID() async throws {
    try await connected(
      to: .asking(["q": Question.url.request]), .v2025_11_25, capabilities: Question.everything,
      answering: Self.willing
    ) { peer in
      for _ in 0..<5 { await peer.ask("tools/call", ["name": "tool"]) }
      let ids = peer.told("elicitation/create").compactMap { $0["elicitationId"]?.string }
      #expect(Set(ids).count == 5)
      #expect(ids.allSatisfy { $0.count >= 20 })
    }
  }

  @Test("what the client cannot be asked fails the call, and nothing is asked")
  func unsupported() async throws {
    for (index, item) in RequiredCapabilityTests.cases.enumerated() {
      for revision in Revision.legacy {
        let exists =
          switch item.request {
          case .form: revision.elicitation != .none
          case .url: revision.elicitation == .formAndURL
          default: true
          }
        let isAsked = exists && item.lacking == nil
        try await connected(
          to: .asking(["q": item.request]), revision, capabilities: item.declared,
          answering: Self.willing
        ) { peer in
          let answer = await peer.ask("tools/call", ["name": "tool"])
          #expect(
            peer.told(item.request.method).isEmpty == !isAsked, "\(revision.name) case \(index)")
          if !isAsked { check(answer, .failure(item.request.kind.rawValue)) }
          let prompt = await peer.ask("prompts/get", ["name": "tool"])
          if !isAsked { check(prompt, .error(-32603)) }
        }
      }
    }
  }

  @Test("a client that refuses fails the call with its own words", arguments: Revision.legacy)
  func refused(revision: Revision) async throws {
    try await connected(
      to: .asking(["q": .roots]), revision, capabilities: Question.everything,
      answering: { _, _ in .error(JSONRPCError(code: -1, message: "not my roots")) }
    ) { peer in
      check(await peer.ask("tools/call", ["name": "tool"]), .failure("not my roots"))
      for (method, params) in ServerDefinition.askingRequests.dropFirst() {
        let answer = await peer.ask(method, params)
        check(answer, .error(-32603), method)
        #expect(answer["error"]?["message"]?.string?.contains("not my roots") == true)
      }
    }
  }

  @Test(
    "a client that does not answer fails the call",
    arguments: [SessionError.Code.closed, .deadlineExceeded, .overloaded])
  func unanswered(code: SessionError.Code) async throws {
    let bench = try CoreBench(.asking(["q": .roots]))
    let conversation = await bench.converse(.v2025_11_25, capabilities: Question.everything)
    let route = ScriptedRoute { _, _ in .failed(SessionError(code, "it did not work out")) }
    check(
      await bench.ask("tools/call", ["name": "tool"], in: conversation, over: route),
      .failure("it did not work out"))
    check(
      await bench.ask("resources/read", ["uri": "test://a"], in: conversation, over: route),
      .error(-32603))
  }

  @Test("an answer that is no object fails the call", arguments: [nil, 1, "x", []] as [JSONValue])
  func odd(answer: JSONValue) async throws {
    try await connected(
      to: .asking(["q": .roots]), .v2025_11_25, capabilities: Question.everything,
      answering: { _, _ in .result(answer) }
    ) { peer in
      check(await peer.ask("tools/call", ["name": "tool"]), .failure("no object"))
    }
  }

  @Test("a client without a way back fails the call at once")
  func noWayBack() async throws {
    let bench = try CoreBench(.asking(["q": .roots]))
    let conversation = await bench.converse(.v2025_11_25, capabilities: Question.everything)
    let route = ScriptedRoute { _, _ in .result(RawJSON(["roots": []])) }
    let answer = await bench.ask(
      "tools/call", ["name": "tool"], in: conversation, over: route, canCall: false)
    check(answer, .failure("cannot be asked"))
    #expect(route.sent.entries.isEmpty)
  }

  @Test("a client that hangs up while it is asked ends everything")
  func hangUp() async throws {
    let journal = Journal()
    let asking = ServerTool.make { _, context in
      .text("\(try await context.roots().count)")
    }
    try await connected(
      to: .tools(asking, .waiting(journal: journal)), .v2025_11_25,
      capabilities: Question.everything, answering: { _, _ in .hangUp }
    ) { peer in
      await peer.start("tools/call", ["name": "wait"])
      await journal.reached("started")
      await peer.start("tools/call", ["name": "tool"])
      await peer.heard.first { $0["method"] == "roots/list" }
    }
    #expect(journal.entries == ["started", "ended"], "every handler has come to its end")
  }

  @Test("an answer that does not fit is asked for again, the call then goes on as if it had fitted")
  func again() async throws {
    let answers = Journal()
    try await connected(
      to: .asking(["q": Question.form.request]), .v2025_11_25, capabilities: Question.everything,
      answering: { _, _ in
        answers.note("asked")
        return .result(
          answers.entries.count < 3
            ? ["action": "accept", "content": ["name": ""]] : .object(Question.form.answer))
      }
    ) { peer in
      let answer = await peer.ask("tools/call", ["name": "tool"])
      #expect(answer.text == #"q={"action":"accept","content":{"name":"Ann"}}"#)
      #expect(answers.entries.count == 3)
    }
  }

  @Test("rounds of questions have an end", arguments: [1, 2, 8])
  func rounds(maximum: Int) async throws {
    var limits = ServerLimits()
    limits.maximumRounds = maximum
    let definition = ServerDefinition.asking(["q": Question.form.request], limits: limits)
    try await connected(
      to: definition, .v2025_06_18, capabilities: Question.everything,
      answering: { _, _ in .result(["action": "accept"]) }
    ) { peer in
      check(await peer.ask("tools/call", ["name": "tool"]), .failure("\(maximum) rounds"))
      #expect(peer.told("elicitation/create").count == maximum)
      check(await peer.ask("prompts/get", ["name": "tool"]), .error(-32603))
    }
  }

  @Test("as many rounds as there may be are enough for a handler that needs as many")
  func lastRound() async throws {
    var limits = ServerLimits()
    limits.maximumRounds = 3
    let tool = ServerTool.make { _, context in
      for key in ["a", "b", "c"] { _ = try await context.roots(key) }
      return .text("done")
    }
    try await connected(
      to: .tools(tool, limits: limits), .v2025_11_25, capabilities: Question.everything,
      answering: Self.willing
    ) { peer in
      #expect(await peer.ask("tools/call", ["name": "tool"]).text == "done")
      #expect(peer.told("roots/list").count == 3)
    }
  }

  @Test("several questions are asked one after the other, the handler begins anew with all answers")
  func several() async throws {
    let runs = Journal()
    let tool = ServerTool.make { _, context in
      runs.note(context.state ?? .null)
      let answers = try await context.ask(
        ["a": Question.sampling.request, "b": .roots, "c": Question.form.request], state: "kept")
      return .text(answers.keys.sorted().joined())
    }
    try await connected(
      to: .tools(tool), .v2025_11_25, capabilities: Question.everything, answering: Self.willing
    ) { peer in
      #expect(await peer.ask("tools/call", ["name": "tool"]).text == "abc")
      let asked = peer.heard.entries.compactMap { $0["method"]?.string }
      #expect(asked == ["sampling/createMessage", "roots/list", "elicitation/create"])
      #expect(runs.entries == [nil, "kept"])
    }
  }

  @Test("a person's no is an answer here too", arguments: ["decline", "cancel"])
  func declined(action: String) async throws {
    try await connected(
      to: .asking(["q": Question.form.request]), .v2025_06_18, capabilities: Question.everything,
      answering: { _, _ in .result(["action": .string(action)]) }
    ) { peer in
      #expect(
        await peer.ask("tools/call", ["name": "tool"]).text == #"q={"action":"\#(action)"}"#)
    }
  }

  @Test("answers and state of the modern era mean nothing here")
  func modernMembers() async throws {
    try await connected(
      to: .asking(["q": Question.form.request]), .v2025_11_25, capabilities: Question.everything,
      answering: { _, _ in .result(["action": "cancel"]) }
    ) { peer in
      let answer = await peer.ask(
        "tools/call",
        [
          "name": "tool", "inputResponses": ["q": .object(Question.form.answer)],
          "requestState": 7,
        ])
      #expect(answer.text == #"q={"action":"cancel"}"#)
    }
  }

  @Test("giving up the call takes back the question")
  func cancelled() async throws {
    try await connected(
      to: .asking(["q": .roots]), .v2025_11_25, capabilities: Question.everything
    ) { peer in
      let call = await peer.start("tools/call", ["name": "tool"])
      let question = await peer.heard.first { $0["method"] == "roots/list" }
      await peer.cancel(call)
      let taken = await peer.heard.first { $0["method"] == "notifications/cancelled" }
      #expect(taken?["params"]?["requestId"] == question?["id"])
      let count = peer.heard.entries.count
      await peer.say(["jsonrpc": "2.0", "id": question?["id"] ?? .null, "result": ["roots": []]])
      await peer.settle()
      #expect(peer.heard.entries.count == count, "nothing comes after that")
    }
  }
}
