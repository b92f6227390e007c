import JSONRPC
import MCPClient
import MCPHTTP
import MCPSchema
import Testing

@Suite("Connecting to a URL", .timeLimit(.minutes(1)))
struct HTTPConnectTests {
  private static let client = MCPClient(name: "tests", version: "1")

  /// A server of 2024-11-05 with a stream at `/sse` and messages at `/messages`.
  private static let older: @Sendable (Asked) -> HTTPReaction = { asked in
    switch (asked.method, asked.path, asked.name) {
    case ("GET", "/sse", _): return .hold([HTTPReaction.event("/messages?s=1", type: "endpoint")])
    case ("POST", "/messages", "initialize"):
      let result =
        #"{"protocolVersion":"2024-11-05","capabilities":{"tools":{}},"serverInfo":{"name":"o","version":"1"}}"#
      return relay(asked, result)
    case ("POST", "/messages", "tools/call"): return relay(asked, FakeServer.text("old"))
    case ("POST", "/messages", _): return .status(202)
    default: return .status(405)
    }
  }

  private static func relay(_ asked: Asked, _ result: String) -> HTTPReaction {
    .relay(
      HTTPReaction.event(#"{"jsonrpc":"2.0","id":\#(asked.message.id),"result":\#(result)}"#))
  }

  @Test("a server that only speaks HTTP+SSE is found by falling back twice")
  func fallback() async throws {
    let bench = try HTTPBench()
    let text = try await bench.serve(path: "/sse", Self.older) { url in
      let connection = try await Self.client.connect(url: url)
      #expect(connection.revision == .v2024_11_05)
      let text = try await connection.callTool("t").joinedText
      await connection.close()
      return text
    }
    #expect(text == "old")
    #expect(
      bench.asked.all.map { "\($0.method) \($0.name)" } == [
        "POST server/discover", "POST initialize", "GET GET", "POST initialize",
        "POST notifications/initialized", "POST tools/call",
      ])
  }

  @Test("where there is nothing of ours, the first transport's error stands")
  func nothingThere() async throws {
    let bench = try HTTPBench()
    let error = try await bench.serve({ _ in .status(404) }) { url in
      await Self.failure { try await Self.client.connect(url: url) }
    }
    #expect(error == .tryHTTPSSE(status: 404))
  }

  @Test(
    "missing authorization and broken servers are not taken for old ones",
    arguments: [401, 403, 500, 503])
  func noEvidence(status: Int) async throws {
    let bench = try HTTPBench()
    let error = try await bench.serve({ _ in .status(status) }) { url in
      await Self.failure { try await Self.client.connect(url: url) }
    }
    switch error {
    case .unauthorized: #expect(status < 500)
    case .transport: #expect(status >= 500)
    default: Issue.record("\(String(describing: error))")
    }
    #expect(bench.asked.all.map(\.name) == ["server/discover"])
  }

  @Test("nobody there, and a URL that is none, are errors that say so")
  func unreachable() async throws {
    let bench = try HTTPBench()
    let url = try await bench.serve({ _ in .status(404) }) { $0 }
    let error = await Self.failure { try await Self.client.connect(url: url) }
    guard case .transport(let local) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(local.code == .transport(.unreachable))
    for text in ["", "x", "ftp://x/", "http://"] {
      let error = await Self.failure { try await Self.client.connect(url: text) }
      guard case .invalid = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
    }
  }

  @Test("header fields of one's own go with every request, and many connections come and go")
  func ownFields() async throws {
    let bench = try HTTPBench()
    try await bench.serve({ asked in
      .answer(
        asked,
        asked.name == "server/discover"
          ? FakeServer.discovery(["2026-07-28"]) : FakeServer.text("x"))
    }) { url in
      for _ in 0..<20 {
        let options = StreamableHTTPOptions(url: url, fields: ["X-Key": "k"])
        let connection = try await Self.client.connect(to: options)
        _ = try await connection.callTool("t")
        await connection.close()
      }
    }
    #expect(bench.asked.all.count == 40)
    #expect(bench.asked.all.allSatisfy { $0.fields["X-Key"] == "k" })
  }

  private static func failure(_ connect: () async throws -> Connection) async -> HandshakeError? {
    do {
      await (try await connect()).close()
      return nil
    } catch { return error as? HandshakeError }
  }
}
