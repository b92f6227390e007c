import Basics
import JSON
import JSONRPC
import MCPHTTP
import MCPTransport
import Testing

@Suite("The limits of an endpoint", .timeLimit(.minutes(1)))
struct EndpointLimitTests {
  private func bench(_ change: (inout EndpointLimits) -> Void) throws -> EndpointBench {
    var limits = EndpointLimits()
    change(&limits)
    return try EndpointBench(limits: limits)
  }

  private func check(_ answer: Answer, _ status: Int, id: JSONValue?, naming limit: String) {
    #expect(answer.status == status)
    #expect(answer.code == -32603)
    #expect(answer.json?["id"] == id)
    #expect(answer.message?.contains(limit) == true, "\(answer.text)")
    #expect(answer.fields["Retry-After"] == "1")
  }

  @Test("requests served at once, of both eras together")
  func exchanges() async throws {
    let bench = try bench { $0.maximumExchanges = 2 }
    let session = await bench.openSession()
    _ = await bench.send(Requests.call("gated"))
    let second = await bench.send(Requests.legacyCall("gated", session: session))
    check(await bench.ask(Requests.call("now", id: 5)), 503, id: 5, naming: "2 requests")
    let refused = await bench.ask(Requests.legacyCall("now", id: 6, session: session))
    check(refused, 503, id: 6, naming: "2 requests")
    check(await bench.ask(Requests.initialize(id: 7)), 503, id: 7, naming: "2 requests")
    bench.service.gate.open()
    _ = await bench.answer(second) { $0.isEnded }
    await bench.turn()
    #expect(await bench.ask(Requests.call("now")).status == 200)
  }

  @Test("subscriptions, which do not count as requests")
  func subscriptions() async throws {
    let bench = try bench {
      $0.maximumSubscriptions = 2
      $0.maximumExchanges = 1
    }
    let first = await bench.send(Requests.modern("subscriptions/listen", id: 1))
    _ = await bench.send(Requests.modern("subscriptions/listen", id: 2))
    let refused = await bench.ask(Requests.modern("subscriptions/listen", id: 3))
    check(refused, 503, id: 3, naming: "2 subscriptions")
    #expect(await bench.ask(Requests.call("later")).status == 200)
    _ = await bench.answer(first) { !$0.messages.isEmpty }
    await bench.disconnect(first)
    await bench.service.journal.wait(for: "listen ended")
    await bench.turn()
    let again = await bench.send(Requests.modern("subscriptions/listen", id: 4))
    #expect(await bench.answer(again) { !$0.messages.isEmpty }.status == 200)
  }

  @Test("sessions")
  func sessions() async throws {
    let bench = try bench { $0.maximumSessions = 2 }
    let first = await bench.openSession()
    _ = await bench.openSession()
    check(await bench.ask(Requests.initialize(id: 9)), 503, id: 9, naming: "2 sessions")
    _ = await bench.ask(Requests.delete(first))
    #expect(await bench.ask(Requests.initialize()).status == 200)
  }

  @Test("requests and streams of one session, which leaves the others alone")
  func streams() async throws {
    let bench = try bench { $0.maximumStreamsPerSession = 2 }
    let session = await bench.openSession()
    let other = await bench.openSession()
    let stream = await bench.send(Requests.stream(session))
    _ = await bench.send(Requests.legacyCall("gated", id: 1, session: session))
    let refused = await bench.ask(Requests.legacyCall("now", id: 2, session: session))
    check(refused, 429, id: 2, naming: "2 requests and streams")
    check(await bench.ask(Requests.stream(session)), 429, id: nil, naming: "2 requests")
    #expect(await bench.ask(Requests.legacyCall("now", session: other)).status == 200)
    await bench.disconnect(stream)
    #expect(await bench.ask(Requests.legacyCall("now", id: 2, session: session)).status == 200)
  }

  @Test("messages of a batch")
  func batch() async throws {
    let bench = try bench { $0.maximumBatchMessages = 2 }
    let session = await bench.openSession("2025-03-26")
    let note = #"{"jsonrpc":"2.0","method":"m"}"#
    #expect(await bench.ask(Requests.inSession("[\(note),\(note)]", session)).status == 202)
    let answer = await bench.ask(Requests.inSession("[\(note),\(note),\(note)]", session))
    #expect(answer.status == 400)
  }

  @Test("bytes that a modern client leaves unread: its stream is cut, its request cancelled")
  func unreadModern() async throws {
    let bench = try bench {
      $0.maximumQueuedBytes = 1000
      $0.keepAlive = .milliseconds(20)
    }
    let fine = await bench.send(Requests.call("noteAndGated"))
    let dead = await bench.send(Requests.call("noteAndGated"))
    for number in [fine, dead] { _ = await bench.answer(number) { !$0.messages.isEmpty } }
    await bench.leaveUnread(1000, in: fine)
    await bench.leaveUnread(1001, in: dead)
    #expect(await bench.answer(dead) { $0.isEnded }.wasAborted)
    await bench.service.journal.wait(for: "gate cancelled")
    #expect(await bench.answer(fine) { $0.comments > 1 }.wasAborted == false)
    let metrics = await bench.ask(Requests.get("/metrics")).text
    #expect(metrics.contains("mcp_http_streams_cut_total 1\n"))
  }

  @Test("bytes that a session's client leaves unread: its stream is cut, and it can come back")
  func unreadLegacy() async throws {
    let bench = try bench { $0.maximumQueuedBytes = 1000 }
    let session = await bench.openSession()
    let outlet = try #require(bench.service.conversations.first).outlet
    let dead = await bench.send(Requests.stream(session))
    outlet.notify("one", nil)
    let id = try #require(await bench.answer(dead) { !$0.messages.isEmpty }.lastEventID)
    await bench.leaveUnread(5000, in: dead)
    outlet.notify("two", nil)
    outlet.notify("three", nil)
    #expect(await bench.answer(dead) { $0.isEnded }.wasAborted)
    let again = await bench.send(Requests.stream(session, after: id))
    #expect(
      await bench.answer(again) { $0.messages.count == 2 }.methods == ["two", "three"])
  }

  @Test("what waits for a standalone stream: the oldest go first")
  func backlog() async throws {
    let bench = try bench { $0.maximumEvents = 3 }
    let session = await bench.openSession()
    let outlet = try #require(bench.service.conversations.first).outlet
    for number in 1...5 { outlet.notify("n\(number)", nil) }
    await bench.turn()
    let stream = await bench.send(Requests.stream(session))
    #expect(await bench.answer(stream).methods == ["n3", "n4", "n5"])
  }

  @Test("standalone streams remembered after their client left: the latest eight")
  func absentStreams() async throws {
    let bench = try bench { _ in }
    let session = await bench.openSession()
    let outlet = try #require(bench.service.conversations.first).outlet
    var events: [String] = []
    for number in 0..<10 {
      let stream = await bench.send(Requests.stream(session))
      outlet.notify("n\(number)", nil)
      let answer = await bench.answer(stream) { !$0.messages.isEmpty }
      events.append(try #require(answer.lastEventID))
      await bench.disconnect(stream)
    }
    // The oldest ended with what is kept of it, so that it is only replayed.
    let oldest = await bench.send(Requests.stream(session, after: events[0]))
    #expect(await bench.answer(oldest).isEnded)
    let newest = await bench.send(Requests.stream(session, after: events[9]))
    #expect(await bench.answer(newest).isEnded == false)
  }
}

@Suite("The parts of an endpoint")
struct EndpointPartTests {
  @Test(
    "Accept",
    arguments: [
      ([], true, true), (["application/json, text/event-stream"], true, true),
      (["application/json"], true, false), (["text/event-stream"], false, true),
      (["application/json", "text/event-stream"], true, true), (["*/*"], true, true),
      (["text/*;q=0.1"], false, true), (["APPLICATION/JSON ; charset=x"], true, false),
      (["application/json;q=0, */*"], false, true), (["*/*;q=0"], false, false),
      (["application/json;q=0.0,text/event-stream;Q=0"], false, false),
      (["text/html"], false, false),
      ([""], false, false), (["json"], false, false), (["application/jsonx"], false, false),
      (["application/*, application/json;q=0"], false, false), ([",,;;/,*"], false, false),
    ])
  func acceptance(values: [String], json: Bool, events: Bool) {
    let acceptance = HTTPAcceptance(values)
    #expect(acceptance.json == json)
    #expect(acceptance.events == events)
  }

  @Test(
    "addresses of this machine may be listened on by everybody",
    arguments: [
      ("127.0.0.1", true), ("127.1.2.3", true), ("localhost", true), ("LOCALHOST", true),
      ("::1", true), ("[::1]", true), ("0.0.0.0", false), ("::", false), ("192.168.1.2", false),
      ("127.0.0.1.evil.com", false), ("127.0.0", false), ("127.0.0.256", false),
      ("127.0.0.+1", false),
      ("localhost.evil.com", false), ("", false), ("mcp.example", false),
    ])
  func binding(host: String, isLoopback: Bool) throws {
    try HTTPBinding.check(host: host, hasAuthorizer: true)
    if isLoopback {
      try HTTPBinding.check(host: host, hasAuthorizer: false)
    } else {
      let error = #expect(throws: HTTPBindingError.self) {
        try HTTPBinding.check(host: host, hasAuthorizer: false)
      }
      #expect(error?.message.contains("127.0.0.1") == true)
      #expect(error?.message.contains("configure authorization") == true)
    }
  }

  @Test("counters as text: one name once, nothing that breaks a line")
  func prometheus() {
    let text = PrometheusText.text([
      ("a_total", "First\nline \\ slash\r.", 1), ("b-c", "Gauge.", -2), ("a_total", "Again.", 9),
      ("9x", "Digit.", 3),
    ])
    #expect(
      text == """
        # HELP a_total First\\nline \\\\ slash .
        # TYPE a_total counter
        a_total 1
        # HELP b_c Gauge.
        # TYPE b_c gauge
        b_c -2
        # HELP _9x Digit.
        # TYPE _9x gauge
        _9x 3

        """)
  }

  @Test("kept events stay within every bound and know what was lost", arguments: 0..<50)
  func store(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let count = Int.random(in: 1...20, using: &random)
    let bytes = Int.random(in: 1...300, using: &random)
    var store = EventStore(maximumCount: count, maximumBytes: bytes, maximumAge: .seconds(10))
    var all: [(stream: Int, sequence: Int, bytes: [UInt8])] = []
    var now = MonotonicInstant(nanoseconds: 0)
    for sequence in 1...300 {
      now = now + .milliseconds(Int.random(in: 0...2000, using: &random))
      let stream = Int.random(in: 1...4, using: &random)
      let size = Int.random(in: 1...60, using: &random)
      let event = [UInt8](repeating: UInt8(sequence % 256), count: size)
      all.append((stream, sequence, event))
      let emptied = store.append(stream: stream, sequence: sequence, bytes: event, at: now)
      #expect(store.count <= count)
      #expect(store.byteCount <= bytes || store.count == 1)
      #expect(emptied.allSatisfy { store.count(of: $0) == 0 })
      #expect((1...4).reduce(0) { $0 + store.count(of: $1) } == store.count)
      let after = Int.random(in: 0...sequence, using: &random)
      let wanted = all.filter { $0.stream == stream && $0.sequence > after }.map(\.bytes)
      if let found = store.events(of: stream, after: after) { #expect(found == wanted) }
      #expect(store.events(of: stream, after: sequence) == [])
    }
    _ = store.expire(now: now + .seconds(11))
    #expect(store.count == 0 && store.byteCount == 0)
  }
}
