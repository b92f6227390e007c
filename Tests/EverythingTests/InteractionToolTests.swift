import JSON
import JSONRPC
import MCPSchema
import Testing

@Suite("Tools of the everything server that ask one thing", .timeLimit(.minutes(1)))
struct InteractionToolTests {
  /// A tool, what it is called with, and what it asks a client for.
  struct Asking: Sendable, CustomTestStringConvertible {
    var tool: String
    var arguments: JSONObject = [:]
    var kind: String
    var testDescription: String { tool }
  }

  static let all = [
    Asking(tool: "test_sampling", arguments: ["prompt": "Hm?"], kind: "sampling"),
    Asking(tool: "test_elicitation", arguments: ["message": "You?"], kind: "elicitation"),
    Asking(tool: "test_elicitation_sep1034_defaults", kind: "elicitation"),
    Asking(tool: "test_elicitation_sep1330_enums", kind: "elicitation"),
    Asking(tool: "test_streaming_elicitation", kind: "elicitation"),
    Asking(tool: "test_missing_capability", kind: "sampling"),
    Asking(tool: "test_input_required_result_elicitation", kind: "elicitation"),
    Asking(tool: "test_input_required_result_sampling", kind: "sampling"),
    Asking(tool: "test_input_required_result_list_roots", kind: "roots"),
    Asking(tool: "test_input_required_result_request_state", kind: "elicitation"),
    Asking(tool: "test_input_required_result_multi_round", kind: "elicitation"),
    Asking(tool: "test_input_required_result_tampered_state", kind: "elicitation"),
    Asking(tool: "confirm_delete", arguments: ["filename": "a"], kind: "elicitation"),
    Asking(tool: "multi_input", kind: "elicitation"),
    Asking(tool: "test_tool_with_task", kind: "elicitation"),
  ]

  /// Calls a tool and returns the params of its only question.
  private func question(
    _ revision: String, _ tool: String, _ arguments: JSONObject = [:], method: String, text: String
  ) async throws -> JSONValue {
    let bench = try FixtureBench(revision)
    expect(try await bench.call(tool, arguments), text: text)
    let questions = bench.journal.events.questions
    #expect(questions.map(\.method) == [method])
    return questions.first?.params ?? .null
  }

  @Test("test_sampling asks the model and returns its text", arguments: Client.eras)
  func sampling(revision: String) async throws {
    let params = try await question(
      revision, "test_sampling", ["prompt": "What is it?"], method: "sampling/createMessage",
      text: "LLM response: Paris.")
    #expect(params["maxTokens"] == 100)
    #expect(
      params["messages"]
        == [["role": "user", "content": ["type": "text", "text": "What is it?"]]])
  }

  @Test("test_elicitation asks for a user name and an address", arguments: Client.eras)
  func elicitation(revision: String) async throws {
    let params = try await question(
      revision, "test_elicitation", ["message": "Who?"], method: "elicitation/create",
      text: #"User response: action=accept, "#
        + #"content={"username":"some text","email":"alice@example.com"}"#)
    #expect(params["message"] == "Who?")
    let schema = params["requestedSchema"]
    #expect(schema?["required"] == ["username", "email"])
    #expect(schema?["properties"]?.object?.keys == ["username", "email"])
  }

  @Test(
    "test_elicitation tells what the person did", arguments: Client.eras, ["decline", "cancel"])
  func declined(revision: String, action: String) async throws {
    let bench = try FixtureBench(revision) { _, _ in ["action": .string(action)] }
    expect(
      try await bench.call("test_elicitation", ["message": "Who?"]),
      text: "User response: action=\(action)")
  }

  @Test("test_elicitation_sep1034_defaults sends a default of every type", arguments: Client.eras)
  func defaults(revision: String) async throws {
    let params = try await question(
      revision, "test_elicitation_sep1034_defaults", method: "elicitation/create",
      text: #"Elicitation completed: action=accept, content={"name":"John Doe","age":30,"#
        + #""score":95.5,"status":"active","verified":true}"#)
    let properties = params["requestedSchema"]?["properties"]
    func check(_ name: String, _ type: String, _ standard: JSONValue) {
      #expect(properties?[name]?["type"] == .string(type))
      #expect(properties?[name]?["default"] == standard)
    }
    check("name", "string", "John Doe")
    check("age", "integer", 30)
    check("score", "number", .double(95.5))
    check("status", "string", "active")
    check("verified", "boolean", true)
    #expect(properties?["status"]?["enum"] == ["active", "inactive", "pending"])
  }

  @Test("test_elicitation_sep1330_enums sends all five ways to choose", arguments: Client.eras)
  func enums(revision: String) async throws {
    let params = try await question(
      revision, "test_elicitation_sep1330_enums", method: "elicitation/create",
      text: #"Elicitation completed: action=accept, content={"untitledSingle":"option1","#
        + #""titledSingle":"value1","legacyEnum":"opt1","untitledMulti":["option2"],"#
        + #""titledMulti":["value2"]}"#)
    let all = try #require(params["requestedSchema"]?["properties"]?.object)
    #expect(all.members.allSatisfy { $0.value["type"]?.string != nil })
    func keys(_ name: String) -> Set<String> {
      Set(all[name]?.object?.keys ?? []).subtracting(["type", "description"])
    }
    #expect(keys("untitledSingle") == ["enum"])
    #expect(keys("titledSingle") == ["oneOf"])
    #expect(keys("legacyEnum") == ["enum", "enumNames"])
    #expect(
      all["legacyEnum"]?["enum"]?.array?.count == all["legacyEnum"]?["enumNames"]?.array?.count)
    #expect(all["untitledMulti"]?["items"]?.object?.keys == ["type", "enum"])
    #expect(all["titledMulti"]?["items"]?.object?.keys == ["anyOf"])
    for option in [all["titledSingle"]?["oneOf"], all["titledMulti"]?["items"]?["anyOf"]] {
      let options = try #require(option?.array)
      #expect(options.count == 3)
      #expect(options.allSatisfy { $0["const"]?.string != nil && $0["title"]?.string != nil })
    }
  }

  @Test("the enums may be answered as the conformance suite does")
  func enumAnswers() async throws {
    let content: JSONValue = [
      "untitledSingle": "option1", "titledSingle": "value1", "legacyEnum": "opt1",
      "untitledMulti": ["option1", "option2"], "titledMulti": ["value1", "value2"],
    ]
    let bench = try FixtureBench(Client.legacy) { _, _ in
      ["action": "accept", "content": content]
    }
    let result = try await bench.call("test_elicitation_sep1330_enums")
    #expect(result["isError"] == nil)
    #expect(bench.journal.events.questions.count == 1)
  }

  @Test("test_streaming_elicitation reports progress and asks inside its result")
  func streaming() async throws {
    let bench = try FixtureBench(Client.modern, capabilities: ["elicitation": [:]])
    let asking = try await bench.request(
      "tools/call", ["name": "test_streaming_elicitation", "arguments": [:]],
      meta: ["progressToken": 1])
    #expect(asking["resultType"] == "input_required")
    #expect(asking["inputRequests"]?["user_name"]?["method"] == "elicitation/create")
    let progress: JSONValue = [
      "progressToken": 1, "progress": 1, "total": 2, "message": "About to ask",
    ]
    #expect(bench.journal.events == [.notified("notifications/progress", progress)])
  }

  @Test(
    "test_streaming_elicitation greets in the end, with progress that grows", arguments: Client.eras
  )
  func streamed(revision: String) async throws {
    let bench = try FixtureBench(revision)
    let result = try await bench.call(
      "test_streaming_elicitation", meta: ["progressToken": "p"])
    expect(result, text: "Hello, Alice!")
    let steps = bench.journal.events.notifications("notifications/progress").map {
      $0["progress"]
    }
    #expect(steps == (revision == Client.modern ? [1, 1, 2] : [1, 2]))
  }

  @Test(
    "a modern client that lacks what a tool needs is told which capability it is", arguments: all)
  func refusedModern(asking: Asking) async throws {
    for capabilities in [[:], Client.tasks] {
      let bench = try FixtureBench(Client.modern, capabilities: capabilities)
      let error = await expectError(-32021) {
        try await bench.call(asking.tool, asking.arguments)
      }
      #expect(error?.data == ["requiredCapabilities": [asking.kind: [:]]])
      #expect(bench.journal.events.questions.isEmpty)
    }
  }

  @Test(
    "test_missing_capability is refused before it begins, so that HTTP can say so in its status")
  func refusedAtOnce() async throws {
    let tool = "test_missing_capability"
    let refused = try await FixtureBench(Client.modern, capabilities: [:]).refusal(ofTool: tool)
    #expect(refused?.code == -32021)
    #expect(refused?.data == ["requiredCapabilities": ["sampling": [:]]])
    let bench = try FixtureBench(Client.modern, capabilities: ["sampling": [:]])
    #expect(try await bench.refusal(ofTool: tool) == nil)
    expect(try await bench.call(tool), text: "LLM response: Paris.")
  }

  @Test(
    "a client of the handshake era that lacks what a tool needs gets a failure that says so",
    arguments: all)
  func refusedLegacy(asking: Asking) async throws {
    for revision in [Client.legacy, "2025-06-18", "2025-03-26"] {
      let bench = try FixtureBench(revision, capabilities: [:])
      let result = try await bench.call(asking.tool, asking.arguments)
      #expect(result["isError"] == true)
      let text = result["content"]?[0]?["text"]?.string
      #expect(text?.contains("the capability \(asking.kind)") == true, "\(text ?? "")")
      #expect(bench.journal.events.questions.isEmpty)
    }
  }

  @Test("a client that refuses a question gets a failure with its own words", arguments: all)
  func refusing(asking: Asking) async throws {
    let bench = try FixtureBench(Client.legacy) { _, _ in nil }
    let result = try await bench.call(asking.tool, asking.arguments)
    #expect(result["isError"] == true)
    let text = result["content"]?[0]?["text"]?.string
    #expect(text?.contains("the person said no") == true, "\(text ?? "")")
  }

  @Test(
    "a form that nobody fills in is a failure that says what is missing",
    arguments: [
      ("test_input_required_result_elicitation", "name"),
      ("test_input_required_result_request_state", "ok"), ("test_streaming_elicitation", "name"),
      ("test_input_required_result_multi_round", "name"), ("multi_input", "name"),
    ])
  func nobody(tool: String, field: String) async throws {
    for revision in Client.eras {
      let bench = try FixtureBench(revision) { _, _ in ["action": "decline"] }
      let result = try await bench.call(tool)
      #expect(result["isError"] == true)
      let text = result["content"]?[0]?["text"]?.string ?? ""
      #expect(text.contains("nobody filled in \(field)") && text.contains("decline"), "\(text)")
    }
  }
}
