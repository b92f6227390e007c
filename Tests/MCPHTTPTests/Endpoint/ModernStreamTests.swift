import EventLoop
import JSON
import MCPHTTP
import Testing

@Suite("Modern requests: streams, cancellation, subscriptions", .timeLimit(.minutes(1)))
struct ModernStreamTests {
  @Test("an answer without notifications is JSON, however late it comes")
  func lateJSON() async throws {
    let answer = try await EndpointBench().ask(Requests.call("later"))
    #expect(!answer.isStream)
    #expect(answer.fields["Content-Type"] == "application/json")
    #expect(answer.text == #"{"jsonrpc":"2.0","id":1,"result":{"said":"later"}}"#)
  }

  @Test("the first notification makes it a stream, which the answer ends")
  func stream() async throws {
    let answer = try await EndpointBench().ask(Requests.call("notes", id: "q"))
    #expect(answer.status == 200)
    #expect(answer.fields["Content-Type"] == "text/event-stream")
    #expect(answer.fields["Cache-Control"] == "no-cache")
    #expect(answer.fields["X-Accel-Buffering"] == "no")
    #expect(
      answer.text == """
        data: {"jsonrpc":"2.0","method":"notes","params":{"number":1}}

        data: {"jsonrpc":"2.0","method":"notes","params":{"number":2}}

        data: {"jsonrpc":"2.0","method":"notes","params":{"number":3}}

        data: {"jsonrpc":"2.0","id":"q","result":{"said":"notes"}}


        """)
  }

  @Test("work on another thread comes back to the loop")
  func elsewhere() async throws {
    let answer = try await EndpointBench().ask(Requests.call("elsewhere"))
    #expect(answer.methods == ["from elsewhere"])
    #expect(answer.json?["result"]?["said"] == "elsewhere")
  }

  @Test(
    "a client that takes only one form gets that form",
    arguments: [
      ("application/json", "notes", false), ("application/json", "later", false),
      ("text/event-stream", "later", true), ("text/event-stream", "now", true),
      ("text/event-stream;q=0, */*", "notes", false), ("text/html", "notes", false),
      ("*/*", "notes", true), ("text/*", "now", true), ("application/*;q=0.5", "notes", false),
    ])
  func oneForm(accept: String, tool: String, isStream: Bool) async throws {
    let answer = try await EndpointBench().ask(Requests.call(tool, fields: ["Accept": accept]))
    #expect(answer.status == 200)
    #expect(answer.isStream == isStream)
    #expect(answer.json?["result"]?["said"]?.string == tool)
    #expect(answer.methods.isEmpty == !(isStream && tool == "notes"))
  }

  @Test("an error keeps its status even toward a client that takes only events")
  func errorStatus() async throws {
    let answer = try await EndpointBench().ask(
      Requests.modern("no/such", fields: ["Accept": "text/event-stream"]))
    #expect(answer.status == 404)
    #expect(answer.code == -32601)
  }

  @Test(
    "a client that goes away cancels its request, and nothing more is sent",
    arguments: [
      "gated", "noteAndGated",
    ])
  func disconnect(tool: String) async throws {
    let bench = try EndpointBench()
    let number = await bench.send(Requests.call(tool))
    if tool == "noteAndGated" { _ = await bench.answer(number) { !$0.methods.isEmpty } }
    await bench.disconnect(number)
    await bench.service.journal.wait(for: "gate cancelled")
    await bench.turn()
    let answer = await bench.answer(number)
    #expect(!answer.isEnded)
    #expect(answer.methods == (tool == "gated" ? [] : ["begun"]))
  }

  @Test("a quiet stream shows that it lives, and a quiet request becomes one")
  func keepAlive() async throws {
    var limits = EndpointLimits()
    limits.keepAlive = .milliseconds(20)
    let bench = try EndpointBench(limits: limits)
    let streaming = await bench.send(Requests.call("noteAndGated"))
    let silent = await bench.send(Requests.call("gated"))
    let plain = await bench.send(Requests.call("gated", fields: ["Accept": "application/json"]))
    for number in [streaming, silent] {
      let answer = await bench.answer(number) { $0.comments >= 2 }
      #expect(answer.isStream)
    }
    #expect(await bench.answer(plain).status == nil)
    bench.service.gate.open()
    for number in [streaming, silent, plain] {
      let answer = await bench.answer(number) { $0.isEnded }
      #expect(answer.json?["result"]?["said"] == "gated")
    }
  }

  @Test("a subscription is a stream until it is ended in order")
  func subscription() async throws {
    let bench = try EndpointBench()
    let number = await bench.send(
      Requests.modern("subscriptions/listen", ["notifications": [:]], id: 41))
    let open = await bench.answer(number) { !$0.messages.isEmpty }
    #expect(open.methods == ["notifications/subscriptions/acknowledged"])
    #expect(!open.isEnded)
    await bench.stop()
    let closed = await bench.answer(number)
    #expect(closed.isEnded && !closed.wasAborted)
    #expect(closed.json?["id"] == 41)
    #expect(closed.json?["result"] == ["said": "bye"])
  }

  @Test(
    "a subscription needs a client that takes events", arguments: ["application/json", "text/html"])
  func subscriptionAsJSON(accept: String) async throws {
    let bench = try EndpointBench()
    let answer = await bench.ask(
      Requests.modern("subscriptions/listen", fields: ["Accept": accept]))
    Rung("", Requests.get("/"), 406, code: -32600, id: "1").check(answer)
    #expect(bench.service.journal.entries.isEmpty)
  }

  @Test("a client that leaves its subscription ends it")
  func leavingSubscription() async throws {
    let bench = try EndpointBench()
    let number = await bench.send(Requests.modern("subscriptions/listen"))
    _ = await bench.answer(number) { !$0.messages.isEmpty }
    await bench.disconnect(number)
    await bench.service.journal.wait(for: "listen ended")
    await bench.turn()
    #expect(await bench.answer(number).messages.count == 1)
    let metrics = await bench.ask(Requests.get("/metrics"))
    #expect(metrics.text.contains("mcp_http_subscriptions 0\n"))
    #expect(metrics.text.contains("mcp_http_requests_left_total 1\n"))
  }

  @Test("stopping lets requests come to an end, and cancels those that do not")
  func stopping() async throws {
    let bench = try EndpointBench()
    let quick = await bench.send(Requests.call("deaf"))
    async let stopped: Void = bench.stop(draining: .seconds(30))
    await bench.turn()
    let refused = await bench.ask(Requests.modern("tools/list"))
    #expect(refused.status == 503)
    #expect(await bench.ask(Requests.get("/health")).status == 503)
    bench.service.gate.open()
    await stopped
    #expect(await bench.answer(quick).json?["result"]?["said"] == "deaf")

    let other = try EndpointBench()
    let slow = await other.send(Requests.call("gated"))
    await other.stop(draining: .milliseconds(10))
    #expect(other.service.journal.entries.last == "gate cancelled")
    #expect(await other.answer(slow).isEnded, "the outcome of cancelled work is still an answer")
  }
}
