import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("The handshake of the older revisions", .timeLimit(.minutes(1)))
struct HandshakeTests {
  @Test(
    "agrees on the version asked for when it is known, else on the newest with a handshake",
    arguments: [
      ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2025-03-26", "2025-03-26"),
      ("2024-11-05", "2024-11-05"), ("2026-07-28", "2025-11-25"), ("2024-10-07", "2025-11-25"),
      ("1999-01-01", "2025-11-25"), ("v999.0.0", "2025-11-25"), ("", "2025-11-25"),
    ])
  func negotiation(asked: String, agreed: String) async throws {
    try await connected(to: .tools(), .v2025_11_25, shakesHands: false) { peer in
      check(
        await peer.initialize(asked),
        .exactly([
          "protocolVersion": .string(agreed), "capabilities": [:],
          "serverInfo": ["name": "sample", "version": "1.0"],
        ]))
    }
  }

  @Test("tells the title and the instructions of the server where it has some")
  func instructions() async throws {
    try await connected(to: .sample(), .v2025_11_25) { peer in
      check(
        peer.heard.entries[0],
        .result([
          "instructions": "Try me.",
          "serverInfo": ["name": "sample", "title": "Sample", "version": "1.0"],
        ]))
    }
  }

  @Test(
    "is refused when it does not say what it must",
    arguments: [
      nil, [:], ["capabilities": [:]], ["protocolVersion": nil], ["protocolVersion": 7],
      ["protocolVersion": "2025-11-25", "capabilities": []],
      ["protocolVersion": "2025-11-25", "capabilities": "all"],
      ["protocolVersion": "2025-11-25", "capabilities": nil],
    ] as [JSONValue?])
  func malformed(params: JSONValue?) async throws {
    try await connected(to: .sample(), .v2025_11_25, shakesHands: false) { peer in
      check(await peer.ask("initialize", params: params), .error(-32602))
      check(await peer.ask("tools/list"), .error(-32602), "no session was opened")
    }
  }

  @Test(
    "does not need the capabilities or the name of the client",
    arguments: [[:], ["clientInfo": 7], ["clientInfo": ["name": "x"]]] as [JSONObject])
  func lenient(members: JSONObject) async throws {
    try await connected(to: .sample(), .v2025_11_25, shakesHands: false) { peer in
      var params = members
      params["protocolVersion"] = "2025-06-18"
      check(
        await peer.ask("initialize", params: .object(params)),
        .result(["protocolVersion": "2025-06-18"]))
      check(await peer.ask("tools/list"), .result([:]))
    }
  }

  @Test(
    "comes first: before it only ping is served, and the error says what to do",
    arguments: MethodTests.methods.map(\.name).filter { $0 != "ping" })
  func first(method: String) async throws {
    try await connected(to: .sample(), .v2025_11_25, shakesHands: false) { peer in
      let answer = await peer.ask(method, params: ["name": "echo"])
      check(answer, .error(-32602))
      let message = answer["error"]?["message"]?.string ?? ""
      #expect(message.contains("initialize") || message.contains("_meta"), "\(message)")
      check(await peer.ask("ping", params: nil), .exactly([:]))
      check(await peer.initialize(), .result([:]), "the connection is still good")
    }
  }

  @Test("may come again, and then replaces the first with all that belonged to it")
  func again() async throws {
    try await connected(to: .sample(), .v2025_11_25) { peer in
      await peer.ask("resources/subscribe", ["uri": "test://text"])
      check(
        await peer.initialize("2024-11-05"),
        .result(["protocolVersion": "2024-11-05"]))
      check(await peer.ask("tasks/get", ["taskId": "x"]), .error(-32601), "the older revision")
    }
  }

  @Test("forgets the subscriptions of the session before it")
  func subscriptions() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition, .v2025_11_25) { peer in
      await peer.ask("resources/subscribe", ["uri": "test://text"])
      await peer.initialize()
      definition.catalog.resourceUpdated("test://text")
      await peer.settle()
      #expect(peer.told("notifications/resources/updated").isEmpty)
      await peer.ask("resources/subscribe", ["uri": "test://text"])
      definition.catalog.resourceUpdated("test://text")
      await peer.settle()
      #expect(peer.told("notifications/resources/updated") == [["uri": "test://text"]])
    }
  }

  @Test("is over only when the client says so: until then it is told nothing of changes")
  func quiet() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition, .v2025_11_25, shakesHands: false) { peer in
      await peer.ask(
        "initialize", params: ["protocolVersion": "2025-11-25", "capabilities": [:]])
      definition.catalog.add(.make("early") { _, _ in .text("") })
      await peer.settle()
      #expect(peer.told("notifications/tools/list_changed").isEmpty)
      await peer.notify("notifications/initialized")
      await peer.settle()
      definition.catalog.add(.make("late") { _, _ in .text("") })
      await peer.settle()
      #expect(peer.told("notifications/tools/list_changed").count == 1)
    }
  }

  @Test("a client that forgets to say so is ready with its first request")
  func forgetful() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition, .v2025_11_25, shakesHands: false) { peer in
      await peer.ask(
        "initialize", params: ["protocolVersion": "2025-11-25", "capabilities": [:]])
      await peer.ask("tools/list")
      definition.catalog.add(.make("late") { _, _ in .text("") })
      await peer.settle()
      #expect(peer.told("notifications/tools/list_changed").count == 1)
    }
  }

  @Test("notifications are never answered, known or not, right or wrong")
  func notifications() async throws {
    try await connected(to: .sample(), .v2025_11_25) { peer in
      let before = peer.heard.entries.count
      for params: JSONValue in [[:], [1], 7, nil] {
        for method in ["notifications/initialized", "notifications/cancelled", "tools/call", "x"] {
          await peer.notify(method, params)
        }
      }
      check(await peer.ask("ping"), .exactly([:]))
      #expect(peer.heard.entries.count == before + 1)
    }
  }

  @Test(
    "what is no single message is refused without an id, and the session goes on",
    arguments: [
      (#"[{"jsonrpc":"2.0","id":1,"method":"ping"}]"#, -32600), ("[]", -32600), ("7", -32600),
      (#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#, -32600),
      (#"{"jsonrpc":"2.0","id":1.5,"method":"ping"}"#, -32600), ("{", -32700), ("hello", -32700),
    ])
  func unreadable(line: String, code: Int) async throws {
    try await connected(to: .sample(), .v2025_11_25) { peer in
      await peer.say(line: line)
      let refusal = await peer.heard.first { $0["error"] != nil }
      #expect(refusal?.code == code)
      #expect(refusal?.object?.keys == ["jsonrpc", "error"])
      check(await peer.ask("ping"), .exactly([:]))
    }
  }

  @Test(
    "params that are no object are refused", arguments: [[], 7, nil, "x"] as [JSONValue])
  func paramsNoObject(params: JSONValue) async throws {
    try await connected(to: .sample(), .v2025_11_25) { peer in
      check(await peer.ask("ping", params: params), .error(-32602))
    }
  }
}
