import EventLoop
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

@Suite("Calls over a connection", .timeLimit(.minutes(1)))
struct ConnectionTests {
  /// A server of either era that serves `requests`.
  private static func server(
    modern: Bool = true, requests: @escaping @Sendable (Heard) -> [Reaction]
  ) -> Script {
    FakeServer.script(modern ? .v2026_07_28 : .v2025_06_18, serve: requests)
  }

  /// Serves pages of tools: cursor (empty for the first page) → result.
  private static func pages(_ pages: [String: String]) -> Script {
    server { message in
      let cursor = message.params?["cursor"].map { JSONWriter.string($0) } ?? ""
      return [.answer(message, pages[cursor] ?? "null")]
    }
  }

  /// Lists tools and expects their names, and the cursors the server heard.
  private func check(
    _ pages: [String: String], names: [String], cursors: [String?],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let bench = try ClientBench()
    let tools = try await bench.connect(script: Self.pages(pages)) { try await $0.listTools() }
    #expect(tools.map(\.name) == names, sourceLocation: sourceLocation)
    let heard = await bench.heard.filter { $0.method == "tools/list" }
    let found = heard.map { $0.params?["cursor"].map { JSONWriter.string($0) } }
    #expect(found == cursors, sourceLocation: sourceLocation)
  }

  @Test("tools are listed page by page in the server's order")
  func paging() async throws {
    try await check(
      [
        "": #"{"tools":[{"name":"b"},{"name":"a"}],"nextCursor":"2"}"#,
        "\"2\"": #"{"tools":[],"nextCursor":"3"}"#, "\"3\"": #"{"tools":[{"name":"c","x":1.0}]}"#,
      ], names: ["b", "a", "c"], cursors: [nil, "\"2\"", "\"3\""])
  }

  @Test("an empty cursor is a cursor, null is none")
  func cursors() async throws {
    try await check(
      ["": #"{"tools":[{"name":"a"}],"nextCursor":""}"#, "\"\"": #"{"tools":[{"name":"b"}]}"#],
      names: ["a", "b"], cursors: [nil, "\"\""])
    try await check(
      ["": #"{"tools":[{"name":"a"}],"nextCursor":null}"#], names: ["a"], cursors: [nil])
  }

  @Test("what has no name is left out, and unknown members are kept")
  func oddTools() async throws {
    let bench = try ClientBench()
    let list = #"{"tools":[{"name":"a","x":[1.0]},{},7,{"name":3}]}"#
    let tools = try await bench.connect(script: Self.pages(["": list])) { try await $0.listTools() }
    #expect(tools.count == 1)
    #expect(JSONWriter.string(.object(tools[0].definition)) == #"{"name":"a","x":[1.0]}"#)
  }

  @Test("a cursor that comes back is an error, not a loop")
  func loops() async throws {
    for (second, heard) in [("\"1\"", 3), ("\"2\"", 4)] {
      let bench = try ClientBench()
      let script = Self.pages([
        "": #"{"tools":[],"nextCursor":"1"}"#, "\"1\"": #"{"tools":[],"nextCursor":\#(second)}"#,
        "\"2\"": #"{"tools":[],"nextCursor":"1"}"#,
      ])
      let error = await #expect(throws: ClientError.self) {
        try await bench.connect(script: script) { try await $0.listTools() }
      }
      #expect(error?.message.contains("the cursor \"1\" came back") == true)
      #expect(await bench.heard.count == heard)
    }
  }

  @Test("an endless list ends in an error")
  func endless() async throws {
    let bench = try ClientBench()
    let script = Self.server { message in
      let next = (message.params?["cursor"]?.int ?? 0) + 1
      return [.answer(message, #"{"tools":[],"nextCursor":\#(next)}"#)]
    }
    await #expect(throws: ClientError.self) {
      try await bench.connect(script: script) { try await $0.listTools() }
    }
    #expect(await bench.heard.count < 1100)
  }

  @Test("a list of too many items ends in an error")
  func manyItems() async throws {
    let bench = try ClientBench()
    var options = ClientOptions()
    options.limits.maximumItems = 2
    let page = #"{"tools":[{"name":"a"},{"name":"b"},{"name":"c"}]}"#
    let error = try await bench.meet(options: options, serve: { [.answer($0, page)] }) {
      connection in
      await failure { try await connection.listTools() }
    }
    #expect(error == .invalid("tools/list lists more than 2 tools"))
  }

  @Test("an answer without a list is an error", arguments: ["{}", "null", #"{"tools":{}}"#, "7"])
  func noList(result: String) async throws {
    let bench = try ClientBench()
    await #expect(throws: ClientError.invalid("the answer to tools/list has no list of tools")) {
      try await bench.connect(script: Self.pages(["": result])) { try await $0.listTools() }
    }
  }

  @Test("a modern call carries its envelope, a legacy one nothing but its members")
  func envelopes() async throws {
    for isModern in [true, false] {
      let bench = try ClientBench()
      let script = Self.server(modern: isModern) { [.answer($0, #"{"content":[],"x":1.0}"#)] }
      let raw = try await bench.connect(script: script) {
        try await $0.callTool(
          "t", arguments: ["a": 1], timeout: .seconds(30), progressToken: "tok")
      }
      #expect(raw.text == #"{"content":[],"x":1.0}"#)
      let call = await bench.heard.last { $0.method == "tools/call" }
      #expect(call?.params?["name"] == "t")
      #expect(call?.params?["arguments"] == ["a": 1])
      let keys = call?.params?["_meta"]?.object?.keys
      let envelope = ["protocolVersion", "clientCapabilities", "clientInfo"].map {
        "io.modelcontextprotocol/\($0)"
      }
      #expect(keys == (isModern ? envelope : []) + ["progressToken"])
    }
  }

  @Test("a legacy list without a cursor has no params at all")
  func bareParams() async throws {
    let bench = try ClientBench()
    let script = Self.server(modern: false) { [.answer($0, #"{"tools":[]}"#)] }
    _ = try await bench.connect(script: script) { try await $0.listTools() }
    #expect(
      await bench.heard.last?.line == #"{"jsonrpc":"2.0","id":2,"method":"tools/list"}"#)
  }

  @Test("what a revision does not have is not sent")
  func unknownMethods() async throws {
    let bench = try ClientBench()
    let script = Self.server { [.answer($0, "{}")] }
    await #expect(throws: ClientError.self) {
      try await bench.connect(script: script) { try await $0.request("ping", timeout: nil) }
    }
    #expect(await bench.heard.map(\.method) == ["server/discover"])
  }

  @Test("errors of the server, silence and a lost connection are told apart")
  func failures() async throws {
    func check(
      timeout: Duration = .seconds(30), _ reaction: @escaping @Sendable (Heard) -> [Reaction],
      expect: @escaping (ClientError) -> Bool
    ) async throws {
      let bench = try ClientBench()
      let error = await #expect(throws: ClientError.self) {
        try await bench.connect(script: Self.server(requests: reaction)) {
          try await $0.callTool("t", arguments: [:], timeout: timeout)
        }
      }
      #expect(error.map(expect) == true, "\(String(describing: error))")
      #expect(error?.message.isEmpty == false)
    }
    try await check({ [.refuse($0, -32602, data: "[1]")] }) {
      $0 == .refused(JSONRPCError(code: -32602, message: "no", data: [1]))
    }
    try await check(timeout: .milliseconds(5), { _ in [] }) {
      if case .local(let error) = $0 { error.code == .deadlineExceeded } else { false }
    }
    try await check({ _ in [.close] }) {
      if case .local(let error) = $0 { error.code == .closed } else { false }
    }
  }

  @Test("a call can be given up by its id, which is known before it is sent")
  func abandon() async throws {
    let bench = try ClientBench()
    let loop = bench.loop
    let error = await #expect(throws: ClientError.self) {
      try await bench.connect(script: Self.server { _ in [] }) { connection in
        try await connection.callTool("t", arguments: [:], timeout: nil) { id in
          loop.post { connection.abandon(id, reason: "enough") }
        }
      }
    }
    let message = "the call was cancelled: enough"
    #expect(error == .local(SessionError(.cancelled, message)))
    #expect(
      await bench.heard.map(\.method) == [
        "server/discover", "tools/call", "notifications/cancelled",
      ])
  }
}
