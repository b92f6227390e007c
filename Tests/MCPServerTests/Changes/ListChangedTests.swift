import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

@Suite("Changes told to sessions of the handshake era", .timeLimit(.minutes(1)))
struct ListChangedTests {
  @Test("every session hears of each list that changed, once a turn", arguments: Revision.legacy)
  func told(revision: Revision) async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition, revision) { peer in
      await peer.run {
        for _ in 0..<3 {
          for change in ListenTests.Change.allCases { change.happen(to: definition) }
        }
      }
      await peer.settle()
      let messages = peer.heard.entries.dropFirst()
      #expect(
        messages == [
          ["jsonrpc": "2.0", "method": "notifications/tools/list_changed"],
          ["jsonrpc": "2.0", "method": "notifications/prompts/list_changed"],
          ["jsonrpc": "2.0", "method": "notifications/resources/list_changed"],
        ], "and nobody of a resource without subscribing")
    }
  }

  @Test("a server that did not say its lists change tells of no change", arguments: Revision.legacy)
  func undeclared(revision: Revision) async throws {
    let definition = ServerDefinition.sample(changesLists: false)
    try await connected(to: definition, revision) { peer in
      await peer.ask("resources/subscribe", ["uri": "test://text"])
      for change in ListenTests.Change.allCases { change.happen(to: definition) }
      await peer.settle()
      let methods = peer.heard.entries.compactMap { $0["method"]?.string }
      #expect(methods == ["notifications/resources/updated"], "that alone was promised")
    }
  }

  @Test("what is removed or replaced is a change, what was not there is none")
  func kinds() async throws {
    let definition = ServerDefinition.sample()
    let catalog = definition.catalog
    let steps: [(change: @Sendable () -> Bool, told: String?)] = [
      ({ catalog.removeTool("echo") }, "tools"), ({ !catalog.removeTool("echo") }, nil),
      ({ catalog.removePrompt("greet") }, "prompts"),
      ({ !catalog.removePrompt("greet") }, nil),
      ({ catalog.removeResource("test://text") }, "resources"),
      ({ !catalog.removeResource("test://text") }, nil),
      (
        {
          catalog.add(.make("keys") { _, _ in .text("") })
          return catalog.tools.map(\.name) == ["keys", "slow"]
        }, "tools"
      ),
    ]
    try await connected(to: definition, .v2025_06_18) { peer in
      for (change, told) in steps {
        let count = peer.heard.entries.count
        #expect(change())
        await peer.settle()
        let methods = peer.heard.entries.dropFirst(count).map { $0["method"]?.string }
        #expect(methods == (told.map { ["notifications/\($0)/list_changed"] } ?? []))
      }
      #expect(catalog.tool("echo") == nil && catalog.tool("keys") != nil)
    }
  }

  @Test("several conversations of one server hear each for itself, and no longer than they last")
  func conversations() async throws {
    let definition = ServerDefinition.sample()
    let bench = try CoreBench(definition)
    let told = [Journal(), Journal()]
    let first = await bench.converse(.v2024_11_05, hearing: told[0])
    let second = await bench.converse(.v2025_11_25, hearing: told[1])
    #expect(first.revisionName == "2024-11-05" && second.revisionName == "2025-11-25")
    await bench.ask("resources/subscribe", ["uri": "test://text"], in: second)
    for change in ListenTests.Change.allCases { change.happen(to: definition) }
    await bench.settle()
    #expect(told.map(\.entries.count) == [3, 4])
    second.ended()
    #expect(second.revisionName == nil)
    for change in ListenTests.Change.allCases { change.happen(to: definition) }
    await bench.settle()
    #expect(told.map(\.entries.count) == [6, 4])
    check(await bench.ask("tools/list", in: second), .error(-32602), "it has to begin anew")
  }

  @Test("changes made by a handler come after its answer or before, but always come")
  func byHandler() async throws {
    for revision in Revision.legacy {
      let definition = ServerDefinition.sample()
      definition.catalog.add(
        .makeImmediate("grow") { _, context in
          context.catalog.add(.make("grown") { _, _ in .text("") })
          return .text("done")
        })
      try await connected(to: definition, revision) { peer in
        await peer.ask("tools/call", ["name": "grow"])
        await peer.settle()
        #expect(peer.told("notifications/tools/list_changed").count == 1)
        let tools = await peer.ask("tools/list")["result"]?["tools"]?.array
        #expect(tools?.last?["name"] == "grown")
      }
    }
  }
}
