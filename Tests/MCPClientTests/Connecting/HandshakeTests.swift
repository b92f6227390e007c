import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

@Suite("Shaking hands with a server", .timeLimit(.minutes(1)))
struct HandshakeTests {
  /// Answers discovery with `discovery` and a handshake with `version`.
  private static func server(
    discovery: @escaping @Sendable (Heard) -> [Reaction] = { [.refuse($0, -32601)] },
    version: String = "2025-11-25"
  ) -> Script {
    { message in
      switch message.method {
      case "server/discover": discovery(message)
      case "initialize":
        [
          .answer(
            message,
            #"{"protocolVersion":"\#(version)","capabilities":{"tools":{}},"serverInfo":{"name":"old","version":"2"},"instructions":"Hi."}"#
          )
        ]
      default: []
      }
    }
  }

  private static func discovered(_ versions: String...) -> @Sendable (Heard) -> [Reaction] {
    let list = versions.map { "\"\($0)\"" }.joined(separator: ",")
    return { message in
      [
        .answer(
          message,
          #"{"resultType":"complete","supportedVersions":[\#(list)],"capabilities":{"tools":{}},"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"new","version":"3"}}}"#
        )
      ]
    }
  }

  /// Connects and expects the revision and what the server heard.
  private func check(
    _ era: Handshake.Era = .auto, probeTimeout: Duration = .seconds(30), script: @escaping Script,
    expect revision: Revision, heard: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let bench = try ClientBench()
    let count = heard.count
    let found = try await bench.connect(era, probeTimeout: probeTimeout, script: script) {
      await bench.hears(count)
      return $0.revision
    }
    #expect(found == revision, sourceLocation: sourceLocation)
    #expect(await bench.heard.map(\.method) == heard, sourceLocation: sourceLocation)
  }

  /// Tries to connect and expects the error.
  private func check(
    _ era: Handshake.Era = .auto, probeTimeout: Duration = .seconds(30),
    timeout: Duration = .seconds(30), script: @escaping Script, expect error: HandshakeError,
    heard: [String], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let bench = try ClientBench()
    let found = await #expect(throws: HandshakeError.self, sourceLocation: sourceLocation) {
      try await bench.connect(era, probeTimeout: probeTimeout, timeout: timeout, script: script) {
        _ in
      }
    }
    #expect(found == error, sourceLocation: sourceLocation)
    #expect(found?.message.isEmpty == false, sourceLocation: sourceLocation)
    #expect(await bench.heard.map(\.method) == heard, sourceLocation: sourceLocation)
  }

  private static let fallback = ["server/discover", "initialize", "notifications/initialized"]

  @Test("a modern server is known by its discovery alone")
  func modern() async throws {
    let bench = try ClientBench()
    let script = Self.server(discovery: Self.discovered("2026-07-28", "2099-01-01"))
    let connection = try await bench.connect(script: script) { $0 }
    #expect(connection.revision == .v2026_07_28)
    #expect(connection.serverInfo == Implementation(name: "new", version: "3"))
    #expect(connection.capabilities.keys == ["tools"])
    #expect(connection.instructions == nil)
    let heard = await bench.heard
    #expect(
      heard.map(\.line) == [
        #"{"jsonrpc":"2.0","id":"probe-1","method":"server/discover","params":{"_meta":{"#
          + #""io.modelcontextprotocol/protocolVersion":"2026-07-28","#
          + #""io.modelcontextprotocol/clientCapabilities":{},"#
          + #""io.modelcontextprotocol/clientInfo":{"name":"tests","version":"1"}}}}"#
      ])
    #expect(await bench.steps == ["server/discover sent"])
  }

  @Test("a legacy server is greeted by initialize, in its own words")
  func legacy() async throws {
    let bench = try ClientBench()
    let connection = try await bench.connect(script: Self.server()) { connection in
      await bench.hears(3)
      return connection
    }
    #expect(connection.revision == .v2025_11_25)
    #expect(connection.serverInfo == Implementation(name: "old", version: "2"))
    #expect(connection.instructions == "Hi.")
    #expect(await bench.steps == ["server/discover sent", "initialize sent"])
    #expect(
      await bench.heard.dropFirst().map(\.line) == [
        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","#
          + #""capabilities":{},"clientInfo":{"name":"tests","version":"1"}}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
      ])
  }

  @Test(
    "any other error on the probe means a legacy server", arguments: [-32601, -32602, -32000, 0, 1])
  func errors(code: Int) async throws {
    try await check(
      script: Self.server(discovery: { [.refuse($0, code)] }), expect: .v2025_11_25,
      heard: Self.fallback)
  }

  @Test(
    "an answer to the probe that is no discovery means a legacy server",
    arguments: ["{}", "null", "[]", #"{"supportedVersions":7}"#, #"{"tools":[]}"#])
  func oddAnswers(result: String) async throws {
    try await check(
      script: Self.server(discovery: { [.answer($0, result)] }), expect: .v2025_11_25,
      heard: Self.fallback)
  }

  @Test("silence on the probe means a legacy server, and a late answer to it is ignored")
  func silence() async throws {
    let discovered = Self.discovered("2026-07-28")
    let script = Self.server()
    try await check(
      probeTimeout: .milliseconds(5),
      script: { message in
        switch message.method {
        case "server/discover": []
        case "initialize":
          discovered(Heard(#"{"id":"probe-1"}"#)) + script(message)
        default: []
        }
      }, expect: .v2025_11_25,
      heard: [
        "server/discover", "notifications/cancelled", "initialize", "notifications/initialized",
      ])
  }

  @Test("a server that closes on the probe is to be started anew")
  func closedOnProbe() async throws {
    try await check(
      script: Self.server(discovery: { _ in [.close] }), expect: .closedOnProbe,
      heard: ["server/discover"])
    try await check(
      .modern, script: Self.server(discovery: { _ in [.close] }),
      expect: .closed(step: "server/discover"), heard: ["server/discover"])
  }

  @Test("an unsupported version is tried once more with one in common, even the same")
  func retry() async throws {
    let modern = Self.discovered("2026-07-28")
    let refusal = #"{"supported":["2026-07-28"],"requested":"2026-07-28"}"#
    try await check(
      script: Self.server(discovery: { message in
        message.id == "\"probe-1\"" ? [.refuse(message, -32022, data: refusal)] : modern(message)
      }), expect: .v2026_07_28, heard: ["server/discover", "server/discover"])
    try await check(
      script: Self.server(discovery: { [.refuse($0, -32022, data: refusal)] }),
      expect: .noCommonRevision(offered: ["2026-07-28"]),
      heard: ["server/discover", "server/discover"])
  }

  @Test("a server of unknown versions is not talked to; one that also speaks a legacy one is")
  func noCommonRevision() async throws {
    let future = #"{"supported":["2099-01-01"]}"#
    let heard = ["server/discover"]
    try await check(
      script: Self.server(discovery: { [.refuse($0, -32022, data: future)] }),
      expect: .noCommonRevision(offered: ["2099-01-01"]), heard: heard)
    try await check(
      script: Self.server(discovery: Self.discovered("2099-01-01")),
      expect: .noCommonRevision(offered: ["2099-01-01"]), heard: heard)
    try await check(
      script: Self.server(discovery: { [.refuse($0, -32022)] }),
      expect: .noCommonRevision(offered: []), heard: heard)
    try await check(
      script: Self.server(discovery: Self.discovered("2099-01-01", "2025-06-18")),
      expect: .v2025_11_25, heard: Self.fallback)
    try await check(
      .modern, script: Self.server(discovery: Self.discovered("2025-06-18")),
      expect: .noCommonRevision(offered: ["2025-06-18"]), heard: heard)
  }

  @Test(
    "an older version in the answer to initialize is accepted",
    arguments: Revision.legacy)
  func olderRevision(revision: Revision) async throws {
    try await check(
      .legacy, script: Self.server(version: revision.name), expect: revision,
      heard: ["initialize", "notifications/initialized"])
  }

  @Test(
    "a version that no legacy server can have is refused", arguments: ["2026-07-28", "1.0", ""])
  func foreignRevision(version: String) async throws {
    try await check(
      .legacy, script: Self.server(version: version),
      expect: .noCommonRevision(offered: [version]), heard: ["initialize"])
  }

  @Test("each failure of initialize has its own error")
  func initializeFails() async throws {
    func script(_ reaction: @escaping @Sendable (Heard) -> [Reaction]) -> Script {
      { $0.method == "initialize" ? reaction($0) : [] }
    }
    let heard = ["initialize"]
    try await check(
      .legacy, script: script { [.refuse($0, -32602, data: "1")] },
      expect: .refused(JSONRPCError(code: -32602, message: "no", data: 1)), heard: heard)
    try await check(
      .legacy, script: script { [.answer($0, "{}")] },
      expect: .invalid("the answer to initialize names no protocolVersion"), heard: heard)
    try await check(
      .legacy, script: script { _ in [.close] }, expect: .closed(step: "initialize"), heard: heard)
    try await check(
      .legacy, timeout: .milliseconds(5), script: script { _ in [] },
      expect: .timedOut(step: "initialize"), heard: heard)
  }

  @Test("a client that wants the modern era only does not fall back")
  func modernOnly() async throws {
    let heard = ["server/discover"]
    try await check(
      .modern, script: Self.server(),
      expect: .refused(JSONRPCError(code: -32601, message: "no", data: .some(.null))), heard: heard)
    try await check(
      .modern, script: Self.server(discovery: { [.answer($0, "{}")] }),
      expect: .invalid("the answer to server/discover names no versions"), heard: heard)
    try await check(
      .modern, probeTimeout: .milliseconds(5), timeout: .milliseconds(5), script: { _ in [] },
      expect: .timedOut(step: "server/discover"), heard: heard + ["notifications/cancelled"])
  }

  @Test("whatever the server sends during the probe is dropped, and a later ping is answered")
  func garbage() async throws {
    let noise: [Reaction] = [
      .say("Server v1 listening…"), .say("[]"), .say("{"),
      .say(#"{"jsonrpc":"2.0","id":9,"result":{}}"#), .notify("notifications/message"),
      .ask("1", "ping"), .ask("2", "roots/list"), .notify("notifications/tools/list_changed"),
    ]
    let bench = try ClientBench()
    let script = Self.server()
    try await bench.connect(
      script: { message in
        message.method == "server/discover" ? noise + script(message) : script(message)
      }
    ) { _ in
      await bench.react(.ask("3", "ping"))
      _ = await bench.hearsAnswer(to: "3")
    }
    #expect(await bench.methods == Self.fallback + [""])
    #expect(await bench.heard.last?.line == #"{"jsonrpc":"2.0","id":3,"result":{}}"#)
    #expect(await bench.notifications.isEmpty)
    #expect(
      await bench.warnings == [
        .requestIgnored(method: "ping"), .requestIgnored(method: "roots/list"),
      ])
    #expect(await bench.strays.count == 4)
  }

  @Test("a modern server's requests are never answered")
  func modernRequests() async throws {
    let bench = try ClientBench()
    let host = ClientHost(roots: { [] })
    let script = Self.server(discovery: Self.discovered("2026-07-28"))
    try await bench.connect(host: host, script: script) { _ in
      await bench.react(.ask("1", "ping"), .ask("2", "roots/list"))
      await bench.settle()
    }
    #expect(await bench.methods == ["server/discover"])
    #expect(await bench.warnings.count == 2)
  }

  @Test("a session with handlers of somebody else's can shake hands too")
  func borrowedSession() async throws {
    for (script, revision) in [
      (Self.server(), Revision.v2025_11_25),
      (Self.server(discovery: Self.discovered("2026-07-28")), .v2026_07_28),
    ] {
      let bench = try ClientBench()
      #expect(try await bench.connectBare(script: script) { $0.revision } == revision)
    }
  }
}
