import EventLoop
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

/// The server's own requests, which only the handshake era has.
@Suite("Answering the server", .timeLimit(.minutes(1)))
struct ServingTests {
  private static let host = ClientHost(
    form: { .elicitation(.accept, content: ["asked": .string($0.message)]) },
    url: { .elicitation($0.id == nil ? .decline : .accept) },
    sample: { request in
      if request.messages.isEmpty { throw InputRefusal("User rejected sampling request") }
      return .sample(.text("hello"), model: "m")
    }, roots: { [Root(uri: "file:///srv", name: "srv")] })

  /// Asks the client something and expects its answer, as text.
  private func check(
    _ method: String, _ params: String?, revision: Revision = .v2025_11_25,
    host: ClientHost = host, expect text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let bench = try ClientBench()
    let answer = try await bench.meet(revision, host: host) { _ in
      await bench.react(.ask("77", method, params))
      return await bench.hearsAnswer(to: "77")
    }
    let found = answer.result.map { JSONWriter.string($0) } ?? answer.errorCode.map { String($0) }
    #expect(found == text, sourceLocation: sourceLocation)
  }

  private static let form = #"{"message":"m","requestedSchema":{"type":"object","properties":{}}}"#

  @Test("each kind of question is answered, bare")
  func kinds() async throws {
    try await check("ping", nil, expect: "{}")
    try await check("roots/list", nil, expect: #"{"roots":[{"uri":"file:///srv","name":"srv"}]}"#)
    try await check(
      "elicitation/create", Self.form, expect: #"{"action":"accept","content":{"asked":"m"}}"#)
    try await check(
      "elicitation/create",
      #"{"mode":"url","message":"m","url":"http://localhost:1/x","elicitationId":"e"}"#,
      expect: #"{"action":"accept"}"#)
    try await check(
      "sampling/createMessage",
      #"{"messages":[{"role":"user","content":{"type":"text","text":"x"}}],"maxTokens":9}"#,
      expect: #"{"role":"assistant","content":{"type":"text","text":"hello"},"model":"m","#
        + #""stopReason":"endTurn"}"#)
  }

  @Test("what the host does not offer, or the revision does not have, is an unknown method")
  func unknown() async throws {
    for method in ["roots/list", "sampling/createMessage", "elicitation/create", "tasks/get", "x"] {
      try await check(method, Self.form, host: ClientHost(), expect: "-32601")
    }
    for revision in [Revision.v2024_11_05, .v2025_03_26] {
      try await check("elicitation/create", Self.form, revision: revision, expect: "-32601")
      try await check(
        "roots/list", nil, revision: revision,
        expect: #"{"roots":[{"uri":"file:///srv","name":"srv"}]}"#)
    }
  }

  @Test("a mode that was not declared, or an address nobody should open, is a bad parameter")
  func modes() async throws {
    let url = #"{"mode":"url","message":"m","url":"https://x.example","elicitationId":"e"}"#
    try await check("elicitation/create", url, revision: .v2025_06_18, expect: "-32602")
    var formOnly = Self.host
    formOnly.url = nil
    try await check("elicitation/create", url, host: formOnly, expect: "-32602")
    var urlOnly = Self.host
    urlOnly.form = nil
    try await check("elicitation/create", Self.form, host: urlOnly, expect: "-32602")
    for address in [
      "javascript:alert(1)", "file:///etc/passwd", "http://", "https:x", "", "http:// x",
    ] {
      try await check(
        "elicitation/create", #"{"mode":"url","message":"m","url":"\#(address)"}"#, expect: "-32602"
      )
    }
    for params in ["{}", #"{"message":"m"}"#, #"{"message":"m","requestedSchema":[]}"#, "[]"] {
      try await check("elicitation/create", params, expect: "-32602")
    }
  }

  @Test(
    "a person's refusal to sample has the documented code, a failure of the host none of its text")
  func refusals() async throws {
    try await check("sampling/createMessage", #"{"messages":[],"maxTokens":9}"#, expect: "-1")
    struct Secret: Error {}
    let bench = try ClientBench()
    let answer = try await bench.meet(.v2025_11_25, host: ClientHost(roots: { throw Secret() })) {
      _ in
      await bench.react(.ask("1", "roots/list"))
      return await bench.hearsAnswer(to: "1")
    }
    #expect(answer.errorCode == -32603)
    #expect(!answer.line.contains("Secret"))
    #expect(await bench.warnings == [.hostFailed(method: "roots/list", reason: "Secret()")])
  }

  @Test(
    "sampling requests that break the rules are bad parameters",
    arguments: [
      (#"{"maxTokens":1}"#, false), (#"{"messages":[]}"#, false),
      (#"{"messages":[],"maxTokens":-1}"#, false), (#"{"messages":[],"maxTokens":"x"}"#, false),
      (#"{"messages":[{"role":"system","content":[]}],"maxTokens":1}"#, false),
      (#"{"messages":[{"role":"user"}],"maxTokens":1}"#, false),
      (#"{"messages":[USE],"maxTokens":1}"#, false),
      (#"{"messages":[USE,RESULT],"maxTokens":1}"#, true),
      (#"{"messages":[USE,TEXT],"maxTokens":1}"#, false),
      (#"{"messages":[RESULT],"maxTokens":1}"#, false),
      (#"{"messages":[USE,OTHER],"maxTokens":1}"#, false),
      (#"{"messages":[USE,MIXED],"maxTokens":1}"#, false),
      (#"{"messages":[TWO,RESULT],"maxTokens":1}"#, false),
      (#"{"messages":[TWO,BOTH],"maxTokens":1}"#, true),
      (#"{"messages":[TEXT,USE,RESULT,TEXT],"maxTokens":1,"tools":[],"toolChoice":{}}"#, true),
      (#"{"messages":[{"role":"user","content":[U1]}],"maxTokens":1}"#, false),
      (#"{"messages":[{"role":"assistant","content":[R1]}],"maxTokens":1}"#, false),
      (#"{"messages":[{"role":"assistant","content":[U1,U1]},RESULT],"maxTokens":1}"#, false),
    ])
  func samplingRules(params: String, isFine: Bool) async throws {
    var text = params
    for (word, replacement) in [
      ("USE", #"{"role":"assistant","content":[T,U1]}"#),
      ("TWO", #"{"role":"assistant","content":[U1,U2]}"#),
      ("RESULT", #"{"role":"user","content":R1}"#), ("OTHER", #"{"role":"user","content":R2}"#),
      ("MIXED", #"{"role":"user","content":[R1,T]}"#),
      ("BOTH", #"{"role":"user","content":[R2,R1]}"#),
      ("TEXT", #"{"role":"user","content":T}"#),
      ("U1", #"{"type":"tool_use","id":"1","name":"n","input":{}}"#),
      ("U2", #"{"type":"tool_use","id":"2","name":"n","input":{}}"#),
      ("R1", #"{"type":"tool_result","toolUseId":"1","content":[]}"#),
      ("R2", #"{"type":"tool_result","toolUseId":"2","content":[]}"#),
      (":T}", #":{"type":"text","text":"x"}}"#), ("[T,", #"[{"type":"text","text":"x"},"#),
      (",T]", #",{"type":"text","text":"x"}]"#),
    ] { text = text.replacing(word, with: replacement) }
    var host = Self.host
    host.samplesWithTools = true
    host.sample = { _ in .sample(.text("x"), model: "m", stopReason: nil) }
    let fine = #"{"role":"assistant","content":{"type":"text","text":"x"},"model":"m"}"#
    try await check("sampling/createMessage", text, host: host, expect: isFine ? fine : "-32602")
  }

  @Test("tools in sampling need their own capability")
  func samplingTools() async throws {
    let message = #"{"role":"user","content":{"type":"text","text":"x"}}"#
    for member in ["tools", "toolChoice"] {
      try await check(
        "sampling/createMessage", #"{"messages":[\#(message)],"maxTokens":9,"\#(member)":{}}"#,
        expect: "-32602")
    }
  }

  @Test("before 2025-11-25 there are no tools in sampling, whatever the host can do")
  func samplingToolsInOldRevisions() async throws {
    var host = Self.host
    host.samplesWithTools = true
    try await check(
      "sampling/createMessage", #"{"messages":[],"maxTokens":9,"tools":[]}"#,
      revision: .v2025_06_18, host: host, expect: "-32602")
  }

  @Test("a question the server gives up is not answered, and the host is told")
  func givenUp() async throws {
    let bench = try ClientBench()
    let (asked, ended) = (Counter(), Gathered<Bool>())
    let host = ClientHost(form: { _ in
      _ = asked.next()
      try? await bench.loop.sleep(for: .seconds(60))
      ended.append(Task.isCancelled)
      return .elicitation(.cancel)
    })
    try await bench.meet(.v2025_11_25, host: host) { _ in
      await bench.react(.ask("5", "elicitation/create", Self.form))
      while asked.value == 0 { await bench.settle() }
      await bench.react(.notify("notifications/cancelled", #"{"requestId":5}"#))
      while ended.all.isEmpty { await bench.settle() }
      await bench.settle()
    }
    #expect(ended.all == [true])
    #expect(await bench.heard.allSatisfy { !$0.method.isEmpty })
  }

  @Test("a question may be asked before the client says that it is initialized")
  func early() async throws {
    let bench = try ClientBench()
    let server = FakeServer.script(.v2025_11_25)
    let script: Script = { message in
      server(message)
        + (message.method == "initialize" ? [.ask("1", "roots/list"), .ask("2", "ping")] : [])
    }
    try await bench.connect(.legacy, host: Self.host, script: script) { _ in
      #expect(await bench.hearsAnswer(to: "1").result?["roots"] != nil)
      #expect(await bench.hearsAnswer(to: "2").result == [:])
    }
  }
}
