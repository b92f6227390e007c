import JSON
import MCPHTTP
import Testing

@Suite("Sessions over HTTP: batches of 2025-03-26", .timeLimit(.minutes(1)))
struct BatchTests {
  private static func call(_ tool: String, _ id: Int) -> String {
    #"{"jsonrpc":"2.0","id":\#(id),"method":"tools/call","params":{"name":"\#(tool)"}}"#
  }

  private static func batch(
    _ messages: [String], _ session: String, fields: HTTPFields = [:]
  ) -> HTTPRequest {
    Requests.inSession("\n [\(messages.joined(separator: ","))]", session, fields: fields)
  }

  private static func ids(_ answer: Answer) -> Set<String> {
    let parts = answer.isStream ? answer.messages : answer.json?.array ?? []
    return Set(parts.compactMap { $0["id"].map(JSONWriter.string) })
  }

  @Test("a batch is answered by one array, when all of it is answered")
  func array() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession("2025-03-26")
    let answer = await bench.ask(
      Self.batch(
        [Self.call("now", 1), #"{"jsonrpc":"2.0","method":"noted"}"#, Self.call("later", 2), "5"],
        session))
    #expect(answer.status == 200)
    #expect(!answer.isStream)
    #expect(answer.json?.array?.count == 3)
    #expect(Self.ids(answer) == ["1", "2"])
    #expect(bench.service.journal.entries.contains("noted"))
  }

  @Test("with notifications on the way a batch is answered by a stream of single answers")
  func stream() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession("2025-03-26")
    let answer = await bench.ask(Self.batch([Self.call("notes", 1), Self.call("now", 2)], session))
    #expect(answer.isStream)
    #expect(answer.methods.count == 3)
    #expect(Self.ids(answer) == ["1", "2"])
  }

  @Test("a batch without requests is accepted, with one that is no message it is answered")
  func nothingToAnswer() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession("2025-03-26")
    let note = #"{"jsonrpc":"2.0","method":"noted"}"#
    let quiet = await bench.ask(Self.batch([note, note], session))
    #expect(quiet.status == 202)
    #expect(quiet.bytes.isEmpty)
    let odd = await bench.ask(Self.batch([note, "{}"], session))
    #expect(odd.status == 200)
    #expect(odd.json?.array?.first?["error"]?["code"] == -32600)
  }

  @Test("requests of a batch can be cancelled, one or all")
  func cancelled() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession("2025-03-26")
    func cancel(_ id: Int) -> String {
      #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":\#(id)}}"#
    }
    let one = await bench.send(Self.batch([Self.call("gated", 1), Self.call("now", 2)], session))
    _ = await bench.ask(Requests.inSession(cancel(1), session))
    #expect(Self.ids(await bench.answer(one) { $0.isEnded }) == ["2"])
    let all = await bench.send(Self.batch([Self.call("gated", 3), Self.call("gated", 4)], session))
    _ = await bench.ask(Self.batch([cancel(3), cancel(4)], session))
    #expect(await bench.answer(all) { $0.isEnded }.status == 202)
    #expect(
      await bench.ask(Requests.get("/metrics")).text.contains("mcp_http_requests_pending 0\n"))
  }

  @Test("other revisions take no batch", arguments: ["2024-11-05", "2025-06-18", "2025-11-25"])
  func otherRevisions(revision: String) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession(revision)
    let answer = await bench.ask(Self.batch([Self.call("now", 1)], session))
    Rung("", Requests.get("/"), 400, code: -32600).check(answer)
    #expect(bench.service.journal.entries.isEmpty)
  }

  @Test(
    "a batch is refused as a whole when it cannot be served",
    arguments: [
      ([call("now", 1), call("now", 1)], 400), ([call("now", 9)], 400),
      (Array(repeating: #"{"jsonrpc":"2.0","method":"m"}"#, count: 200), 400),
    ])
  func refused(messages: [String], status: Int) async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession("2025-03-26")
    _ = await bench.send(Requests.legacyCall("gated", id: 9, session: session))
    #expect(await bench.ask(Self.batch(messages, session)).status == status)
    #expect(bench.service.journal.entries == ["tools/call gated"])
  }

  @Test("initialize may not come in a batch")
  func initialize() async throws {
    let bench = try EndpointBench()
    let session = await bench.openSession("2025-03-26")
    let answer = await bench.ask(
      Self.batch(
        [#"{"jsonrpc":"2.0","id":8,"method":"initialize","params":{}}"#, Self.call("now", 1)],
        session))
    let parts = answer.json?.array ?? []
    #expect(parts.count == 2)
    #expect(parts.first { $0["id"] == 8 }?["error"]?["code"] == -32600)
    #expect(await bench.ask(Requests.legacyCall("now", id: 8, session: session)).status == 200)
  }
}
