import JSON
import Testing

@Suite("A server to clients with envelopes", .timeLimit(.minutes(1)))
struct ModernServerTests {
  private static let serverInfo =
    #""_meta":{"io.modelcontextprotocol/serverInfo":{"name":"bench","title":"Bench","version":"1.0"}}"#

  private func result(of line: String, after opening: [String] = []) async throws -> JSONValue? {
    try JSONParser.parse(try await talk(opening + [line]).last ?? "")["result"]
  }

  @Test("discovery names the modern versions only, and how long that holds")
  func discover() async throws {
    try await check(
      modern("server/discover", id: "\"p\""),
      expect: #"{"jsonrpc":"2.0","id":"p","result":{"supportedVersions":["2026-07-28"],"#
        + #""capabilities":{"tools":{}},"instructions":"Try me.","ttlMs":3600000,"cacheScope":"public","#
        + #""resultType":"complete",\#(Self.serverInfo)}}"#)
  }

  @Test(
    "an envelope that lacks a key, or has it wrong, is a fault of the parameters",
    arguments: [
      #""io.modelcontextprotocol/protocolVersion":"2026-07-28""#,
      #""io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":[]"#,
      #""io.modelcontextprotocol/protocolVersion":7,"io.modelcontextprotocol/clientCapabilities":{}"#,
      #""io.modelcontextprotocol/protocolVersion":null,"io.modelcontextprotocol/clientCapabilities":{}"#,
      envelope + #","io.modelcontextprotocol/clientInfo":{"name":"x"}"#,
      envelope + #","io.modelcontextprotocol/clientInfo":"x""#,
      envelope + #","io.modelcontextprotocol/logLevel":"loud""#,
      envelope + #","io.modelcontextprotocol/logLevel":3"#,
      #""io.modelcontextprotocol/protocolVersion":"1999-01-01""#,
    ])
  func badEnvelope(meta: String) async throws {
    try await check(modern("tools/list", meta: meta), expectError: -32602)
    try await check(modern("server/discover", meta: meta), expectError: -32602)
  }

  @Test("discovery without any envelope is a fault of the parameters")
  func discoverBare() async throws {
    for line in [
      #"{"jsonrpc":"2.0","id":1,"method":"server/discover"}"#, legacy("server/discover"),
      legacy("server/discover", #""_meta":{}"#), legacy("server/discover", #""_meta":7"#),
    ] {
      try await check(line, expectError: -32602)
    }
  }

  @Test(
    "a version that is not served is refused with those that are",
    arguments: ["2025-11-25", "2027-01-01", "v999", ""])
  func unknownVersion(version: String) async throws {
    let meta = envelope.replacing("2026-07-28", with: version)
    for method in ["tools/list", "server/discover", "initialize", "no/such/method"] {
      let error = try await check(modern(method, meta: meta), expectError: -32022)
      #expect(
        error?["data"] == ["supported": ["2026-07-28"], "requested": .string(version)])
    }
  }

  @Test(
    "what does not exist in the modern era is an unknown method, also after a handshake",
    arguments: [
      "initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe",
      "tasks/get", "resources/list", "subscriptions/listen", "prompts/get", "x",
    ])
  func unknownMethods(method: String) async throws {
    let line = modern(method, #""protocolVersion":"2025-11-25""#)
    try await check(line, expectError: -32601)
    try await check(line, after: [initialize()], expectError: -32601)
  }

  @Test("every result says that it is complete and who made it")
  func envelopes() async throws {
    let lines = [
      modern("server/discover"), modern("tools/list"),
      modern("tools/call", #""name":"echo","arguments":{"message":"x"}"#),
      modern("tools/call", #""name":"fail""#), modern("tools/call", #""name":"keys""#),
    ]
    for line in lines {
      let result = try await result(of: line)
      #expect(result?["resultType"] == "complete", "\(line)")
      #expect(
        result?["_meta"] == [
          "io.modelcontextprotocol/serverInfo": [
            "name": "bench", "title": "Bench", "version": "1.0",
          ]
        ])
      #expect((result?["ttlMs"] != nil) == !line.contains("tools/call"), "\(line)")
      #expect((result?["cacheScope"] != nil) == !line.contains("tools/call"), "\(line)")
    }
  }

  @Test("an output schema is listed, and its value given, as they are")
  func structured() async throws {
    let tools = try await result(of: modern("tools/list"))?["tools"]
    #expect(tools?[4]?["outputSchema"] == ["type": "integer"])
    let call = try await result(of: modern("tools/call", #""name":"sum""#))
    #expect(call?["structuredContent"] == 3)
  }

  @Test("an envelope opens no session, and a session lends nothing to an envelope")
  func eras() async throws {
    try await check(legacy("tools/list"), after: [modern("server/discover")], expectError: -32602)
    let heard = try await talk([
      modern("server/discover"), initialize(), legacy("tools/list"), modern("tools/list"),
      legacy("ping"),
    ])
    #expect(heard.map { $0.contains("resultType") } == [true, false, false, true, false])
    try await check(
      modern("tools/list", meta: #""io.modelcontextprotocol/protocolVersion":"2026-07-28""#),
      after: [initialize()], expectError: -32602)
  }
}
