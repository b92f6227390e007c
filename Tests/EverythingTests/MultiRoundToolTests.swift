import JSON
import Testing

@Suite("Tools of the everything server that ask in rounds", .timeLimit(.minutes(1)))
struct MultiRoundToolTests {
  private static let prefix = "test_input_required_result_"

  @Test(
    "each of them completes in both eras once its questions are answered", arguments: Client.eras,
    [
      ("elicitation", "Hello, Alice!", ["elicitation/create"]),
      ("sampling", "LLM response: Paris.", ["sampling/createMessage"]),
      (
        "list_roots", "The client works in 1 folder: file:///test/root (Test Root)", ["roots/list"]
      ),
      (
        "request_state", "state-ok: the state came back as it was given out.",
        ["elicitation/create"]
      ),
      (
        "multiple_inputs", "Paris. Alice works in 1 folder: file:///test/root (Test Root)",
        ["elicitation/create", "sampling/createMessage", "roots/list"]
      ),
      ("multi_round", "Alice likes blue best.", ["elicitation/create", "elicitation/create"]),
      ("tampered_state", "The state came back unchanged.", ["elicitation/create"]),
      ("capabilities", "sampling: Paris.", ["sampling/createMessage"]),
    ])
  func completes(
    revision: String, row: (tool: String, text: String, methods: [String])
  ) async throws {
    let bench = try FixtureBench(revision)
    expect(try await bench.call(Self.prefix + row.tool), text: row.text)
    #expect(bench.journal.events.questions.map(\.method) == row.methods)
  }

  /// The first answer of a tool to a modern client.
  private func ask(
    _ bench: FixtureBench, _ tool: String, _ more: JSONObject = [:]
  ) async throws -> JSONValue {
    let params: JSONObject = ["name": .string(Self.prefix + tool), "arguments": [:]]
    return try await bench.request("tools/call", JSONObject(params.members + more.members))
  }

  @Test(
    "the first round asks under fixed keys, with a state only where the tool keeps one",
    arguments: [
      ("elicitation", ["user_name"], false), ("sampling", ["capital_question"], false),
      ("list_roots", ["client_roots"], false), ("request_state", ["confirm"], true),
      ("multiple_inputs", ["user_name", "greeting", "client_roots"], true),
      ("multi_round", ["step1"], true), ("tampered_state", ["confirm"], true),
    ])
  func firstRound(tool: String, keys: [String], hasState: Bool) async throws {
    let result = try await ask(FixtureBench(Client.modern), tool)
    #expect(result["resultType"] == "input_required")
    #expect(result["inputRequests"]?.object?.keys == keys)
    #expect((result["requestState"]?.string?.isEmpty == false) == hasState)
    #expect(result["content"] == nil)
  }

  @Test("the questions are worded as the fixture table says")
  func wording() async throws {
    let bench = try FixtureBench(Client.modern)
    let name = try await ask(bench, "elicitation")["inputRequests"]?["user_name"]?["params"]
    #expect(name?["message"] == "What is your name?")
    #expect(name?["requestedSchema"]?["required"] == ["name"])
    let sample = try await ask(bench, "sampling")["inputRequests"]?["capital_question"]?["params"]
    #expect(sample?["maxTokens"] == 100)
    let many = try await ask(bench, "multiple_inputs")["inputRequests"]
    #expect(many?["greeting"]?["params"]?["maxTokens"] == 50)
    #expect(many?["client_roots"]?["method"] == "roots/list")
    let confirm = try await ask(bench, "request_state")["inputRequests"]?["confirm"]?["params"]
    #expect(confirm?["requestedSchema"]?["properties"]?["ok"]?["type"] == "boolean")
  }

  private static let alice: JSONValue = ["action": "accept", "content": ["name": "Alice"]]

  @Test(
    "what does not answer the question is asked for again",
    arguments: [
      ["wrong_key": alice], ["user_name": 12345], ["user_name": nil], ["user_name": [:]], [:],
      ["user_name": ["action": "maybe"]], ["user_name": ["action": "accept"]],
      ["user_name": ["action": "accept", "content": ["name": 7]]],
      ["user_name": ["action": "accept", "content": [:]]],
    ] as [JSONValue])
  func wrongAnswers(responses: JSONValue) async throws {
    let result = try await ask(
      FixtureBench(Client.modern), "elicitation", ["inputResponses": responses])
    #expect(result["resultType"] == "input_required")
    #expect(result["inputRequests"]?.object?.keys == ["user_name"])
  }

  @Test(
    "answers that are no object are a fault of the parameters",
    arguments: [nil, 7, []] as [JSONValue])
  func malformedAnswers(responses: JSONValue) async throws {
    let bench = try FixtureBench(Client.modern)
    await expectError(-32602) {
      try await ask(bench, "elicitation", ["inputResponses": responses])
    }
  }

  @Test("an answer may come with the first call, and keys nobody asked for do no harm")
  func extraAnswers() async throws {
    let result = try await ask(
      FixtureBench(Client.modern), "elicitation",
      ["inputResponses": ["unknown": Self.alice, "user_name": Self.alice, "other": ["x": 1]]])
    expect(result, text: "Hello, Alice!")
  }

  @Test("the two rounds of multi_round carry two different states")
  func twoRounds() async throws {
    let bench = try FixtureBench(Client.modern)
    let first = try await ask(bench, "multi_round")
    let second = try await ask(
      bench, "multi_round",
      ["inputResponses": ["step1": Self.alice], "requestState": first["requestState"] ?? .null])
    #expect(second["resultType"] == "input_required")
    #expect(second["inputRequests"]?.object?.keys == ["step2"])
    let states = [first["requestState"]?.string, second["requestState"]?.string]
    #expect(states[0] != nil && states[1] != nil && states[0] != states[1])
    let blue: JSONValue = ["action": "accept", "content": ["color": "blue"]]
    let last = try await ask(
      bench, "multi_round",
      ["inputResponses": ["step2": blue], "requestState": second["requestState"] ?? .null])
    expect(last, text: "Alice likes blue best.")
  }

  private static let consent: JSONValue = [
    "confirm": ["action": "accept", "content": ["ok": true]]
  ]

  @Test(
    "a changed state is an error, whatever was changed",
    arguments: ["request_state", "tampered_state"])
  func tampered(tool: String) async throws {
    let bench = try FixtureBench(Client.modern)
    let state = try #require(try await ask(bench, tool)["requestState"]?.string)
    for wrong in [state + "-TAMPERED", String(state.dropLast()), "", "x" + state] {
      await expectError(-32602) {
        try await ask(
          bench, tool, ["inputResponses": Self.consent, "requestState": .string(wrong)])
      }
    }
    let result = try await ask(
      bench, tool, ["inputResponses": Self.consent, "requestState": .string(state)])
    #expect(result["resultType"] == "complete")
  }

  @Test("the state of one tool is no good for another")
  func foreignState() async throws {
    let bench = try FixtureBench(Client.modern)
    let state = try #require(try await ask(bench, "request_state")["requestState"])
    await expectError(-32602) {
      try await ask(
        bench, "tampered_state", ["inputResponses": Self.consent, "requestState": state])
    }
  }

  @Test(
    "consent without the state is asked for again", arguments: ["request_state", "tampered_state"])
  func lostState(tool: String) async throws {
    let result = try await ask(
      FixtureBench(Client.modern), tool, ["inputResponses": Self.consent])
    #expect(result["resultType"] == "input_required")
    #expect(result["requestState"]?.string?.isEmpty == false)
  }

  @Test("consent that is not given is a failure", arguments: Client.eras)
  func noConsent(revision: String) async throws {
    let bench = try FixtureBench(revision) { _, _ in
      ["action": "accept", "content": ["ok": false]]
    }
    expect(
      try await bench.call(Self.prefix + "tampered_state"),
      text: "stopped: the person does not want to go on", isError: true)
  }

  @Test(
    "the capabilities tool asks only what the client declared", arguments: Client.eras,
    [
      ("sampling", "sampling/createMessage", "sampling: Paris."),
      ("elicitation", "elicitation/create", "elicitation: Alice"),
      ("roots", "roots/list", "roots: 1 folder: file:///test/root (Test Root)"),
    ])
  func declared(revision: String, row: (kind: String, method: String, text: String)) async throws {
    let bench = try FixtureBench(revision, capabilities: [row.kind: [:]])
    expect(try await bench.call(Self.prefix + "capabilities"), text: row.text)
    #expect(bench.journal.events.questions.map(\.method) == [row.method])
  }

  @Test("the capabilities tool fails for a client that declared nothing", arguments: Client.eras)
  func undeclared(revision: String) async throws {
    let bench = try FixtureBench(revision, capabilities: [:])
    expect(
      try await bench.call(Self.prefix + "capabilities"),
      text: "this needs a client that declares sampling, elicitation or roots", isError: true)
  }

  @Test("lists are never a question", arguments: ["tools/list", "prompts/list", "resources/list"])
  func lists(method: String) async throws {
    let result = try await FixtureBench(Client.modern).request(method)
    #expect(result["resultType"] == "complete")
  }
}
