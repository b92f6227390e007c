import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Giving up a request", .timeLimit(.minutes(1)))
struct CancellationTests {
  /// Reports twice, waits until it is cancelled, and then still tries to say something.
  private static func tool(_ journal: Journal) -> ServerTool {
    .make("wait") { _, context in
      await context.report(progress: 1)
      await context.log(.error, "before")
      journal.note("started")
      await Journal().reached("never")
      await context.report(progress: 2)
      await context.log(.error, "after")
      journal.note("ended")
      return .text("too late")
    }
  }

  private static func definition(_ journal: Journal) -> ServerDefinition {
    let never: @Sendable () async -> Void = {
      journal.note("started")
      await Journal().reached("never")
      journal.note("ended")
    }
    return ServerDefinition(
      name: "s", version: "1", tools: [tool(journal)],
      resources: [
        ServerResource(uri: "test://wait", name: "wait") {
          await never()
          return ""
        }
      ],
      prompts: [
        ServerPrompt(name: "wait") { _, _ in
          await never()
          return PromptResult(messages: [])
        }
      ],
      completer: { _, _, _, _ in
        await never()
        return Completion([])
      }, writesLogs: true)
  }

  private static let requests: [(method: String, params: JSONObject)] = [
    ("tools/call", ["name": "wait"]), ("resources/read", ["uri": "test://wait"]),
    ("prompts/get", ["name": "wait"]),
    (
      "completion/complete",
      ["ref": ["type": "ref/prompt", "name": "wait"], "argument": ["name": "a", "value": ""]]
    ),
  ]

  private static func meta(_ revision: Revision) -> JSONObject {
    var meta: JSONObject = ["progressToken": "t"]
    if revision.era == .modern { meta[MetaKey.logLevel] = "debug" }
    return meta
  }

  @Test("ends its work, and nothing more is sent for it", arguments: Revision.all)
  func cancelled(revision: Revision) async throws {
    for request in Self.requests {
      let journal = Journal()
      try await connected(to: Self.definition(journal), revision) { peer in
        let id = await peer.start(
          request.method, request.params, meta: Self.meta(revision), id: .string("w"))
        await journal.reached("started")
        await peer.settle()
        let count = peer.heard.entries.count
        await peer.cancel(id)
        await journal.reached("ended")
        await peer.settle()
        #expect(peer.heard.entries.count == count, "\(request.method)")
        #expect(!peer.heard.entries.contains { $0["id"] == "w" })
        check(await peer.ask("tools/list"), .result([:]), "the connection is still good")
      }
    }
  }

  @Test("of what is unknown, over, or no id at all means nothing", arguments: Revision.all)
  func late(revision: Revision) async throws {
    let journal = Journal()
    try await connected(to: Self.definition(journal), revision) { peer in
      let waiting = await peer.start("tools/call", ["name": "wait"])
      await journal.reached("started")
      let done = await peer.start("tools/list")
      _ = await peer.answer(to: done)
      let count = peer.heard.entries.count
      await peer.cancel(done)
      for params: JSONValue in [
        ["requestId": 99], ["requestId": "1"], ["requestId": nil], [:], [], nil,
        ["requestId": .double(1.5)], ["requestId": [1]],
      ] {
        await peer.notify("notifications/cancelled", params)
      }
      await peer.settle()
      #expect(peer.heard.entries.count == count)
      #expect(journal.entries == ["started"], "the call goes on")
      await peer.cancel(waiting)
      await journal.reached("ended")
    }
  }

  @Test("may come right behind the request", arguments: Revision.all)
  func atOnce(revision: Revision) async throws {
    let journal = Journal()
    try await connected(to: Self.definition(journal), revision) { peer in
      for id in 0..<20 {
        await peer.start("tools/call", ["name": "wait"], id: .number(100 + id))
        await peer.cancel(.number(100 + id))
      }
      await peer.settle()
      #expect(!peer.heard.entries.contains { ($0["id"]?.int ?? 0) >= 100 })
      check(await peer.ask("tools/list"), .result([:]))
    }
  }

  @Test(
    "tells apart ids that differ in type alone", arguments: [Revision.v2025_06_18, .v2026_07_28])
  func idTypes(revision: Revision) async throws {
    let journal = Journal()
    let gate = Journal()
    let tool = ServerTool.make { _, _ in
      journal.note("started")
      await gate.reached("open")
      return .text("done")
    }
    try await connected(to: .tools(tool), revision) { peer in
      await peer.start("tools/call", ["name": "tool"], id: .number(77))
      await peer.start("tools/call", ["name": "tool"], id: .string("77"))
      await journal.first(2)
      await peer.cancel(.string("77"))
      gate.note("open")
      #expect(await peer.answer(to: .number(77)).text == "done")
      await peer.settle()
      #expect(!peer.heard.entries.contains { $0["id"] == "77" })
    }
  }

  @Test("leaves the id free for another request", arguments: [Revision.v2025_06_18, .v2026_07_28])
  func reuse(revision: Revision) async throws {
    let journal = Journal()
    try await connected(to: Self.definition(journal), revision) { peer in
      await peer.start("tools/call", ["name": "wait"], id: .string("w"))
      await journal.reached("started")
      await peer.cancel(.string("w"))
      await peer.start("tools/list", id: .string("w"))
      let answer = await peer.answer(to: .string("w"))
      #expect(answer["result"]?["tools"] != nil)
      await journal.reached("ended")
      await peer.settle()
      #expect(peer.heard.entries.filter { $0["id"] == "w" }.count == 1)
    }
  }

  @Test("happens to all when the client hangs up, and the server ends after them")
  func hangUp() async throws {
    for revision in Revision.all {
      let journal = Journal()
      try await connected(to: Self.definition(journal), revision) { peer in
        for _ in 0..<3 {
          for request in Self.requests { await peer.start(request.method, request.params) }
        }
        await journal.first(12)
      }
      #expect(journal.entries.filter { $0 == "ended" }.count == 12, "\(revision.name)")
    }
  }
}
