import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Completion", .timeLimit(.minutes(1)))
struct CompletionTests {
  private static let prompt: JSONValue = ["type": "ref/prompt", "name": "greet"]
  private static let template: JSONValue = [
    "type": "ref/resource", "uri": "test://item/{id}/data",
  ]
  private static let argument: JSONValue = ["name": "a", "value": "b"]

  @Test(
    "gives values for what is asked about, and knows what was given already",
    arguments: [
      (["ref": prompt, "argument": argument], ["a=b", "given []"]),
      (["ref": template, "argument": argument], ["a=b", "given []"]),
      (
        ["ref": ["type": "ref/resource", "uri": "test://text"], "argument": argument],
        ["a=b", "given []"]
      ),
      (["ref": prompt, "argument": ["name": "a", "value": ""]], ["a=", "given []"]),
      (["ref": prompt, "argument": argument, "context": [:]], ["a=b", "given []"]),
      (
        ["ref": prompt, "argument": argument, "context": ["arguments": ["y": "1", "x": "2"]]],
        ["a=b", "given [\"x\", \"y\"]"]
      ),
    ] as [(JSONObject, JSONValue)])
  func values(params: JSONObject, values: JSONValue) async throws {
    for revision in Revision.all {
      try await connected(to: .sample(), revision) { peer in
        check(
          await peer.ask("completion/complete", params),
          .exactly(["completion": ["values": values, "total": 2, "hasMore": false]]),
          revision.name)
      }
    }
  }

  @Test(
    "refuses what it cannot make out",
    arguments: [
      [:], ["ref": prompt], ["argument": argument], ["ref": "greet", "argument": argument],
      ["ref": ["type": "ref/tool", "name": "echo"], "argument": argument],
      ["ref": ["type": "ref/prompt"], "argument": argument],
      ["ref": ["type": "ref/prompt", "name": "nothing"], "argument": argument],
      ["ref": ["type": "ref/prompt", "uri": "test://text"], "argument": argument],
      ["ref": ["type": "ref/resource", "uri": "test://item/1/data"], "argument": argument],
      ["ref": prompt, "argument": "a"], ["ref": prompt, "argument": ["name": "a"]],
      ["ref": prompt, "argument": ["name": "a", "value": 7]],
      ["ref": prompt, "argument": ["value": "b"]],
      ["ref": prompt, "argument": argument, "context": ["arguments": ["x": 1]]],
      ["ref": prompt, "argument": argument, "context": ["arguments": ["x"]]],
    ] as [JSONObject])
  func faults(params: JSONObject) async throws {
    for revision in Revision.all {
      try await connected(to: .sample(), revision) { peer in
        check(await peer.ask("completion/complete", params), .error(-32602), revision.name)
      }
    }
  }

  @Test(
    "gives at most a hundred values, and says how many there are",
    arguments: [
      (0, 0, false), (1, 1, false), (100, 100, false), (101, 100, true), (5000, 100, true),
    ])
  func limit(count: Int, given: Int, hasMore: Bool) async throws {
    let definition = Self.definition { _, _, _, _ in Completion((0..<count).map { "v\($0)" }) }
    try await connected(to: definition) { peer in
      let completion = await Self.complete(peer)["result"]?["completion"]
      #expect(completion?["values"]?.array?.count == given)
      #expect(completion?["values"]?[0]?.string == (count > 0 ? "v0" : nil))
      #expect(completion?["total"]?.int == count)
      #expect(completion?["hasMore"]?.bool == hasMore)
    }
  }

  @Test("gives at most a hundred values also when more were added afterwards")
  func addedLater() async throws {
    let definition = Self.definition { _, _, _, _ in
      var completion = Completion([], total: 300, hasMore: true)
      completion.values = (0..<300).map { "v\($0)" }
      return completion
    }
    try await connected(to: definition, .v2025_06_18) { peer in
      let completion = await Self.complete(peer)["result"]?["completion"]
      #expect(completion?["values"]?.array?.count == 100)
    }
  }

  @Test("that fails is an error that says why")
  func failing() async throws {
    for (error, code) in [
      (ToolFailure("no dictionary"), -32603), (JSONRPCError(code: 4711, message: "mine"), 4711),
    ] as [(any Error, Int)] {
      let definition = Self.definition { _, _, _, _ in throw error }
      try await connected(to: definition) { peer in
        check(await Self.complete(peer), .error(code))
      }
    }
  }

  private static func definition(
    _ completer: @escaping ServerDefinition.Completer
  ) -> ServerDefinition {
    ServerDefinition(
      name: "s", version: "1",
      prompts: [ServerPrompt(name: "greet") { _, _ in PromptResult(messages: []) }],
      completer: completer)
  }

  private static func complete(_ peer: Peer) async -> JSONValue {
    await peer.ask("completion/complete", ["ref": prompt, "argument": argument])
  }
}
