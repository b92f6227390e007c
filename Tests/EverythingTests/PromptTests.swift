import JSON
import JSONRPC
import Testing

@Suite("Prompts of the everything server, and completion", .timeLimit(.minutes(1)))
struct PromptTests {
  private func messages(
    _ revision: String, _ name: String, _ arguments: JSONObject? = nil
  ) async throws -> [JSONValue] {
    var params: JSONObject = ["name": .string(name)]
    params["arguments"] = arguments.map { .object($0) }
    let result = try await FixtureBench(revision).settle("prompts/get", params)
    return try #require(result["messages"]?.array)
  }

  private func message(_ text: String) -> JSONValue {
    ["role": "user", "content": ["type": "text", "text": .string(text)]]
  }

  @Test("the prompts are listed with descriptions, all on one page", arguments: Client.eras)
  func listed(revision: String) async throws {
    let result = try await FixtureBench(revision).request("prompts/list")
    let prompts = try #require(result["prompts"]?.array)
    #expect(
      prompts.map { $0["name"] } == [
        "test_simple_prompt", "test_prompt_with_arguments", "test_prompt_with_embedded_resource",
        "test_prompt_with_image", "test_input_required_result_prompt",
      ])
    #expect(prompts.allSatisfy { $0["description"]?.string?.isEmpty == false })
    #expect(prompts[1]["arguments"]?.array?.map { $0["name"] } == ["arg1", "arg2"])
    #expect(prompts[2]["arguments"]?.array?.map { $0["name"] } == ["resourceUri"])
    for argument in prompts.flatMap({ $0["arguments"]?.array ?? [] }) {
      #expect(argument["required"] == true)
      #expect(argument["description"]?.string?.isEmpty == false)
    }
    #expect(result["nextCursor"] == nil)
  }

  @Test("test_simple_prompt is one sentence", arguments: Client.eras)
  func simple(revision: String) async throws {
    #expect(
      try await messages(revision, "test_simple_prompt")
        == [message("This is a simple prompt for testing.")])
  }

  @Test("test_prompt_with_arguments repeats both", arguments: Client.eras)
  func arguments(revision: String) async throws {
    #expect(
      try await messages(
        revision, "test_prompt_with_arguments", ["arg1": "testValue1", "arg2": "testValue2"])
        == [message("Prompt with arguments: arg1='testValue1', arg2='testValue2'")])
  }

  @Test(
    "an argument that is missing, or is no text, is a fault of the parameters",
    arguments: Client.eras,
    [["arg1": "x"], ["arg2": "x"], [:], ["arg1": 1, "arg2": "x"]] as [JSONObject])
  func missing(revision: String, arguments: JSONObject) async throws {
    await expectError(-32602) {
      .array(try await messages(revision, "test_prompt_with_arguments", arguments))
    }
  }

  @Test(
    "test_prompt_with_embedded_resource embeds the resource of that URI", arguments: Client.eras)
  func resource(revision: String) async throws {
    let uri = "test://example-resource"
    let messages = try await messages(
      revision, "test_prompt_with_embedded_resource", ["resourceUri": .string(uri)])
    #expect(messages.count == 2)
    #expect(messages[0]["role"] == "user")
    #expect(messages[0]["content"]?["type"] == "resource")
    #expect(messages[0]["content"]?["resource"]?["uri"] == .string(uri))
    #expect(messages[0]["content"]?["resource"]?["text"]?.string?.isEmpty == false)
    #expect(messages[1] == message("Please process the embedded resource above."))
  }

  @Test("test_prompt_with_image is a picture and a text", arguments: Client.eras)
  func picture(revision: String) async throws {
    let messages = try await messages(revision, "test_prompt_with_image")
    #expect(messages.map { $0["content"]?["type"] } == ["image", "text"])
    #expect(messages[0]["content"]?["mimeType"] == "image/png")
    #expect(messages[0]["content"]?["data"]?.string?.hasPrefix("iVBORw0KGgo") == true)
  }

  // MARK: Asking

  private static let asking = "test_input_required_result_prompt"

  @Test("test_input_required_result_prompt asks under user_context")
  func asks() async throws {
    let result = try await FixtureBench(Client.modern).request(
      "prompts/get", ["name": .string(Self.asking)])
    #expect(result["resultType"] == "input_required")
    let question = result["inputRequests"]?["user_context"]
    #expect(question?["method"] == "elicitation/create")
    #expect(question?["params"]?["requestedSchema"]?["properties"]?.object?.keys == ["context"])
    #expect(result["messages"] == nil)
  }

  @Test("test_input_required_result_prompt repeats the answer", arguments: Client.eras)
  func answered(revision: String) async throws {
    #expect(try await messages(revision, Self.asking) == [message("Context: some text")])
  }

  @Test("test_input_required_result_prompt does without an answer", arguments: Client.eras)
  func declined(revision: String) async throws {
    let bench = try FixtureBench(revision) { _, _ in ["action": "decline"] }
    let result = try await bench.settle("prompts/get", ["name": .string(Self.asking)])
    #expect(result["messages"] == [message("Context: none; the person gave no context")])
  }

  @Test("a client that cannot be asked is refused the prompt that asks")
  func refused() async throws {
    for (revision, code) in [(Client.modern, -32021), (Client.legacy, -32603)] {
      let bench = try FixtureBench(revision, capabilities: [:])
      let error = await expectError(code) {
        try await bench.request("prompts/get", ["name": .string(Self.asking)])
      }
      #expect(error?.message.contains("elicitation") == true)
    }
  }

  // MARK: Completion

  private func complete(
    _ revision: String, _ reference: JSONValue, _ name: String, _ typed: String
  ) async throws -> JSONValue {
    try await FixtureBench(revision).request(
      "completion/complete",
      ["ref": reference, "argument": ["name": .string(name), "value": .string(typed)]])
  }

  private static let prompt: JSONValue = [
    "type": "ref/prompt", "name": "test_prompt_with_arguments",
  ]
  private static let template: JSONValue = [
    "type": "ref/resource", "uri": "test://template/{id}/data",
  ]

  @Test(
    "arguments are completed by what has been typed", arguments: Client.eras,
    [
      (prompt, "arg1", "test", ["test", "testing"]),
      (prompt, "arg1", "TE", ["tea", "tent", "test", "testing"]),
      (prompt, "arg2", "ap", ["apple", "apricot"]), (prompt, "arg2", "x", []),
      (template, "id", "12", ["12", "123"]), (template, "id", "alpha", ["alpha", "alphabet"]),
      (
        ["type": "ref/prompt", "name": "test_prompt_with_embedded_resource"], "resourceUri",
        "test://static", ["test://static-binary", "test://static-text"]
      ),
    ] as [(JSONValue, String, String, [String])])
  func completes(revision: String, row: (JSONValue, String, String, [String])) async throws {
    let result = try await complete(revision, row.0, row.1, row.2)
    #expect(
      result["completion"] == [
        "values": .array(row.3.map { .string($0) }), "total": .int(row.3.count), "hasMore": false,
      ])
  }

  @Test("nothing typed gives every value")
  func completesAll() async throws {
    let result = try await complete(Client.modern, Self.prompt, "arg1", "")
    #expect(result["completion"]?["values"]?.array?.count == 5)
  }

  @Test(
    "an argument or a prompt that does not exist is a fault of the parameters",
    arguments: Client.eras)
  func unknown(revision: String) async throws {
    for (reference, name) in [
      (Self.prompt, "arg3"), (Self.template, "name"),
      (["type": "ref/prompt", "name": "test_simple_prompt"], "arg1"),
      (["type": "ref/prompt", "name": "none"], "arg1"),
    ] as [(JSONValue, String)] {
      await expectError(-32602) { try await complete(revision, reference, name, "x") }
    }
  }
}
