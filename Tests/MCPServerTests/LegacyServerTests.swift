import JSON
import Testing

@Suite("A server to clients with a handshake", .timeLimit(.minutes(1)))
struct LegacyServerTests {
  private func answer(to line: String, after opening: [String] = [initialize()]) async throws
    -> JSONValue
  {
    try JSONParser.parse(try await talk(opening + [line]).last ?? "")
  }

  @Test(
    "the handshake agrees on the version asked for when it is served, else on the newest",
    arguments: [
      ("2025-11-25", "2025-11-25"), ("2025-06-18", "2025-06-18"), ("2024-11-05", "2024-11-05"),
      ("2025-03-26", "2025-11-25"), ("2026-07-28", "2025-11-25"), ("1999-01-01", "2025-11-25"),
      ("", "2025-11-25"),
    ])
  func negotiation(requested: String, agreed: String) async throws {
    try await check(
      initialize(requested),
      expect: #"{"jsonrpc":"2.0","id":"init","result":{"protocolVersion":"\#(agreed)","#
        + #""capabilities":{"tools":{}},"serverInfo":{"name":"bench","title":"Bench","version":"1.0"},"#
        + #""instructions":"Try me."}}"#)
  }

  @Test(
    "a handshake without a version is refused",
    arguments: ["", #""protocolVersion":null"#, #""protocolVersion":7"#])
  func missingVersion(members: String) async throws {
    try await check(legacy("initialize", members), expectError: -32602)
    try await check(#"{"jsonrpc":"2.0","id":1,"method":"initialize"}"#, expectError: -32602)
  }

  @Test("ping is answered with exactly nothing, before and after the handshake")
  func ping() async throws {
    let pong = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
    try await check(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#, expect: pong)
    try await check(legacy("ping"), after: [initialize()], expect: pong)
    try await check(legacy("ping", #""_meta":{}"#), after: [initialize("2024-11-05")], expect: pong)
  }

  @Test(
    "before any handshake a request without an envelope is refused, and the message says what to do",
    arguments: ["tools/list", "tools/call", "resources/list", "no/such/method"])
  func beforeHandshake(method: String) async throws {
    let error = try await check(legacy(method), expectError: -32602)
    #expect(error?["message"]?.string?.contains("initialize") == true)
  }

  @Test(
    "what the server does not have is an unknown method",
    arguments: ["resources/list", "prompts/get", "logging/setLevel", "tasks/list", "x", ""])
  func unknownMethods(method: String) async throws {
    try await check(legacy(method), after: [initialize()], expectError: -32601)
  }

  @Test("tools are listed in their order, in the words of the revision")
  func list() async throws {
    for version in ["2024-11-05", "2025-06-18", "2025-11-25"] {
      let result = try await answer(to: legacy("tools/list"), after: [initialize(version)])[
        "result"]
      #expect(result?.object?.keys == ["tools"], "\(version)")
      let names = result?["tools"]?.array?.compactMap { $0["name"]?.string }
      #expect(names == ["echo", "keys", "fail", "fail_now", "sum"])
      let schema = result?["tools"]?[4]?["outputSchema"]
      #expect(
        schema
          == (version == "2024-11-05"
            ? nil
            : [
              "type": "object", "properties": ["result": ["type": "integer"]],
              "required": ["result"],
            ]))
    }
    try await check(
      legacy("tools/list", #""cursor":"2""#), after: [initialize()], expectError: -32602)
  }

  @Test(
    "results have nothing of the modern era", arguments: ["2024-11-05", "2025-06-18", "2025-11-25"])
  func bare(version: String) async throws {
    let lines = [
      initialize(version), legacy("ping"), legacy("tools/list"),
      legacy("tools/call", #""name":"echo","arguments":{"message":"x"}"#),
      legacy("tools/call", #""name":"fail_now""#),
    ]
    for line in try await talk(lines) {
      for word in ["resultType", "io.modelcontextprotocol", "_meta", "ttlMs", "cacheScope"] {
        #expect(!line.contains(word), "\(word) in \(line)")
      }
    }
  }

  @Test("a structured result that is no object is wrapped where only objects are allowed")
  func structured() async throws {
    let call = legacy("tools/call", #""name":"sum""#)
    let new = try await answer(to: call)["result"]
    #expect(new?["structuredContent"] == ["result": 3])
    #expect(new?["content"] == [["type": "text", "text": "3"]])
    let old = try await answer(to: call, after: [initialize("2024-11-05")])["result"]
    #expect(old?.object?.keys == ["content"])
  }

  @Test("notifications are never answered, known or not, right or wrong")
  func notifications() async throws {
    let heard = try await talk(
      [
        initialize(), #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        #"{"jsonrpc":"2.0","method":"tools/call","params":[1]}"#,
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":99}}"#,
        #"{"jsonrpc":"2.0","method":"x","params":7}"#, legacy("ping", id: "9"),
      ], answers: 2)
    #expect(heard.last == #"{"jsonrpc":"2.0","id":9,"result":{}}"#)
  }

  @Test("a second handshake replaces the first")
  func again() async throws {
    let result = try await answer(
      to: legacy("tools/call", #""name":"sum""#), after: [initialize(), initialize("2024-11-05")])
    #expect(result["result"]?["structuredContent"] == nil)
  }
}
