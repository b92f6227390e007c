import JSON
import MCPHTTP
import MCPTransport
import Testing

@Suite("Sessions over HTTP: coming back for the rest", .timeLimit(.minutes(1)))
struct ResumingTests {
  @Test("leaving a POST cancels nothing: the client comes back for the answer")
  func comingBack() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let number = await bench.send(Requests.legacyCall("noteAndGated", session: session))
    let begun = await bench.answer(number) { !$0.messages.isEmpty }
    #expect(begun.events.first?.data == "")
    let priming = try #require(begun.events.first?.id)
    await bench.disconnect(number)
    bench.service.gate.open()
    await bench.service.journal.wait(for: "gate passed")
    await bench.turn()

    let fromStart = await bench.ask(Requests.stream(session, after: priming))
    #expect(fromStart.methods == ["begun", "after"])
    #expect(fromStart.json?["result"]?["said"] == "gated")
    let last = try #require(begun.lastEventID)
    let fromNote = await bench.ask(Requests.stream(session, after: last))
    #expect(fromNote.methods == ["after"])
    #expect(fromNote.json?["id"] == 1)
    let end = try #require(fromNote.lastEventID)
    let nothing = await bench.ask(Requests.stream(session, after: end))
    #expect(nothing.isStream && nothing.events.isEmpty)
    #expect(
      await bench.ask(Requests.get("/metrics")).text.contains("mcp_http_streams_resumed_total 3\n"))
  }

  @Test("a client that comes back before the end goes on live, on the latest connection only")
  func goingOn() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let number = await bench.send(Requests.legacyCall("noteAndGated", session: session))
    let last = try #require(await bench.answer(number) { !$0.messages.isEmpty }.lastEventID)
    let second = await bench.send(Requests.stream(session, after: last))
    #expect(await bench.answer(number).isEnded, "the old connection ends")
    let third = await bench.send(Requests.stream(session, after: last))
    #expect(await bench.answer(second).isEnded)
    bench.service.gate.open()
    let answer = await bench.answer(third) { $0.isEnded }
    #expect(answer.methods == ["after"])
    #expect(answer.json?["result"]?["said"] == "gated")
    #expect(await bench.answer(second).messages.isEmpty)
  }

  @Test("leaving before any event goes out loses the answer, and cancels nothing either")
  func tooEarly() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let number = await bench.send(Requests.legacyCall("gated", session: session))
    await bench.disconnect(number)
    bench.service.gate.open()
    await bench.service.journal.wait(for: "gate passed")
    await bench.turn()
    #expect(await bench.ask(Requests.stream(session, after: "2-1")).status == 400)
    #expect(
      await bench.ask(Requests.get("/metrics")).text.contains("mcp_http_requests_pending 0\n"))
  }

  @Test("a server that closes a stream says when to come back, and the answer waits")
  func polling() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let closed = await bench.ask(Requests.legacyCall("polled", session: session))
    #expect(closed.isStream && closed.messages.isEmpty)
    let id = try #require(closed.lastEventID)
    #expect(closed.text == "id: \(id)\ndata: \n\nretry: 500\n\n")
    let resumed = await bench.send(Requests.stream(session, after: id))
    #expect(await bench.answer(resumed).isEnded == false)
    bench.service.gate.open()
    let answer = await bench.answer(resumed) { $0.isEnded }
    #expect(answer.methods == ["meanwhile"])
    #expect(answer.json == ["jsonrpc": "2.0", "id": 1, "result": ["said": "polled"]])
  }

  @Test("an answer that came while the client waited is there when it comes back")
  func pollingLate() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let id = try #require(
      await bench.ask(Requests.legacyCall("polled", session: session)).lastEventID)
    bench.service.gate.open()
    while await !bench.ask(Requests.get("/metrics")).text.contains("requests_pending 0\n") {
      await bench.turn()
    }
    let answer = await bench.ask(Requests.stream(session, after: id))
    #expect(answer.methods == ["meanwhile"])
    #expect(answer.json?["result"]?["said"] == "polled")
  }

  @Test(
    "closing a stream has no effect where clients do not come back",
    arguments: [
      ("2025-06-18", "application/json, text/event-stream"), ("2025-11-25", "application/json"),
    ])
  func noPolling(revision: String, accept: String) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession(revision)
    bench.service.gate.open()
    let answer = await bench.ask(
      Requests.legacyCall("polled", session: session, fields: ["Accept": accept]))
    #expect(answer.json?["result"]?["said"] == "polled")
    #expect(!answer.text.contains("retry:"))
  }

  @Test("standalone streams are resumed with their own events only")
  func standalone() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let outlet = try #require(bench.service.conversations.first).outlet
    let first = await bench.send(Requests.stream(session))
    outlet.notify("one", nil)
    outlet.notify("two", nil)
    let seen = await bench.answer(first) { $0.messages.count == 2 }
    _ = await bench.ask(Requests.legacyCall("notes", session: session))
    await bench.disconnect(first)
    outlet.notify("three", nil)
    await bench.turn()
    let one = try #require(seen.events.first?.id)
    let again = await bench.send(Requests.stream(session, after: one))
    #expect(await bench.answer(again).methods == ["two", "three"])
    outlet.notify("four", nil)
    #expect(
      await bench.answer(again) { $0.messages.count == 3 }.methods == ["two", "three", "four"])
    #expect(await bench.answer(again).isEnded == false)
  }

  @Test(
    "an event nobody sent is refused and the session goes on",
    arguments: [
      "", "x", "1", "1-", "-1", "1-2-3", "1-99", "99-1", "1-0x1", "9223372036854775808-1", "é-1",
    ])
  func unknownEvent(event: String) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    _ = await bench.ask(Requests.legacyCall("notes", session: session))
    let answer = await bench.ask(Requests.stream(session, after: event))
    Rung("", Requests.get("/"), 400, code: -32600).check(answer)
    #expect(answer.message?.contains("without Last-Event-ID") == true)
    #expect(await bench.ask(Requests.legacy("ping", session: session)).status == 200)
  }

  @Test("events of another session are unknown")
  func otherSession() async throws {
    let bench = try EndpointBench()
    let first = await bench.openSession()
    let second = await bench.openSession()
    let answer = await bench.ask(Requests.legacyCall("notes", session: first))
    let id = try #require(answer.events.first?.id)
    #expect(await bench.ask(Requests.stream(second, after: id)).status == 400)
    #expect(await bench.ask(Requests.stream(first, after: id)).methods.count == 3)
  }

  @Test(
    "events are kept only so many",
    arguments: [
      (5, 1 << 20, 1), (1000, 200, 1), (5, 1 << 20, 2), (1000, 1 << 20, 0),
    ])
  func bounded(count: Int, bytes: Int, gone: Int) async throws {
    var limits = EndpointLimits()
    limits.maximumEvents = count
    limits.maximumEventBytes = bytes
    let bench = try EndpointBench(limits: limits)
    let session = await bench.openSession()
    let answer = await bench.ask(Requests.legacyCall("notes", id: 1, session: session))
    let priming = try #require(answer.events.first?.id)
    // Each further call brings four events; the first stream is gone wholly after two.
    for number in 0..<gone {
      _ = await bench.ask(Requests.legacyCall("notes", id: .int(number + 2), session: session))
    }
    let resumed = await bench.ask(Requests.stream(session, after: priming))
    #expect(resumed.status == (gone == 0 ? 200 : 400))
    if gone > 0 { #expect(resumed.message?.contains("without Last-Event-ID") == true) }
  }

  @Test("events are kept only so long")
  func aged() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let outlet = try #require(bench.service.conversations.first).outlet
    let first = try #require(
      await bench.ask(Requests.legacyCall("notes", session: session)).events.first?.id)
    outlet.notify("old", nil)
    await bench.turn()
    bench.clock.advance(200)
    #expect(await bench.ask(Requests.stream(session, after: first)).status == 200)
    outlet.notify("young", nil)
    await bench.turn()
    bench.clock.advance(200)
    #expect(await bench.ask(Requests.stream(session, after: first)).status == 400)
    let stream = await bench.send(Requests.stream(session))
    #expect(await bench.answer(stream).methods == ["young"])
  }
}
