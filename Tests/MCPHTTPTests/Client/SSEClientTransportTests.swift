import JSON
import MCPHTTP
import Testing

@Suite("HTTP+SSE", .timeLimit(.minutes(1)))
struct SSEClientTransportTests {
  private static let result = #"{"jsonrpc":"2.0","id":1,"result":{}}"#

  /// A server whose stream is this; POSTs are accepted.
  private func bench(
    _ stream: [Step], post: [Step] = [.answer("202 Accepted", "Accepted", type: "text/plain")],
    limits: @Sendable (inout StreamableHTTPLimits) -> Void = { _ in }
  ) async throws -> TransportBench {
    let server = try await ScriptedServer { $0.method == "GET" ? stream : post }
    let bench = await TransportBench(
      server, fields: ["X-Key": "k"], isEventTransport: true, limits: limits)
    await bench.start()
    return bench
  }

  @Test("messages are posted to the endpoint the stream names, and answers come on the stream")
  func flow() async throws {
    let bench = try await bench([
      .events(": hi\n\n"), .hold("endpoint"),
      .send("event: endpoint\r\ndata: /messages/?session_id=a%20b\r\n\r\n"), .hold("answer"),
      .send(
        "event: message\ndata: \(Self.result)\n\nevent: ping\ndata: x\n\ndata: {\"b\":\n\ndata: 2}\n\n"
      ),
      .hold("never"),
    ])
    await bench.send(1, "initialize", [:])
    await bench.notify("notifications/initialized")
    await bench.send(2, "tools/list")
    await bench.server.watch(for: .milliseconds(20))
    #expect(await bench.server.requests.count == 1)
    await bench.server.release("endpoint")
    let seen = await bench.server.requests(4)
    #expect(seen[0].fields.all("Accept") == ["text/event-stream"])
    #expect(seen[1...].allSatisfy { $0.target == "/messages/?session_id=a%20b" })
    #expect(seen.allSatisfy { $0.fields["X-Key"] == "k" })
    #expect(seen.allSatisfy { $0.fields["MCP-Protocol-Version"] == nil })
    #expect(
      seen[1...].map(\.body) == [
        #"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{}}"#,
        #"{"jsonrpc":"2.0","method":"notifications/initialized"}"#,
        #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#,
      ])
    await bench.server.release("answer")
    #expect(await bench.events(3) == ["line \(Self.result)", #"line {"b":"#, "line 2}"])
    await bench.close()
    #expect(await bench.events(4).last == "closed")
    await bench.server.until { $0.closedByClient.contains(seen[0].connection) }
  }

  @Test(
    "a stream that is none closes the transport and says why",
    arguments: [
      ([.answer("404 Not Found", "no")], "closed: the server answered 404 Not Found: no"),
      ([.answer("200 OK", "{}")], "closed: the server answered 200 OK: {}"),
      ([.events(), .close], "closed: the event stream ended"),
      (
        [.events("data: {}\n\n"), .hold("never")],
        "closed: the first event of an HTTP+SSE stream names the endpoint, this one does not"
      ),
      (
        [.events("event: endpoint\ndata: http://127.0.0.1:1/x\n\n"), .hold("never")],
        "closed: the server names an endpoint of another origin: http://127.0.0.1:1"
      ),
      (
        [.events("event: endpoint\ndata: javascript:x\n\n"), .hold("never")],
        "closed: the server names an endpoint that is none: a URL begins with https:// or http://"
      ),
    ] as [([Step], String)])
  func noStream(steps: [Step], expected: String) async throws {
    let bench = try await bench(steps)
    #expect(await bench.events(1) == [expected])
  }

  @Test("a stream that names no endpoint in time closes the transport")
  func silent() async throws {
    let bench = try await bench([.events(), .hold("never")]) {
      $0.deliveryTimeout = .milliseconds(20)
    }
    #expect(
      await bench.events(1) == ["closed: the server did not say where to send messages"])
  }

  @Test("losing the stream closes the transport")
  func loss() async throws {
    let bench = try await bench([
      .events("event: endpoint\ndata: /m\n\n"), .hold("end"), .reset,
    ])
    await bench.send(1, "a")
    _ = await bench.server.requests(2)
    await bench.server.release("end")
    #expect(await bench.events(1)[0].hasPrefix("closed: GET http://127.0.0.1:"))
  }

  @Test("a refused request fails, a refused notification is noticed")
  func refused() async throws {
    let bench = try await bench(
      [.events("event: endpoint\ndata: m\n\n"), .hold("never")],
      post: [.answer("400 Bad Request", "no")])
    await bench.send(1, "a")
    await bench.notify("notifications/b")
    #expect(
      await bench.events(1) == [
        "failed 1 http(status: 400): the server answered 400 Bad Request: no"
      ])
    await bench.until { !$0.notices.isEmpty }
    #expect(await bench.server.requests.last?.target == "/m")
  }

  @Test("an answer does not wait for a request the server is still holding")
  func answers() async throws {
    let server = try await ScriptedServer { request in
      if request.method == "GET" { return [.events("event: endpoint\ndata: /m\n\n"), .hold("no")] }
      return request.body.contains("method") ? [.hold("no")] : [.answer("202 Accepted")]
    }
    let bench = await TransportBench(server, isEventTransport: true) { $0.maximumWaiting = 1 }
    await bench.start()
    await bench.send(1, "a")
    _ = await server.requests(2)
    await bench.send(2, "b")
    await bench.send(3, "c")
    await bench.send(#"{"jsonrpc":"2.0","id":"q","result":{}}"#)
    #expect(await server.requests(3).last?.body.contains(#""id":"q""#) == true)
    #expect(
      await bench.events(1) == ["failed 3 unreachable: 1 messages are waiting already"])
  }
}
