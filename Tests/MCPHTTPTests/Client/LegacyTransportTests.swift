import Basics
import JSON
import JSONRPC
import MCPHTTP
import Testing

@Suite("Streamable HTTP, legacy", .timeLimit(.minutes(1)))
struct LegacyTransportTests {
  private static let initialized =
    #"line {"jsonrpc":"2.0","id":0,"result":{"protocolVersion":"2025-06-18","capabilities":{}}}"#
  private static let result = #"{"jsonrpc":"2.0","id":1,"result":{}}"#

  @Test("the session of the handshake goes with every later request and is ended at the close")
  func session() async throws {
    let server = try await ScriptedServer { handshake($0) ?? [.answer("200 OK", Self.result)] }
    let bench = await TransportBench(server, fields: ["X-Key": "k"])
    await bench.shakeHands()
    await bench.send(1, "tools/list")
    #expect(await bench.events(2) == [Self.initialized, "line \(Self.result)"])
    _ = await server.requests(4)
    await bench.close()
    #expect(await bench.events(3).last == "closed")
    let seen = await server.requests(5)
    let sent = seen.map { request in
      [
        request.method, request.fields["Mcp-Session-Id"] ?? "-",
        request.fields["MCP-Protocol-Version"] ?? "-", request.fields["Mcp-Method"] ?? "-",
        request.fields["X-Key"] ?? "-",
      ].joined(separator: " ")
    }
    #expect(sent[0] == "POST - - - k")
    #expect(sent[1] == "POST s-1 2025-06-18 - k")
    #expect(
      sent[2...].sorted() == [
        "DELETE s-1 2025-06-18 - k", "GET s-1 2025-06-18 - k", "POST s-1 2025-06-18 - k",
      ])
    #expect(seen.last?.method == "DELETE")
    #expect(seen.first { $0.method == "GET" }?.fields.all("Accept") == ["text/event-stream"])
  }

  @Test("a server without sessions is sent none, and nothing is deleted")
  func sessionless() async throws {
    let server = try await ScriptedServer {
      handshake($0, session: nil) ?? [.answer("200 OK", Self.result)]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.send(1, "tools/list")
    _ = await bench.events(2)
    await bench.close()
    _ = await bench.events(3)
    let seen = await server.requests
    #expect(seen.allSatisfy { $0.fields["Mcp-Session-Id"] == nil })
    #expect(!seen.contains { $0.method == "DELETE" })
  }

  @Test("what follows the handshake waits until the server has heard that it is over")
  func gate() async throws {
    let server = try await ScriptedServer { request in
      if request.body.contains("notifications/initialized") {
        return [.hold("heard"), .answer("202 Accepted")]
      }
      return handshake(request) ?? [.answer("200 OK", Self.result)]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.send(1, "tools/list")
    await bench.notify("notifications/roots/list_changed")
    _ = await server.requests(2)
    await server.watch(for: .milliseconds(20))
    #expect(await server.requests.count == 2)
    await server.release("heard")
    #expect(await bench.events(2).last == "line \(Self.result)")
    let seen = await server.requests(5)
    #expect(seen[1].body.contains("notifications/initialized"))
  }

  @Test("notifications arrive in order, and answers do not wait for them")
  func order() async throws {
    let server = try await ScriptedServer { request in
      if request.body.contains(#""n":0"#) { return [.hold("first"), .answer("202 Accepted")] }
      return handshake(request) ?? [.answer("202 Accepted")]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    for number in 0..<4 { await bench.notify("notifications/progress", ["n": .int(number)]) }
    await bench.send(#"{"jsonrpc":"2.0","id":"q","result":{}}"#)
    await server.until { $0.requests.contains { $0.body.contains(#""id":"q""#) } }
    await server.release("first")
    await server.until { $0.requests.contains { $0.body.contains(#""n":3"#) } }
    let bodies = await server.requests.map(\.body).filter { $0.contains("progress") }
    #expect(bodies.map { $0.suffix(3).first } == ["0", "1", "2", "3"])
  }

  @Test("a batch of answers is one line each (2025-03-26)")
  func batch() async throws {
    let first = #"{"jsonrpc":"2.0","method":"n"}"#
    let server = try await ScriptedServer {
      handshake($0, revision: "2025-03-26") ?? [
        .answer("200 OK", "[\(first), \n \(Self.result)]")
      ]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.send(1, "a")
    #expect(await bench.events(3)[1...] == ["line \(first)", "line \(Self.result)"])
  }

  @Test("a lost session fails the call, is told once, and a new handshake begins another")
  func sessionLost() async throws {
    let server = try await ScriptedServer { request in
      if request.fields["Mcp-Session-Id"] == "s-1", request.method == "POST",
        !request.body.contains("initialized")
      {
        return [
          .hold("both"),
          .answer(
            "404 Not Found",
            #"{"jsonrpc":"2.0","id":"x","error":{"code":-32600,"message":"gone"}}"#),
        ]
      }
      return handshake(request, session: request.number < 4 ? "s-1" : "s-2")
        ?? [.answer("200 OK", Self.result)]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    _ = await server.requests(3)
    await bench.send(1, "a")
    await bench.send(2, "b")
    _ = await server.requests(5)
    await server.release("both")
    let failures = await bench.events(3)[1...]
    #expect(
      failures.allSatisfy {
        $0.contains(" sessionLost: the server no longer knows the session (404 Not Found: {")
      }, "\(failures)")
    #expect(await bench.notices == [.sessionLost])
    await bench.send(0, "initialize", ["protocolVersion": "2025-11-25"])
    _ = await bench.events(4)
    await bench.notify("notifications/initialized")
    await bench.send(1, "a")
    #expect(await bench.events(5).last == "line \(Self.result)")
    let again = await server.requests.filter { $0.body.contains("\"initialize\"") }
    #expect(again.map { $0.fields["Mcp-Session-Id"] } == [nil, nil])
    #expect(await server.requests.last { $0.method == "POST" }?.fields["Mcp-Session-Id"] == "s-2")
  }

  @Test("an unknown method of a living session is not taken for a lost one")
  func unknownMethod() async throws {
    let error = #"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"m"}}"#
    let server = try await ScriptedServer { handshake($0) ?? [.answer("404 Not Found", error)] }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.send(1, "a")
    #expect(await bench.events(2).last == "line \(error)")
    #expect(await bench.notices.isEmpty)
  }

  @Test("a session id or revision that cannot be a header field is not used")
  func badSession() async throws {
    let server = try await ScriptedServer { handshake($0, session: "a b") ?? [.answer()] }
    let bench = await TransportBench(server)
    await bench.start()
    await bench.send(0, "initialize", [:])
    #expect(await bench.events(1)[0].hasPrefix("failed 0 broken: the server's session id"))
    let odd = try await ScriptedServer {
      handshake($0, revision: "1\\r\\nEvil: 1") ?? [.answer("200 OK", Self.result)]
    }
    let second = await TransportBench(odd)
    await second.shakeHands()
    await second.send(1, "a")
    #expect(await second.events(2).last == "line \(Self.result)")
    #expect(await odd.requests.allSatisfy { $0.fields["MCP-Protocol-Version"] == nil })
  }

  @Test("giving a call up tells the server and then closes the stream")
  func cancel() async throws {
    let server = try await ScriptedServer { request in
      if request.body.contains("cancelled") { return [.hold("told"), .answer("202 Accepted")] }
      return handshake(request) ?? [.events(": wait\n\n"), .hold("never")]
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.send(1, "tools/call")
    await server.until { $0.requests.contains { $0.body.contains("tools/call") } }
    await bench.notify("notifications/cancelled", ["requestId": 1])
    await server.until { $0.requests.contains { $0.body.contains("cancelled") } }
    #expect(await server.closedByClient.isEmpty)
    await server.release("told")
    let call = await server.requests.first { $0.body.contains("tools/call") }?.connection ?? 0
    await server.until { $0.closedByClient.contains(call) }
    #expect(await bench.events == [Self.initialized])
  }

  @Test("notifications that do not arrive are noticed")
  func undelivered() async throws {
    let server = try await ScriptedServer { request in
      request.body.contains("progress")
        ? [.answer("400 Bad Request", "no")] : handshake(request) ?? []
    }
    let bench = await TransportBench(server)
    await bench.shakeHands()
    await bench.notify("notifications/progress")
    await bench.until { !$0.notices.isEmpty }
    let failure = TransportFailure(
      .http(status: 400), "the server answered 400 Bad Request: no")
    #expect(
      await bench.notices == [.undelivered(method: "notifications/progress", failure)])
  }

  @Test("closing does not wait for a server that does not answer the goodbye")
  func slowGoodbye() async throws {
    let server = try await ScriptedServer { request in
      request.method == "DELETE" ? [.hold("never")] : handshake(request) ?? []
    }
    let bench = await TransportBench(server) { $0.closingTimeout = .milliseconds(400) }
    await bench.shakeHands()
    _ = await server.requests(3)
    await bench.notify("notifications/progress")
    await bench.close()
    await bench.close()
    #expect(await bench.events(2).last == "closed")
    #expect(await server.requests.suffix(2).map(\.method) == ["POST", "DELETE"])
  }

  @Test("requests that wait are bounded")
  func waiting() async throws {
    let server = try await ScriptedServer { request in
      request.body.contains("notifications/") ? [.hold("never")] : handshake(request) ?? []
    }
    let bench = await TransportBench(server) { $0.maximumWaiting = 2 }
    await bench.shakeHands()
    for id in 1...3 { await bench.send(id, "a") }
    #expect(
      await bench.events(2).last == "failed 3 unreachable: 2 messages are waiting already")
    await bench.notify("notifications/progress")
    #expect(await bench.notices.count == 1)
  }
}
