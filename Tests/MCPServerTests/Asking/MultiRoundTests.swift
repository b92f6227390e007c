import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Asking a modern client", .timeLimit(.minutes(1)))
struct MultiRoundTests {
  private static func one(_ question: Question) -> ServerDefinition {
    .asking(["q": question.request])
  }

  @Test(
    "a question is part of the result, and the answer of the next request", arguments: Question.all)
  func single(question: Question) async throws {
    let bench = try CoreBench(Self.one(question))
    for (method, params) in ServerDefinition.askingRequests {
      let first = await bench.ask(method, params, capabilities: Question.everything)
      #expect(
        first["result"] == [
          "inputRequests": ["q": question.embedded], "resultType": "input_required",
          "_meta": [MetaKey.serverInfo: ["name": "s", "version": "1"]],
        ], "\(method)")
      var again = params
      again["inputResponses"] = ["q": .object(question.answer)]
      let second = await bench.ask(method, again, capabilities: Question.everything)
      #expect(second.resultType == "complete", "\(method) \(second)")
      #expect(
        JSONWriter.string(second).contains("q={"), "the handler has the answer: \(second)")
    }
  }

  private static let wrongAnswers: [(question: Question, answers: [JSONValue?])] = [
    (
      .form,
      [
        nil, .some(nil), 12345, "Ann", [], [:], ["action": "agree"], ["action": 1],
        ["action": "accept"], ["action": "accept", "content": nil],
        ["action": "accept", "content": ["name": 1]],
        ["action": "accept", "content": ["name": ""]],
        ["action": "accept", "content": [:]], ["content": ["name": "Ann"]],
      ]
    ),
    (.url, [nil, .some(nil), 1, [:], ["action": "opened"]]),
    (.sampling, [nil, .some(nil), 1, [:], ["role": "assistant"], ["content": []]]),
    (.roots, [nil, .some(nil), 1, [], [:], ["roots": [:]], ["roots": nil]]),
  ]

  @Test("an answer that is missing or wrong is asked for again", arguments: wrongAnswers.indices)
  func wrong(index: Int) async throws {
    let (question, answers) = Self.wrongAnswers[index]
    let bench = try CoreBench(Self.one(question))
    for answer in answers {
      var responses: JSONObject = ["wrong_key": ["action": "accept", "content": ["name": "x"]]]
      responses["q"] = answer
      let again = await bench.ask(
        "tools/call", ["name": "tool", "inputResponses": .object(responses)],
        capabilities: Question.everything)
      #expect(again.resultType == "input_required", "\(String(describing: answer)) \(again)")
      #expect(again.questions == ["q": question.embedded])
    }
  }

  @Test("answers may come with the first request, and others beside them mean nothing")
  func early() async throws {
    let bench = try CoreBench(Self.one(.form))
    let answer = await bench.ask(
      "tools/call",
      [
        "name": "tool",
        "inputResponses": [
          "x": 1, "q": .object(Question.form.answer), "y": ["action": "accept"],
        ],
      ], capabilities: Question.everything)
    #expect(answer.text == #"q={"action":"accept","content":{"name":"Ann"}}"#)
  }

  @Test("a person's no is an answer", arguments: ["decline", "cancel"])
  func refusal(action: String) async throws {
    for question in [Question.form, .url] {
      let bench = try CoreBench(Self.one(question))
      let answer = await bench.ask(
        "tools/call", ["name": "tool", "inputResponses": ["q": ["action": .string(action)]]],
        capabilities: Question.everything)
      #expect(answer.text == #"q={"action":"\#(action)"}"#)
    }
  }

  @Test(
    "answers that are no object, and a state that is no text, are faults of the params",
    arguments: [
      ["inputResponses": nil], ["inputResponses": 1], ["inputResponses": []],
      ["requestState": nil], ["requestState": 1], ["requestState": [:]], ["requestState": ""],
    ] as [JSONObject])
  func faults(members: JSONObject) async throws {
    let bench = try CoreBench(Self.one(.form))
    for (method, params) in ServerDefinition.askingRequests {
      let answer = await bench.ask(
        method, JSONObject(params.members + members.members), capabilities: Question.everything)
      check(answer, .error(-32602), method)
    }
  }

  @Test("several questions come at once; what was answered is kept, sealed, while others are open")
  func several() async throws {
    let bench = try CoreBench(
      .asking([
        "a": Question.form.request, "b": Question.sampling.request, "c": Question.roots.request,
      ]))
    func ask(_ responses: JSONObject, _ state: JSONValue? = nil) async -> JSONValue {
      var params: JSONObject = ["name": "tool", "inputResponses": .object(responses)]
      params["requestState"] = state
      return await bench.ask("tools/call", params, capabilities: Question.everything)
    }
    let first = await ask([:])
    #expect(
      first.questions == [
        "a": Question.form.embedded, "b": Question.sampling.embedded, "c": Question.roots.embedded,
      ])
    #expect(first.requestState == nil, "nothing to keep")
    let second = await ask(["b": .object(Question.sampling.answer)])
    #expect(second.questions?.keys == ["a", "c"])
    let third = await ask(["c": .object(Question.roots.answer)], second.requestState)
    #expect(third.questions?.keys == ["a"])
    #expect(third.requestState != second.requestState)
    let last = await ask(
      ["a": .object(Question.form.answer), "b": ["content": ["type": "text", "text": "Rome"]]],
      third.requestState)
    #expect(last.text?.contains("Paris") == true, "what was sealed cannot be answered anew")
    #expect(last.text?.contains("Ann") == true && last.text?.contains("file:///a") == true)
    let forgetful = await ask(["c": .object(Question.roots.answer)])
    #expect(forgetful.questions?.keys == ["a", "b"], "answers are per round")
  }

  private static let steps = ServerTool.make { _, context in
    let name = try await context.elicit("step1", "Name?", schema: Question.schema)
    let state = JSONValue.string("asked \(name.content?["name"]?.string ?? "")")
    let color = try await context.elicit(
      "step2", "Color?", schema: Question.schema, state: state)
    return .text(
      "\(context.state?.string ?? "no state") then \(color.content?["name"]?.string ?? "")")
  }

  @Test("a handler may ask in several rounds, and finds its state again")
  func rounds() async throws {
    let bench = try CoreBench(.tools(Self.steps))
    func ask(_ key: String?, _ name: String, _ state: JSONValue?) async -> JSONValue {
      var params: JSONObject = ["name": "tool"]
      if let key {
        params["inputResponses"] = [
          key: ["action": "accept", "content": ["name": .string(name)]]
        ]
      }
      params["requestState"] = state
      return await bench.ask("tools/call", params, capabilities: Question.everything)
    }
    let first = await ask(nil, "", nil)
    #expect(first.questions?.keys == ["step1"])
    let second = await ask("step1", "Ann", first.requestState)
    #expect(second.questions?.keys == ["step2"])
    let stalled = await ask("step1", "Bob", second.requestState)
    #expect(stalled.questions?.keys == ["step2"], "step1 is settled")
    let third = await ask("step2", "blue", second.requestState)
    #expect(third.text == "asked Ann then blue")
    let states = [first, second, stalled].compactMap(\.requestState)
    #expect(Set(states).count == states.count, "each round has its own")
  }

  @Test("state without a question asks the client to come again")
  func stateOnly() async throws {
    let tool = ServerTool.make { _, context in
      if context.state == nil { throw InputRequired([], state: ["try": 2]) }
      return .text(JSONWriter.string(context.state ?? .null))
    }
    let bench = try CoreBench(.tools(tool))
    let first = await bench.ask("tools/call", ["name": "tool"])
    #expect(first.resultType == "input_required")
    #expect(first.questions == nil)
    let state = try #require(first.requestState)
    let second = await bench.ask("tools/call", ["name": "tool", "requestState": state])
    #expect(second.text == #"{"try":2}"#)
  }

  @Test("a demand without anything still brings a state, for one of the two there must be")
  func emptyDemand() async throws {
    let bench = try CoreBench(.tools(.make { _, _ in throw InputRequired([]) }))
    let answer = await bench.ask("tools/call", ["name": "tool"])
    #expect(answer.resultType == "input_required" && answer.requestState?.string != nil)
  }

  @Test("a tool inside the read loop may ask too")
  func immediate() async throws {
    let tool = ServerTool.makeImmediate { _, context in
      guard context.state != nil else {
        throw InputRequired([(key: "q", request: .roots)], state: 1)
      }
      return .text("done")
    }
    let bench = try CoreBench(.tools(tool))
    let first = await bench.ask(
      "tools/call", ["name": "tool"], capabilities: Question.everything)
    #expect(first.questions == ["q": Question.roots.embedded])
    let state = try #require(first.requestState)
    let second = await bench.ask(
      "tools/call", ["name": "tool", "requestState": state], capabilities: Question.everything)
    #expect(second.text == "done")
  }

  @Test("requests that are no question's business are never answered with one")
  func others() async throws {
    let bench = try CoreBench(Self.one(.form))
    let extra: JSONObject = ["inputResponses": ["q": 1], "requestState": "x"]
    for method in ["tools/list", "prompts/list", "resources/list", "server/discover"] {
      let answer = await bench.ask(method, extra, capabilities: Question.everything)
      #expect(answer.resultType == "complete", "\(method)")
    }
  }
}

@Suite("What a client must be able to do", .timeLimit(.minutes(1)))
struct RequiredCapabilityTests {
  /// A question, what the client declares, and what it lacks; nil when it can be asked.
  static let cases: [(request: InputRequest, declared: JSONObject, lacking: JSONObject?)] = {
    let form = Question.form.request
    let url = Question.url.request
    let sampling = Question.sampling.request
    let withTools = InputRequest.sampling(
      SamplingRequest(["messages": [], "maxTokens": 1, "tools": []]))
    return [
      (form, [:], ["elicitation": [:]]), (form, ["elicitation": [:]], nil),
      (form, ["elicitation": ["form": [:]]], nil),
      (form, ["elicitation": ["form": [:], "url": [:]]], nil),
      (form, ["elicitation": ["url": [:]]], ["elicitation": [:]]),
      (form, ["elicitation": true], ["elicitation": [:]]),
      (form, ["sampling": [:], "roots": [:]], ["elicitation": [:]]),
      (url, ["elicitation": [:]], ["elicitation": ["url": [:]]]),
      (url, ["elicitation": ["form": [:]]], ["elicitation": ["url": [:]]]),
      (url, ["elicitation": ["url": [:]]], nil), (url, [:], ["elicitation": ["url": [:]]]),
      (sampling, [:], ["sampling": [:]]), (sampling, ["sampling": [:]], nil),
      (withTools, ["sampling": [:]], ["sampling": ["tools": [:]]]),
      (withTools, ["sampling": ["tools": [:]]], nil),
      (.roots, [:], ["roots": [:]]), (.roots, ["roots": ["listChanged": true]], nil),
    ]
  }()

  @Test("a question it cannot answer is an error that says what it lacks", arguments: cases.indices)
  func unsupported(index: Int) async throws {
    let (request, declared, lacking) = Self.cases[index]
    let bench = try CoreBench(.asking(["q": request]))
    for (method, params) in ServerDefinition.askingRequests {
      let answer = await bench.ask(method, params, capabilities: declared)
      if let lacking {
        check(answer, .error(-32021), method)
        #expect(answer["error"]?["data"] == ["requiredCapabilities": .object(lacking)])
      } else {
        #expect(answer.resultType == "input_required", "\(method) \(answer)")
      }
    }
  }

  @Test("of several questions only what is lacking is named, as one object")
  func several() async throws {
    let bench = try CoreBench(
      .asking([
        "a": Question.form.request, "b": Question.url.request, "c": Question.sampling.request,
        "d": .roots,
      ]))
    for (declared, lacking) in [
      ([:], ["elicitation": ["url": [:]], "sampling": [:], "roots": [:]]),
      (["elicitation": [:]], ["elicitation": ["url": [:]], "sampling": [:], "roots": [:]]),
      (["elicitation": ["form": [:], "url": [:]], "roots": [:]], ["sampling": [:]]),
    ] as [(JSONObject, JSONValue)] {
      let answer = await bench.ask("tools/call", ["name": "tool"], capabilities: declared)
      #expect(answer["error"]?["data"]?["requiredCapabilities"] == lacking)
    }
  }

  @Test("a tool that cannot do without is refused before anything happens")
  func requirements() async throws {
    let journal = Journal()
    let tool = ServerTool.makeImmediate { _, _ in
      journal.note("ran")
      return .text("")
    }
    let bench = try CoreBench(
      .tools(tool.requiring(Question.sampling.request, Question.form.request)))
    let answer = await bench.ask(
      "tools/call", ["name": "tool"], capabilities: ["elicitation": [:]])
    check(answer, .error(-32021))
    #expect(answer["error"]?["data"] == ["requiredCapabilities": ["sampling": [:]]])
    #expect(journal.entries.isEmpty)
    check(
      await bench.ask("tools/call", ["name": "tool"], capabilities: Question.everything),
      .result([:]))
  }

  @Test("a handler can look before it asks, and do without")
  func looking() async throws {
    let tool = ServerTool.make { _, context in
      .text(
        Question.all.filter { context.canAsk($0.request) }.map(\.description).joined(separator: " ")
      )
    }
    for (revision, words) in [
      (Revision.v2024_11_05, "sampling roots"), (.v2025_03_26, "sampling roots"),
      (.v2025_06_18, "form sampling roots"), (.v2025_11_25, "form url sampling roots"),
      (.v2026_07_28, "form url sampling roots"),
    ] {
      try await connected(to: .tools(tool), revision, capabilities: Question.everything) { peer in
        #expect(await peer.ask("tools/call", ["name": "tool"]).text == words)
      }
    }
  }
}
