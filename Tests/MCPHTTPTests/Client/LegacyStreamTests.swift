import Basics
import JSON
import JSONRPC
import MCPHTTP
import Testing

@Suite("Streams of a legacy session", .timeLimit(.minutes(1)))
struct LegacyStreamTests {
  private static let result = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
  private static let note = #"{"jsonrpc":"2.0","method":"n"}"#

  /// The lines and failures behind the handshake's own.
  private func rest(_ bench: TransportBench, _ count: Int) async -> [String] {
    Array(await bench.events(count + 1).dropFirst())
  }

  @Test("a polled stream is gone on with behind its last event, not before the server's wait")
  func polling() async throws {
    let server = try await ScriptedServer { request in
      if let base = handshake(request) { return base }
      switch request.fields["Last-Event-ID"] {
      case nil: return [.events("id: e1\nretry: 300\ndata:\n\n"), .close]
      case "e1": return [.events("id: e2\ndata: \(Self.note)\n\n"), .close]
      default: return [.events("id: e3\ndata: \(Self.result)\n\n"), .close]
      }
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    _ = await server.requests(3)
    await bench.send(1, "tools/call")
    #expect(await rest(bench, 2) == ["line \(Self.note)", "line \(Self.result)"])
    let seen = Array(await server.requests.dropFirst(3))
    #expect(seen.map(\.method) == ["POST", "GET", "GET"])
    #expect(seen.map { $0.fields["Last-Event-ID"] } == [nil, "e1", "e2"])
    #expect(seen.allSatisfy { $0.fields["Mcp-Session-Id"] == "s-1" })
    #expect(seen[1].fields.all("Accept") == ["text/event-stream"])
    for (earlier, later) in zip(seen, seen.dropFirst()) {
      #expect(later.time - earlier.time >= .milliseconds(300))
    }
  }

  @Test("a stream that breaks is gone on with too, at growing distances")
  func broken() async throws {
    let server = try await ScriptedServer { request in
      if let base = handshake(request) { return base }
      if request.method == "POST" { return [.events("id: 1\ndata: \(Self.note)\n\n"), .reset] }
      let tries = request.number - 4
      if tries < 3 { return [.answer("503 Busy")] }
      return tries == 3
        ? [.reset] : [.events("data: \(Self.result)\n\n"), .close]
    }
    let bench = await TransportBench(server) { $0.firstRetry = .milliseconds(10) }
    await bench.shakeHands()
    _ = await server.requests(3)
    await bench.send(1, "tools/call")
    #expect(await rest(bench, 2) == ["line \(Self.note)", "line \(Self.result)"])
    #expect(await server.requests.count == 8)
  }

  @Test(
    "a stream that cannot be gone on with fails the call",
    arguments: [
      ("405 Method Not Allowed", "failed 1 http(status: 405): "),
      ("404 Not Found", "failed 1 sessionLost: "), ("503 Busy", "failed 1 http(status: 503): "),
    ])
  func lost(status: String, expected: String) async throws {
    let server = try await ScriptedServer { request in
      if let base = handshake(request) { return base }
      return request.method == "POST"
        ? [.events("id: 1\ndata:\n\n"), .close] : [.answer(status)]
    }
    let bench = await TransportBench(server) {
      $0.firstRetry = .milliseconds(1)
      $0.maximumResumptions = 2
    }
    await bench.shakeHands()
    _ = await server.requests(3)
    await bench.send(1, "tools/call")
    let found = await rest(bench, 1)[0]
    #expect(found.hasPrefix(expected), "\(found)")
  }

  @Test("a stream without ids that ends without the answer fails the call")
  func withoutID() async throws {
    let server = try await ScriptedServer {
      handshake($0) ?? [.events("data: \(Self.note)\n\n"), .close]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.send(1, "tools/call")
    #expect(
      await rest(bench, 2) == [
        "line \(Self.note)", "failed 1 broken: the answer stream broke before the answer came",
      ])
  }

  @Test("a handshake answered by a stream begins a session like any other")
  func streamedHandshake() async throws {
    let server = try await ScriptedServer { request in
      if request.body.contains("\"initialize\"") {
        return [
          .events(
            "id: p\ndata:\n\ndata: {\"jsonrpc\":\"2.0\",\"id\":0,\"result\":{\"protocolVersion\":\"2025-03-26\"}}\n\n",
            fields: "mcp-session-id: s-9\r\n"), .close,
        ]
      }
      return handshake(request) ?? [.answer("200 OK", Self.result)]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.send(1, "a")
    _ = await rest(bench, 1)
    let seen = await server.requests.last { $0.method == "POST" }
    #expect(seen?.fields["Mcp-Session-Id"] == "s-9")
    #expect(seen?.fields["MCP-Protocol-Version"] == "2025-03-26")
  }

  @Test("the server's own stream brings its messages and is opened again behind the last one")
  func standing() async throws {
    let server = try await ScriptedServer { request in
      if request.fields["Last-Event-ID"] == "g1" {
        return [.events("data: {\"b\":2}\n\n"), .hold("never")]
      }
      return handshake(
        request, get: [.events("retry: 120\nid: g1\ndata: {\"a\":1}\n\n"), .close]) ?? []
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    #expect(await rest(bench, 2) == [#"line {"a":1}"#, #"line {"b":2}"#])
    let gets = await server.requests.filter { $0.method == "GET" }
    #expect(gets.count == 2)
    #expect(gets[1].time - gets[0].time >= .milliseconds(120))
    #expect(gets[1].fields["Mcp-Session-Id"] == "s-1")
    await bench.close()
    await server.until { $0.closedByClient.contains(gets[1].connection) }
  }

  @Test("a server without a stream of its own is not asked again", arguments: ["405 No", "501 No"])
  func noStanding(status: String) async throws {
    let server = try await ScriptedServer { request in
      handshake(request, get: [.answer(status)]) ?? [.answer("200 OK", Self.result)]
    }
    let bench = await TransportBench(server) { $0.firstRetry = .milliseconds(1) }
    await bench.shakeHands()
    _ = await server.requests(3)
    await bench.send(1, "a")
    _ = await rest(bench, 1)
    await server.watch(for: .milliseconds(20))
    #expect(await server.requests.filter { $0.method == "GET" }.count == 1)
    let notices = await bench.notices
    #expect(notices.count == (status.hasPrefix("405") ? 0 : 1))
  }

  @Test("a stream of the server's own that fails for the moment is tried again")
  func standingRetries() async throws {
    let server = try await ScriptedServer { request in
      let tries = request.number - 3
      let get: [Step] =
        switch tries {
        case 0: [.answer("503 Busy")]
        case 1: [.reset]
        case 2: [.events(), .close]
        default: [.events("data: {}\n\n"), .hold("never")]
        }
      return handshake(request, get: get) ?? []
    }
    let bench = await TransportBench(server) { $0.firstRetry = .milliseconds(5) }
    await bench.shakeHands()
    #expect(await rest(bench, 1) == ["line {}"])
    #expect(await server.requests.filter { $0.method == "GET" }.count >= 4)
  }

  @Test("a session that the server's own stream no longer knows is lost")
  func standingLost() async throws {
    let server = try await ScriptedServer {
      handshake($0, get: [.answer("404 Not Found")]) ?? []
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.until { !$0.notices.isEmpty }
    #expect(await bench.notices == [.sessionLost])
  }

  @Test("a request of the server on a call's stream is answered by a POST")
  func serverRequest() async throws {
    let question = #"{"jsonrpc":"2.0","id":"q","method":"elicitation/create"}"#
    let server = try await ScriptedServer { request in
      if let base = handshake(request) { return base }
      if request.body.contains(#""id":"q""#) { return [.answer("202 Accepted")] }
      return [
        .events("data: \(question)\n\n"), .hold("answered"),
        .send("data: \(Self.result)\n\n"), .close,
      ]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.send(1, "tools/call")
    #expect(await rest(bench, 1) == ["line \(question)"])
    await bench.send(#"{"jsonrpc":"2.0","id":"q","result":{"action":"accept"}}"#)
    await server.until { $0.requests.contains { $0.body.contains("accept") } }
    await server.release("answered")
    #expect(await rest(bench, 2).last == "line \(Self.result)")
  }
}
