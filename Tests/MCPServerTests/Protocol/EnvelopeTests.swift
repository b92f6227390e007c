import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("The envelope of a modern request", .timeLimit(.minutes(1)))
struct EnvelopeTests {
  private static let version = MetaKey.protocolVersion
  private static let capabilities = MetaKey.clientCapabilities
  private static let good: JSONObject = [version: "2026-07-28", capabilities: [:]]

  /// The good envelope with one member changed, or taken out.
  private static func with(_ name: String, _ value: JSONValue?) -> JSONValue {
    var meta = good
    meta[name] = value
    return ["_meta": .object(meta)]
  }

  @Test(
    "lacking a part, or with a wrong one, is a fault of the params",
    arguments: [
      with(capabilities, nil), with(capabilities, .null), with(capabilities, []),
      with(capabilities, "all"), with(version, 7), with(version, .null), with(version, [:]),
      with(MetaKey.clientInfo, ["name": "x"]), with(MetaKey.clientInfo, "x"),
      with(MetaKey.clientInfo, ["version": "1"]), with(MetaKey.clientInfo, .null),
      with(MetaKey.clientInfo, ["name": 1, "version": "1"]), with(MetaKey.logLevel, "loud"),
      with(MetaKey.logLevel, 3), with(MetaKey.logLevel, .null), with(MetaKey.logLevel, "INFO"),
    ] as [JSONValue])
  func malformed(params: JSONValue) async throws {
    try await connected(to: .sample()) { peer in
      for method in ["server/discover", "tools/list", "ping", "unknown/method"] {
        check(await peer.ask(method, params: params), .error(-32602), method)
      }
    }
  }

  @Test(
    "missing altogether is one too, where no session can be meant",
    arguments: [
      nil, [:], ["_meta": [:]], ["_meta": 7], ["_meta": nil],
      with(version, nil),
    ] as [JSONValue?])
  func missing(params: JSONValue?) async throws {
    try await connected(to: .sample()) { peer in
      for method in ["server/discover", "tools/list"] {
        check(await peer.ask(method, params: params), .error(-32602), method)
      }
    }
  }

  @Test("missing is a fault for a request that stands for itself, whatever its method")
  func missingAlone() async throws {
    let bench = try CoreBench(.sample())
    for method in ["initialize", "ping", "tools/list", "server/discover", "unknown/method"] {
      for params: JSONObject in [[:], ["_meta": [:]], ["_meta": [Self.capabilities: [:]]]] {
        check(await bench.ask(method, exactly: params), .error(-32602), method)
      }
    }
  }

  @Test(
    "for a version that is not served names those that are, and the one asked for",
    arguments: ["v999.0.0", "2025-11-25", "2024-11-05", "2027-01-01", "draft", ""])
  func unsupported(version: String) async throws {
    try await connected(to: .sample()) { peer in
      let discovered = await peer.ask("server/discover")
      for method in ["server/discover", "tools/list", "initialize", "unknown/method"] {
        let answer = await peer.ask(method, params: Self.with(Self.version, .string(version)))
        check(answer, .error(-32022), method)
        #expect(
          answer["error"]?["data"] == [
            "supported": discovered["result"]?["supportedVersions"] ?? .null,
            "requested": .string(version),
          ])
      }
    }
  }

  @Test(
    "makes a request of the handshake era unknown, also beside a session",
    arguments: [true, false])
  func removed(shakesHands: Bool) async throws {
    try await connected(to: .sample(), .v2025_11_25, shakesHands: shakesHands) { peer in
      for method in [
        "initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe",
        "tasks/result", "tasks/list", "unknown/method",
      ] {
        var params = Self.good
        params = ["_meta": .object(params), "protocolVersion": "2025-11-25", "level": "info"]
        check(await peer.ask(method, params: .object(params)), .error(-32601), method)
      }
    }
  }

  @Test("does not need to say who the client is, and what else it says is left alone")
  func lenient() async throws {
    try await connected(to: .sample()) { peer in
      for extra: JSONObject in [
        [:], ["traceparent": "00-1-2-00"], ["com.example/x": [1]], ["progressToken": [:]],
        [MetaKey.clientInfo: ["name": "x", "version": "1", "extra": true]],
        [MetaKey.logLevel: "emergency"],
      ] {
        check(await peer.ask("tools/list", meta: extra), .result([:]), "\(extra)")
      }
    }
  }

  @Test(
    "ids come back as they were sent, type and all, on results and on errors",
    arguments: [
      .number(0), .number(-1), .number(9_007_199_254_740_993), .number(1_763_712_000_123),
      .string("1"), .string(""), .string("é\n\"\u{0}"),
    ] as [RequestID])
  func ids(id: RequestID) async throws {
    try await connected(to: .sample()) { peer in
      await peer.start("tools/list", id: id)
      await peer.start("unknown/method", id: id)
      await peer.say([
        "jsonrpc": "2.0", "id": id.value, "method": "server/discover", "params": [:],
      ])
      await peer.settle()
      #expect(peer.heard.entries.map { $0["id"] } == [id.value, id.value, id.value])
      #expect(peer.heard.entries.map(\.code) == [nil, -32601, -32602])
    }
  }

  /// A tool that says what its client can do.
  private static let who = ServerTool.makeImmediate("who") { _, context in
    .text(context.clientCapabilities.keys.joined(separator: " "))
  }

  @Test("of one request lends nothing to the next, however alike they are")
  func repeated() async throws {
    try await connected(to: .tools(Self.who)) { peer in
      let call: JSONObject = ["name": "who"]
      func ask(_ capabilities: JSONObject, _ meta: JSONObject = [:]) async -> JSONValue {
        await peer.ask(
          "tools/call",
          params: .object(
            params(call, for: .v2026_07_28, capabilities: capabilities, meta: meta)))
      }
      for _ in 0..<3 {
        for name in ["roots", "roots", "sampling", "roots"] {
          #expect(await ask([name: [:]]).text == name)
        }
        check(await ask(["roots": [:]], [MetaKey.logLevel: "loud"]), .error(-32602))
        check(await ask(["roots": [:]], [MetaKey.logLevel: "loud"]), .error(-32602))
        check(await peer.ask("tools/call", params: ["name": "who"]), .error(-32602))
        let broken: JSONValue = ["name": "who", "_meta": [MetaKey.protocolVersion: "2026-07-28"]]
        check(await peer.ask("tools/call", params: broken), .error(-32602))
        check(await peer.ask("tools/call", params: broken), .error(-32602))
      }
    }
  }

  @Test("of a request that was read elsewhere lends nothing to one that was not")
  func readElsewhere() async throws {
    let bench = try CoreBench(.tools(Self.who))
    for _ in 0..<3 {
      for (name, isRead) in [
        ("roots", false), ("sampling", true), ("roots", false), ("roots", true),
        ("elicitation", false), ("roots", true), ("elicitation", false),
      ] {
        let params = params(
          ["name": "who"], for: .v2026_07_28, capabilities: [name: [:]])
        #expect(await bench.ask("tools/call", exactly: params, isRead: isRead).text == name)
      }
    }
  }
}

@Suite("Both eras on one connection", .timeLimit(.minutes(1)))
struct EraTests {
  private static let envelope = JSONValue.object(params(for: .v2026_07_28))

  @Test("an envelope opens no session, and a session lends nothing to an envelope")
  func apart() async throws {
    try await connected(
      to: .sample(), .v2025_11_25, capabilities: ["sampling": [:]], shakesHands: false
    ) { peer in
      check(await peer.ask("server/discover", params: Self.envelope), .result([:]))
      check(await peer.ask("tools/list", params: nil), .error(-32602), "no session yet")
      await peer.initialize()
      check(await peer.ask("tools/list", params: nil), .result([:]))
      let half: JSONValue = ["_meta": [MetaKey.protocolVersion: "2026-07-28"]]
      check(await peer.ask("tools/list", params: half), .error(-32602), "its capabilities")
      check(await peer.ask("ping", params: nil), .exactly([:]))
    }
  }

  @Test("each request is answered in its own words, however they are mixed")
  func mixed() async throws {
    try await connected(to: .sample(), .v2025_06_18) { peer in
      for round in 0..<6 {
        let isModern = round.isMultiple(of: 2)
        let answer = await peer.ask("tools/list", params: isModern ? Self.envelope : [:])
        #expect((answer.resultType != nil) == isModern)
        let read = await peer.ask(
          "resources/read",
          params: .object(
            params(["uri": "test://nothing"], for: isModern ? .v2026_07_28 : .v2025_06_18)))
        check(read, .error(isModern ? -32602 : -32002))
      }
    }
  }

  @Test("a handler knows who calls, in which revision and with which capabilities")
  func context() async throws {
    let who = ServerTool.makeImmediate("who") { _, context in
      .text(
        "\(context.clientInfo?.name ?? "nobody") \(context.revision.name) "
          + "\(context.clientCapabilities.keys) \(context.meta["traceparent"]?.string ?? "-") "
          + "\(context.principal == nil)")
    }
    try await connected(to: .tools(who), .v2025_06_18, capabilities: ["roots": [:]]) { peer in
      let call: JSONObject = ["name": "who"]
      #expect(
        await peer.ask("tools/call", call).text == "peer 2025-06-18 [\"roots\"] - true")
      let modern = params(
        call, for: .v2026_07_28, capabilities: ["sampling": [:]],
        meta: [MetaKey.clientInfo: ["name": "m", "version": "2"], "traceparent": "00-a"])
      #expect(
        await peer.ask("tools/call", params: .object(modern)).text
          == "m 2026-07-28 [\"sampling\"] 00-a true")
      #expect(
        await peer.ask("tools/call", params: .object(params(call, for: .v2026_07_28))).text
          == "nobody 2026-07-28 [] - true")
    }
  }

  @Test("a session sees nothing of what listens in the other era, and the other way round")
  func changes() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition, .v2025_11_25) { peer in
      let listen = params(
        ["notifications": ["promptsListChanged": true]], for: .v2026_07_28)
      await peer.say([
        "jsonrpc": "2.0", "id": "l", "method": "subscriptions/listen", "params": .object(listen),
      ])
      await peer.settle()
      definition.catalog.add(.make("new") { _, _ in .text("") })
      await peer.settle()
      #expect(peer.told("notifications/tools/list_changed") == [.null], "the session's alone")
      definition.catalog.add(ServerPrompt(name: "new") { _, _ in PromptResult(messages: []) })
      await peer.settle()
      #expect(
        Set(peer.told("notifications/prompts/list_changed")) == [
          .null, ["_meta": [MetaKey.subscriptionID: "l"]],
        ])
    }
  }
}
