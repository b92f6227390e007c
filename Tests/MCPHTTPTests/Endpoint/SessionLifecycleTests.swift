import JSON
import MCPHTTP
import Testing

@Suite("Sessions over HTTP: from initialize to DELETE", .timeLimit(.minutes(1)))
struct SessionLifecycleTests {
  @Test("initialize opens a session with a name nobody can guess")
  func opens() async throws {
    let bench = try EndpointBench()
    var names: Set<String> = []
    for revision in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
      let answer = await bench.ask(Requests.initialize(revision))
      #expect(answer.status == 200)
      #expect(answer.json?["result"]?["protocolVersion"]?.string == revision)
      let name = try #require(answer.fields["Mcp-Session-Id"])
      #expect(name.utf8.count >= 32)
      #expect(name.utf8.allSatisfy { (0x21...0x7E).contains($0) })
      names.insert(name)
    }
    #expect(names.count == 4)
  }

  @Test(
    "an initialize that carries fields of later revisions is a plain one",
    arguments: [
      "2025-11-25", "2026-07-28", "nonsense",
    ])
  func fieldsOfLater(revision: String) async throws {
    let answer = try await EndpointBench().ask(
      Requests.initialize(fields: ["MCP-Protocol-Version": revision, "Mcp-Method": "initialize"]))
    #expect(answer.status == 200)
    #expect(answer.fields["Mcp-Session-Id"] != nil)
  }

  @Test("an initialize that fails opens nothing")
  func failed() async throws {
    let bench = try EndpointBench()
    let answer = await bench.ask(
      Requests.post(#"{"jsonrpc":"2.0","id":0,"method":"initialize","params":{}}"#))
    #expect(answer.status == 200)
    #expect(answer.code == -32602)
    #expect(answer.fields["Mcp-Session-Id"] == nil)
    await bench.service.journal.wait(for: "ended")
    #expect(await bench.ask(Requests.get("/metrics")).text.contains("mcp_http_sessions 0\n"))
  }

  @Test("a client that leaves before it knows its session leaves none behind")
  func leftEarly() async throws {
    let bench = try EndpointBench()
    await bench.sendAndLeave(Requests.initialize())
    await bench.service.journal.wait(for: "ended")
    #expect(await bench.ask(Requests.get("/metrics")).text.contains("mcp_http_sessions 0\n"))
  }

  @Test("a session serves requests, notifications and answers, until DELETE")
  func life() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let note = await bench.ask(
      Requests.inSession(#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#, session))
    #expect(note.status == 202)
    #expect(note.bytes.isEmpty)
    await bench.service.journal.wait(for: "notifications/initialized")
    let pong = await bench.ask(Requests.legacy("ping", id: "p", session: session))
    #expect(pong.text == #"{"jsonrpc":"2.0","id":"p","result":{}}"#)
    #expect(pong.fields["Mcp-Session-Id"] == nil)
    let stray = await bench.ask(
      Requests.inSession(#"{"jsonrpc":"2.0","id":99,"result":{}}"#, session))
    #expect(stray.status == 202)
    let gone = await bench.ask(Requests.delete(session))
    #expect(gone.status == 204)
    let late = await bench.ask(Requests.legacy("ping", session: session))
    Rung("", Requests.get("/"), 404, code: -32600, id: "1").check(late)
    #expect(await bench.ask(Requests.delete(session)).status == 404)
    #expect(await bench.ask(Requests.stream(session)).status == 404)
    await bench.service.journal.wait(for: "ended")
  }

  @Test(
    "errors of the handshake era are answers like others", arguments: [-32601, -32602, -32603, 7])
  func errors(code: Int) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let answer = await bench.ask(Requests.legacy("fail/\(code)", session: session))
    Rung("", Requests.get("/"), 200, code: code, id: "1").check(answer)
  }

  static let refused: [Rung] = [
    Rung(
      "no session",
      Requests.modern("ping", meta: nil, fields: ["MCP-Protocol-Version": "2025-06-18"]), 400,
      code: -32602, id: "1"),
    Rung(
      "an unknown session", Requests.legacy("ping", session: "nope"), 404, code: -32600, id: "1"),
    Rung(
      "an unknown revision",
      Requests.legacy("ping", session: "S", fields: ["MCP-Protocol-Version": "1999-01-01"]), 400,
      code: -32600, id: "1"),
    Rung(
      "a client that takes nothing",
      Requests.legacy("ping", session: "S", fields: ["Accept": "text/html"]), 406, code: -32600,
      id: "1"),
    Rung(
      "initialize of a client that takes nothing",
      Requests.initialize(id: 3, fields: ["Accept": "image/png"]), 406, code: -32600, id: "3"),
    Rung(
      "initialize inside a session", Requests.initialize(id: 3, fields: ["Mcp-Session-Id": "S"]),
      400, code: -32600, id: "3"),
    Rung(
      "initialize inside a dead session",
      Requests.initialize(id: 3, fields: ["Mcp-Session-Id": "nope"]), 404, code: -32600, id: "3"),
    Rung(
      "a notification into an unknown session",
      Requests.inSession(#"{"jsonrpc":"2.0","method":"m"}"#, "nope"), 404, code: -32600),
    Rung(
      "an answer into an unknown session",
      Requests.inSession(#"{"jsonrpc":"2.0","id":1,"result":{}}"#, "nope"), 404, code: -32600),
    Rung(
      "a stream without a session", Requests.get("/mcp", fields: ["Accept": "text/event-stream"]),
      400, code: -32602),
    Rung(
      "a stream of a client that takes none",
      Requests.stream("S", fields: ["Accept": "application/json"]), 406, code: -32600),
    Rung(
      "a DELETE without a session",
      HTTPRequest(method: "DELETE", path: "/mcp", fields: ["Host": "localhost"]), 400, code: -32602),
    Rung(
      "a request by the revision of the session",
      Requests.legacy("ping", session: "S", fields: ["MCP-Protocol-Version": "2025-11-25"]), 200,
      id: "1"),
    Rung(
      "a request by another served revision",
      Requests.legacy("ping", session: "S", fields: ["MCP-Protocol-Version": "2025-03-26"]), 200,
      id: "1"),
    Rung(
      "a request that takes only events",
      Requests.legacy("ping", session: "S", fields: ["Accept": "text/event-stream"]), 200, id: "1"),
    Rung(
      "a modern request beside the session",
      Requests.modern("tools/list", fields: ["Mcp-Session-Id": "S"]), 200, id: "1"),
    Rung(
      "a modern request for a method of the session",
      Requests.modern("ping2", fields: ["Mcp-Session-Id": "S"]), 404, code: -32601, id: "1"),
  ]

  @Test("the fields of a session's requests are checked", arguments: refused)
  func checked(_ rung: Rung) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    var request = rung.request
    if request.fields["Mcp-Session-Id"] == "S" { request.fields["Mcp-Session-Id"] = session }
    rung.check(await bench.ask(request))
  }

  @Test("a session that nobody uses expires, one with a stream does not")
  func expiry() async throws {
    var limits = EndpointLimits()
    limits.sessionIdle = .milliseconds(250)
    let bench = try EndpointBench(limits: limits)
    let used = await bench.openSession()
    let stream = await bench.send(Requests.stream(used))
    let idle = await bench.openSession()
    await bench.service.journal.wait(for: "ended")
    #expect(await bench.ask(Requests.legacy("ping", session: idle)).status == 404)
    #expect(await bench.ask(Requests.legacy("ping", session: used)).status == 200)
    #expect(await bench.answer(stream).isEnded == false)
    await bench.disconnect(stream)
    let ended = bench.service.journal.entries.count { $0 == "ended" }
    #expect(ended == 1)
    while bench.service.journal.entries.count(where: { $0 == "ended" }) < 2 { await bench.turn() }
    let metrics = await bench.ask(Requests.get("/metrics")).text
    #expect(metrics.contains("mcp_http_sessions_expired_total 2\n"))
  }

  @Test("ending a session answers what waits and ends its streams")
  func endWhileBusy() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession("2025-06-18")
    let waiting = await bench.send(Requests.legacyCall("gated", id: 5, session: session))
    let streaming = await bench.send(Requests.legacyCall("noteAndGated", id: 6, session: session))
    let standalone = await bench.send(Requests.stream(session))
    _ = await bench.answer(streaming) { !$0.methods.isEmpty }
    #expect(await bench.ask(Requests.delete(session)).status == 204)
    let refused = await bench.answer(waiting) { $0.isEnded }
    Rung("", Requests.get("/"), 404, code: -32600, id: "5").check(refused)
    #expect(await bench.answer(streaming).isEnded)
    #expect(await bench.answer(standalone).isEnded)
    await bench.service.journal.wait(for: "gate cancelled")
    await bench.service.journal.wait(for: "ended")
    #expect(
      await bench.ask(Requests.get("/metrics")).text.contains("mcp_http_requests_pending 0\n"))
  }

  @Test("stopping closes every session")
  func stopping() async throws {
    let bench = try EndpointBench()
    let first = await bench.openSession()
    _ = await bench.openSession()
    let call = await bench.send(Requests.legacyCall("gated", session: first))
    await bench.stop(draining: .zero)
    #expect(bench.service.journal.entries.count { $0 == "ended" } == 2)
    #expect(await bench.answer(call).status == 503)
  }
}
