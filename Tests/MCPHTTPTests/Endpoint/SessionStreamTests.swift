import JSON
import JSONRPC
import MCPHTTP
import MCPTransport
import Testing

@Suite("Sessions over HTTP: which message goes where", .timeLimit(.minutes(1)))
struct SessionStreamTests {
  @Test("an answer at once and a quick one are JSON", arguments: ["now", "later"])
  func json(tool: String) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let answer = await bench.ask(Requests.legacyCall(tool, session: session))
    #expect(!answer.isStream)
    #expect(answer.text == #"{"jsonrpc":"2.0","id":1,"result":{"said":"\#(tool)"}}"#)
  }

  @Test(
    "a slow answer that could be resumed becomes a stream",
    arguments: [
      ("2025-11-25", true), ("2025-06-18", false),
    ])
  func slow(revision: String, isStream: Bool) async throws {
    var limits = EndpointLimits()
    limits.answerGrace = .milliseconds(10)
    limits.keepAlive = .milliseconds(40)
    let bench = try EndpointBench(limits: limits)
    let session = await bench.openSession(revision)
    let number = await bench.send(Requests.legacyCall("gated", session: session))
    let answer = await bench.answer(number) { $0.comments > 0 }
    #expect(answer.isStream)
    // Toward older clients it begins with the first comment, and they get no empty event.
    #expect(answer.events.map(\.data) == (isStream ? [""] : []))
    bench.service.gate.open()
    let end = await bench.answer(number) { $0.isEnded }
    #expect(end.json?["result"]?["said"] == "gated")
  }

  @Test(
    "notifications that belong to a request go out on its POST",
    arguments: [
      ("2025-11-25", true), ("2025-06-18", false), ("2025-03-26", false), ("2024-11-05", false),
    ])
  func related(revision: String, isPrimed: Bool) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession(revision)
    let standalone = await bench.send(Requests.stream(session))
    let answer = await bench.ask(Requests.legacyCall("notes", session: session))
    #expect(answer.isStream)
    #expect(answer.fields["Content-Type"] == "text/event-stream")
    #expect(
      answer.events.map(\.data) == (isPrimed ? [""] : []) + [
        #"{"jsonrpc":"2.0","method":"notes","params":{"number":1}}"#,
        #"{"jsonrpc":"2.0","method":"notes","params":{"number":2}}"#,
        #"{"jsonrpc":"2.0","method":"notes","params":{"number":3}}"#,
        #"{"jsonrpc":"2.0","id":1,"result":{"said":"notes"}}"#,
      ])
    let ids = answer.events.compactMap(\.id)
    #expect(ids.count == answer.events.count && Set(ids).count == ids.count)
    #expect(await bench.answer(standalone).messages.isEmpty)
  }

  @Test("a client that takes only JSON does without them, and cannot be asked")
  func onlyJSON() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let fields: HTTPFields = ["Accept": "application/json"]
    for (tool, said) in [
      ("notes", "notes"), ("who", "nobody false"),
      ("asks", "failed: the client has no stream open on which it could be asked"),
    ] {
      let answer = await bench.ask(Requests.legacyCall(tool, session: session, fields: fields))
      #expect(!answer.isStream)
      #expect(answer.json?["result"]?["said"]?.string == said)
    }
  }

  @Test("a client that takes only events gets every answer as one")
  func onlyEvents() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let answer = await bench.ask(
      Requests.legacy("ping", session: session, fields: ["Accept": "text/event-stream"]))
    #expect(answer.isStream)
    #expect(answer.messages == [["jsonrpc": "2.0", "id": 1, "result": [:]]])
  }

  @Test("a server asks the client on the POST of the call, and gets its answer by another")
  func asking() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let standalone = await bench.send(Requests.stream(session))
    let number = await bench.send(Requests.legacyCall("asks", session: session))
    let asked = await bench.answer(number) { !$0.messages.isEmpty }
    #expect(asked.methods == ["elicitation/create"])
    #expect(asked.json?["params"] == ["message": "?"])
    let id = try #require(asked.json?["id"])
    let reply = await bench.ask(
      Requests.inSession(
        #"{"jsonrpc":"2.0","id":\#(JSONWriter.string(id)),"result":{"action":"accept"}}"#, session))
    #expect(reply.status == 202)
    let answer = await bench.answer(number) { $0.isEnded }
    #expect(answer.json == ["jsonrpc": "2.0", "id": 1, "result": ["action": "accept"]])
    #expect(await bench.answer(standalone).messages.isEmpty)
  }

  @Test("a call that is given up is withdrawn on the stream it went out on")
  func withdrawing() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let standalone = await bench.send(Requests.stream(session))
    let number = await bench.send(Requests.legacyCall("asks", session: session))
    _ = await bench.answer(number) { !$0.messages.isEmpty }
    let cancel = await bench.ask(
      Requests.inSession(
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#, session))
    #expect(cancel.status == 202)
    let end = await bench.answer(number) { $0.isEnded }
    #expect(end.methods == ["elicitation/create"], "a cancelled request gets no answer")
    await bench.turn()
    // The request's own stream is over, so the news goes out where anything goes.
    let news = await bench.answer(standalone) { !$0.messages.isEmpty }
    #expect(news.methods == ["notifications/cancelled"])
  }

  @Test(
    "a request that the client cancels gets no answer",
    arguments: [
      ("gated", 202), ("noteAndGated", 200),
    ])
  func cancelled(tool: String, status: Int) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let number = await bench.send(Requests.legacyCall(tool, id: "c", session: session))
    if status == 200 { _ = await bench.answer(number) { !$0.methods.isEmpty } }
    _ = await bench.ask(
      Requests.inSession(
        #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"c"}}"#, session
      ))
    let answer = await bench.answer(number) { $0.isEnded }
    #expect(answer.status == status)
    #expect(answer.messages.allSatisfy { $0["id"] == nil })
    await bench.service.journal.wait(for: "gate cancelled")
    #expect(await bench.ask(Requests.legacyCall("now", id: "c", session: session)).status == 200)
  }

  @Test("an id that is still being served is refused, and the first request goes on")
  func duplicate() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let first = await bench.send(Requests.legacyCall("gated", id: 7, session: session))
    let second = await bench.ask(Requests.legacyCall("now", id: 7, session: session))
    Rung("", Requests.get("/"), 400, code: -32600, id: "7").check(second)
    bench.service.gate.open()
    #expect(await bench.answer(first) { $0.isEnded }.json?["result"]?["said"] == "gated")
  }

  @Test("what belongs to no request goes to exactly one open stream, the newest")
  func unrelated() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let outlet = try #require(bench.service.conversations.first).outlet
    let first = await bench.send(Requests.stream(session))
    let second = await bench.send(Requests.stream(session))
    for number in [first, second] { #expect(await bench.answer(number).isStream) }
    outlet.notify("changed", RawJSON(["n": 1]))
    let answer = await bench.answer(second) { !$0.messages.isEmpty }
    #expect(answer.messages == [["jsonrpc": "2.0", "method": "changed", "params": ["n": 1]]])
    #expect(answer.events.first?.id != nil)
    await bench.disconnect(second)
    outlet.notify("again", nil)
    #expect(await bench.answer(first) { !$0.messages.isEmpty }.methods == ["again"])
    #expect(await bench.answer(second).methods == ["changed"])
  }

  @Test("what belongs to no request waits for a stream, in order")
  func backlog() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession()
    let outlet = try #require(bench.service.conversations.first).outlet
    for number in 1...3 { outlet.notify("note\(number)", nil) }
    await bench.turn()
    let stream = await bench.send(Requests.stream(session))
    #expect(await bench.answer(stream).methods == ["note1", "note2", "note3"])
    let other = await bench.send(Requests.stream(session))
    #expect(await bench.answer(other).messages.isEmpty, "nothing is sent twice")
  }

  @Test("standalone streams show that they live")
  func keepAlive() async throws {
    var limits = EndpointLimits()
    limits.keepAlive = .milliseconds(20)
    let bench = try EndpointBench(limits: limits)
    let stream = await bench.send(Requests.stream(bench.openSession()))
    let answer = await bench.answer(stream) { $0.comments >= 2 }
    #expect(answer.events.isEmpty && !answer.isEnded)
  }
}
