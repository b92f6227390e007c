import JSON
import MCPHTTP
import Testing

@Suite("What an endpoint serves beside the protocol", .timeLimit(.minutes(1)))
struct OperationsTests {
  @Test("health says who lives and since when")
  func health() async throws {
    let bench = try EndpointBench()
    bench.clock.advance(90)
    let answer = await bench.ask(Requests.get("/health"))
    #expect(answer.status == 200)
    #expect(answer.fields["Content-Type"] == "application/json")
    #expect(answer.json?["status"] == "ok")
    #expect(answer.json?["server"] == "fake")
    #expect([90, 91].contains(answer.json?["uptimeSeconds"]?.int))
    let posted = await bench.ask(Requests.post("{}", path: "/health"))
    #expect(posted.status == 405)
    #expect(posted.fields["Allow"] == "GET")
    #expect(await bench.ask(Requests.get("/health", fields: ["Host": "evil.com"])).status == 403)
  }

  @Test("metrics gather the endpoint's, the server's and the HTTP server's counters")
  func metrics() async throws {
    let bench = try EndpointBench(serverCounters: { [("http_connections", "Open.", 7)] })
    let session = await bench.openSession()
    _ = await bench.ask(Requests.legacyCall("notes", session: session))
    _ = await bench.ask(Requests.call("now"))
    _ = await bench.ask(Requests.modern("no/such"))
    _ = await bench.ask(Requests.post("{"))
    _ = await bench.send(Requests.modern("subscriptions/listen"))
    _ = await bench.send(Requests.call("gated"))
    let answer = await bench.ask(Requests.get("/metrics"))
    #expect(answer.fields["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
    for line in [
      "mcp_http_requests_total 8", "mcp_http_modern_requests_total 4",
      "mcp_http_legacy_requests_total 2", "mcp_http_refusals_total 1", "mcp_http_sessions 1",
      "mcp_http_sessions_opened_total 1", "mcp_http_subscriptions 1",
      "mcp_http_requests_pending 1", "fake_calls_total 3", "fake_open 1", "http_connections 7",
      "# TYPE mcp_http_sessions gauge", "# TYPE mcp_http_requests_total counter",
      "# HELP fake_calls_total Calls\\nso far.",
    ] {
      #expect(answer.text.contains("\(line)\n"), "\(line)")
    }
    #expect(await bench.ask(Requests.post("{}", path: "/metrics")).status == 405)
  }

  private static let origin: HTTPFields = ["Origin": "https://console.example"]

  private func open() throws -> EndpointBench {
    try EndpointBench(
      options: EndpointOptions(serverName: "fake", crossOrigins: ["https://Console.example"]))
  }

  @Test("a page of a configured origin may ask and read")
  func crossOrigin() async throws {
    let bench = try open()
    var preflight = Requests.get("/mcp", fields: Self.origin)
    preflight.method = "OPTIONS"
    preflight.fields["Access-Control-Request-Method"] = "POST"
    preflight.fields["Access-Control-Request-Headers"] =
      "content-type, mcp-param-region, x-evil, Mcp-Param-B, mcp-param-"
    let allowed = await bench.ask(preflight)
    #expect(allowed.status == 204)
    #expect(allowed.fields["Access-Control-Allow-Origin"] == "https://console.example")
    #expect(allowed.fields["Vary"] == "Origin")
    #expect(allowed.fields["Access-Control-Allow-Methods"] == "GET, POST, DELETE")
    let names = try #require(allowed.fields["Access-Control-Allow-Headers"])
    #expect(
      names == "Content-Type, Authorization, MCP-Protocol-Version, Mcp-Method, Mcp-Name,"
        + " Mcp-Session-Id, Last-Event-ID, mcp-param-region, Mcp-Param-B")
    for tool in ["now", "notes"] {
      let answer = await bench.ask(Requests.call(tool, fields: Self.origin))
      #expect(answer.fields["Access-Control-Allow-Origin"] == "https://console.example")
      #expect(
        answer.fields["Access-Control-Expose-Headers"] == "WWW-Authenticate, Mcp-Session-Id")
    }
    let refused = await bench.ask(Requests.post("{", fields: Self.origin))
    #expect(refused.status == 400)
    #expect(refused.fields["Access-Control-Allow-Origin"] == "https://console.example")
  }

  @Test("a page of another origin may not, nor any page where none is configured")
  func noCrossOrigin() async throws {
    var preflight = Requests.get("/mcp", fields: ["Origin": "http://localhost:3000"])
    preflight.method = "OPTIONS"
    for bench in [try open(), try EndpointBench()] {
      let local = await bench.ask(preflight)
      #expect(local.status == 405)
      #expect(local.fields["Access-Control-Allow-Origin"] == nil)
      let evil = await bench.ask(
        Requests.call("now", fields: ["Origin": "https://console.example.evil.com"]))
      #expect(evil.status == 403)
      #expect(evil.fields["Access-Control-Allow-Origin"] == nil)
    }
    let closed = try await EndpointBench().ask(Requests.call("now", fields: Self.origin))
    #expect(closed.status == 403)
  }

  @Test("a client of another origin can leave a stream as any other")
  func crossOriginDisconnect() async throws {
    let bench = try open()
    let number = await bench.send(Requests.call("noteAndGated", fields: Self.origin))
    _ = await bench.answer(number) { !$0.messages.isEmpty }
    await bench.disconnect(number)
    await bench.service.journal.wait(for: "gate cancelled")
  }
}
