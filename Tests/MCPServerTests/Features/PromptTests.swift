import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Prompts", .timeLimit(.minutes(1)))
struct PromptTests {
  @Test("are listed as they are defined", arguments: Revision.all)
  func list(revision: Revision) async throws {
    try await connected(to: .sample(), revision) { peer in
      check(
        await peer.ask("prompts/list"),
        .result([
          "prompts": [
            [
              "name": "greet", "description": "Greets.",
              "arguments": [["name": "name", "required": true], ["name": "style"]],
            ]
          ]
        ]))
    }
  }

  @Test("give their messages", arguments: Revision.all)
  func get(revision: Revision) async throws {
    try await connected(to: .sample(), revision) { peer in
      check(
        await peer.ask(
          "prompts/get", ["name": "greet", "arguments": ["name": "Ann", "unknown": "x"]]),
        .exactly([
          "description": "A greeting",
          "messages": [["role": "user", "content": ["type": "text", "text": "Hello, Ann!"]]],
        ]))
    }
  }

  @Test(
    "that do not exist, or lack an argument, or have a wrong one, are faults of the params",
    arguments: [
      [:], ["name": 7], ["name": "nothing", "arguments": ["name": "x"]], ["name": "greet"],
      ["name": "greet", "arguments": [:]], ["name": "greet", "arguments": nil],
      ["name": "greet", "arguments": ["style": "x"]], ["name": "greet", "arguments": ["name": 7]],
      ["name": "greet", "arguments": ["name": nil]], ["name": "greet", "arguments": ["x"]],
      ["name": "greet", "arguments": ["name": "x", "style": ["y"]]],
      ["name": "greet", "arguments": "x"],
    ] as [JSONObject])
  func faults(params: JSONObject) async throws {
    for revision in Revision.all {
      try await connected(to: .sample(), revision) { peer in
        check(await peer.ask("prompts/get", params), .error(-32602), revision.name)
      }
    }
  }

  @Test("without arguments need none", arguments: [nil, [:], nil] as [JSONValue?])
  func noArguments(arguments: JSONValue?) async throws {
    let prompt = ServerPrompt(name: "p") { arguments, _ in
      PromptResult(messages: [PromptMessage(.assistant, .text("\(arguments.count)"))])
    }
    let definition = ServerDefinition(name: "s", version: "1", prompts: [prompt])
    for revision in Revision.all {
      try await connected(to: definition, revision) { peer in
        var params: JSONObject = ["name": "p"]
        params["arguments"] = arguments
        check(
          await peer.ask("prompts/get", params),
          .exactly([
            "messages": [["role": "assistant", "content": ["type": "text", "text": "0"]]]
          ]))
      }
    }
  }

  @Test("speak in blocks the revision knows", arguments: Revision.all)
  func degraded(revision: Revision) async throws {
    let prompt = ServerPrompt(name: "p") { _, _ in
      PromptResult(messages: [PromptMessage(.user, .audio(data: "AA==", mimeType: "audio/wav"))])
    }
    let definition = ServerDefinition(name: "s", version: "1", prompts: [prompt])
    try await connected(to: definition, revision) { peer in
      let message = await peer.ask("prompts/get", ["name": "p"])["result"]?["messages"]?[0]
      #expect(
        message?["content"]?["type"] == (revision == .v2024_11_05 ? "text" : "audio"))
    }
  }

  @Test("that fail are an error that says why", arguments: Revision.all)
  func failing(revision: Revision) async throws {
    let definition = ServerDefinition(
      name: "s", version: "1",
      prompts: [
        ServerPrompt(name: "a") { _, _ in throw ToolFailure("no words") },
        ServerPrompt(name: "b") { _, _ in throw JSONRPCError(code: 4711, message: "mine") },
      ])
    try await connected(to: definition, revision) { peer in
      let answer = await peer.ask("prompts/get", ["name": "a"])
      check(answer, .error(-32603))
      #expect(answer["error"]?["message"]?.string?.contains("no words") == true)
      check(await peer.ask("prompts/get", ["name": "b"]), .error(4711))
    }
  }
}
