import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Batches to a server", .timeLimit(.minutes(1)))
struct BatchTests {
  private static func request(_ id: Int, _ method: String, _ params: JSONObject = [:]) -> JSONValue
  {
    ["jsonrpc": "2.0", "id": .int(id), "method": .string(method), "params": .object(params)]
  }

  @Test("of 2025-03-26 are answered as one, whatever their requests end with")
  func answered() async throws {
    try await connected(to: .sample(), .v2025_03_26) { peer in
      let count = peer.heard.entries.count
      await peer.say([
        Self.request(11, "ping"), Self.request(12, "tools/call", ["name": "keys"]),
        ["jsonrpc": "2.0", "method": "notifications/whatever"],
        Self.request(13, "unknown/method"), Self.request(14, "resources/read", ["uri": "test://x"]),
        Self.request(15, "initialize", ["protocolVersion": "2025-03-26"]), 7,
      ])
      let batch = await peer.heard.first { $0.array != nil }?.array ?? []
      await peer.settle()
      #expect(peer.heard.entries.count == count + 1)
      let answers = Dictionary(grouping: batch) { $0["id"]?.int ?? 0 }
      #expect(answers.count == 6 && batch.count == 6)
      check(answers[11]?[0] ?? .null, .exactly([:]))
      check(answers[12]?[0] ?? .null, .result(["content": [["type": "text", "text": ""]]]))
      for (id, code) in [(13, -32601), (14, -32002), (15, -32600), (0, -32600)] {
        check(answers[id]?[0] ?? .null, .error(code), "\(id)")
      }
    }
  }

  @Test("of notifications alone are not answered")
  func notifications() async throws {
    try await connected(to: .sample(), .v2025_03_26) { peer in
      await peer.say([
        ["jsonrpc": "2.0", "method": "notifications/initialized"],
        ["jsonrpc": "2.0", "method": "x"],
      ])
      let count = peer.heard.entries.count
      check(await peer.ask("ping"), .exactly([:]))
      #expect(peer.heard.entries.count == count + 1)
    }
  }

  @Test("go out without what was given up meanwhile, and hold up nothing else")
  func cancelled() async throws {
    let journal = Journal()
    try await connected(to: .tools(.waiting(journal: journal)), .v2025_03_26) { peer in
      await peer.say([
        Self.request(11, "ping"), Self.request(12, "tools/call", ["name": "wait"]),
      ])
      await journal.reached("started")
      check(await peer.ask("ping"), .exactly([:]))
      await peer.cancel(.number(12))
      let batch = await peer.heard.first { $0.array != nil }
      #expect(batch == [["jsonrpc": "2.0", "id": 11, "result": [:]]])
    }
  }

  @Test(
    "are refused in every other revision, and before any was agreed on",
    arguments: [.v2024_11_05, .v2025_06_18, .v2025_11_25, .v2026_07_28] as [Revision])
  func refused(revision: Revision) async throws {
    for shakesHands in [true, false] {
      try await connected(to: .sample(), revision, shakesHands: shakesHands) { peer in
        await peer.say([Self.request(11, "ping")])
        let refusal = await peer.heard.first { $0["error"] != nil }
        #expect(refusal?.code == -32600)
        #expect(refusal?["id"] == nil)
      }
    }
  }

  @Test("are refused again once another revision was agreed on")
  func afterwards() async throws {
    try await connected(to: .sample(), .v2025_03_26) { peer in
      await peer.initialize("2025-06-18")
      await peer.say([Self.request(11, "ping")])
      #expect(await peer.heard.first { $0["error"] != nil }?.code == -32600)
      await peer.initialize("2025-03-26")
      await peer.say([Self.request(12, "ping")])
      #expect(await peer.heard.first { $0.array != nil } != nil)
    }
  }
}
