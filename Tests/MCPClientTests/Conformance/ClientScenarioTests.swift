import EventLoop
import JSON
import JSONRPC
import MCPClient
import MCPHTTP
import MCPSchema
import Testing

/// The client scenarios of the conformance suite that have no authorization in them (mcp-protocol §13.4), against
/// servers that do what the suite's do.
@Suite("Client scenarios of the conformance suite", .timeLimit(.minutes(1)))
struct ClientScenarioTests {
  private static let host = ClientHost(
    form: { ElicitationForm.answerWithDefaults($0.schema) },
    sample: { _ in .sample(.text("x"), model: "m") }, roots: { [] })

  /// A server that shakes hands in one era and leaves the rest to a script.
  private static func server(
    _ revision: Revision, _ serve: @escaping @Sendable (Asked) -> HTTPReaction
  ) -> @Sendable (Asked) -> HTTPReaction {
    { asked in
      switch asked.name {
      case "server/discover" where revision.era == .modern:
        .answer(asked, FakeServer.discovery([revision.name]))
      case "initialize" where revision.era == .legacy:
        .answer(
          asked,
          #"{"protocolVersion":"\#(revision.name)","capabilities":\#(FakeServer.everything),"#
            + #""serverInfo":{"name":"mock","version":"1"}}"#)
      case "notifications/initialized": .status(202)
      case "GET", "DELETE": .status(405)
      default: serve(asked)
      }
    }
  }

  /// Connects as the suite's environment asks for, uses the connection and closes it.
  @discardableResult
  private func run<Value: Sendable>(
    _ revision: Revision, host: ClientHost = host, bench: HTTPBench,
    server: @escaping @Sendable (Asked) -> HTTPReaction,
    use: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    try await bench.serve(server) { url in
      let client = MCPClient(name: "conformance", version: "1", host: host)
      let connection = try await client.connect(
        url: url, era: revision.era == .modern ? .modern : .legacy)
      let result: Result<Value, any Error>
      do { result = .success(try await use(connection)) } catch { result = .failure(error) }
      await connection.close()
      return try result.get()
    }
  }

  @Test("initialize")
  func initialize() async throws {
    let bench = try HTTPBench()
    try await run(
      .v2025_11_25, bench: bench,
      server: Self.server(.v2025_11_25) { .answer($0, #"{"tools":[]}"#) }
    ) { _ = try await $0.listTools() }
    let first = try #require(bench.asked.all.first)
    #expect(first.name == "initialize")
    #expect(first.message.params?["protocolVersion"] == "2025-11-25")
    #expect(first.message.params?["clientInfo"] == ["name": "conformance", "version": "1"])
    #expect(first.fields["MCP-Protocol-Version"] == nil)
    let list = bench.asked.all.first { $0.name == "tools/list" }
    #expect(list?.fields["MCP-Protocol-Version"] == "2025-11-25")
  }

  @Test("tools_call", arguments: [Revision.v2025_11_25, .v2026_07_28])
  func toolsCall(revision: Revision) async throws {
    let bench = try HTTPBench()
    let sum = try await run(
      revision, bench: bench,
      server: Self.server(revision) { asked in
        if asked.name == "tools/list" {
          return .answer(
            asked, #"{"tools":[{"name":"add_numbers","inputSchema":{"type":"object"}}]}"#)
        }
        let arguments = asked.message.params?["arguments"]
        let sum = (arguments?["a"]?.int ?? 0) + (arguments?["b"]?.int ?? 0)
        return .answer(asked, FakeServer.text("\(sum)"))
      }
    ) { connection in
      #expect(try await connection.listTools().map(\.name) == ["add_numbers"])
      return try await connection.callTool("add_numbers", ["a": 5, "b": 3]).joinedText
    }
    #expect(sum == "8")
  }

  @Test("elicitation-sep1034-client-defaults")
  func elicitationDefaults() async throws {
    let bench = try HTTPBench()
    let schema =
      #"{"type":"object","properties":{"name":{"type":"string","default":"John Doe"},"#
      + #""age":{"type":"integer","default":30},"score":{"type":"number","default":95.5},"#
      + #""status":{"type":"string","enum":["active","inactive","pending"],"default":"active"},"#
      + #""verified":{"type":"boolean","default":true}},"required":[]}"#
    let call = Gathered<Heard>()
    let text = try await run(
      .v2025_11_25, bench: bench,
      server: Self.server(.v2025_11_25) { asked in
        if asked.name == "tools/call" {
          call.append(asked.message)
          let request =
            #"{"jsonrpc":"2.0","id":"e1","method":"elicitation/create","params":"#
            + #"{"message":"m","requestedSchema":\#(schema)}}"#
          return .hold([HTTPReaction.event(request)])
        }
        let answer = JSONWriter.string(asked.message.result ?? .null)
          .replacing("\"", with: "'")
        let result = FakeServer.text(answer)
        let line = #"{"jsonrpc":"2.0","id":\#(call.all[0].id),"result":\#(result)}"#
        return .finish(HTTPReaction.event(line))
      }
    ) { try await $0.callTool("test_client_elicitation_defaults").joinedText }
    #expect(
      text
        == "{'action':'accept','content':{'name':'John Doe','age':30,'score':95.5,"
        + "'status':'active','verified':true}}")
  }

  @Test("sse-retry")
  func sseRetry() async throws {
    let bench = try HTTPBench()
    let (call, times) = (Gathered<Heard>(), Gathered<ContinuousClock.Instant>())
    let inner = Self.server(.v2025_03_26) { asked in
      call.append(asked.message)
      times.append(.now)
      return .stream(["id: event-1\nretry: 200\ndata:\n\n"])
    }
    let text = try await run(
      .v2025_03_26, bench: bench,
      server: { asked in
        guard asked.method == "GET", asked.fields["Last-Event-ID"] != nil else {
          return inner(asked)
        }
        times.append(.now)
        let line =
          #"{"jsonrpc":"2.0","id":\#(call.all[0].id),"result":\#(FakeServer.text("back"))}"#
        return .stream(["id: event-2\n" + HTTPReaction.event(line)])
      }
    ) { try await $0.callTool("test_reconnection").joinedText }
    #expect(text == "back")
    let resumed = bench.asked.all.first { $0.method == "GET" && $0.fields["Last-Event-ID"] != nil }
    #expect(resumed?.fields["Last-Event-ID"] == "event-1")
    #expect(times.all.count == 2)
    #expect(times.all[1] - times.all[0] >= .milliseconds(190))
  }

  @Test("request-metadata")
  func requestMetadata() async throws {
    let bench = try HTTPBench()
    let posts = Counter()
    let inner = Self.server(.v2026_07_28) { .answer($0, #"{"tools":[]}"#) }
    try await run(
      .v2026_07_28, bench: bench,
      server: { asked in
        guard asked.method == "POST", posts.next() == 1 else { return inner(asked) }
        return .json(
          #"{"jsonrpc":"2.0","id":\#(asked.message.id),"error":{"code":-32022,"message":"no","#
            + #""data":{"supported":["2026-07-28"],"requested":"2026-07-28"}}}"#, status: 400)
      }
    ) { _ = try await $0.listTools() }
    let asked = bench.asked.all.filter { $0.method == "POST" }
    #expect(asked.map(\.name) == ["server/discover", "server/discover", "tools/list"])
    for request in asked {
      let meta = request.message.meta
      let version = meta?["io.modelcontextprotocol/protocolVersion"]?.string
      #expect(request.fields["MCP-Protocol-Version"] == version)
      let capabilities = meta?["io.modelcontextprotocol/clientCapabilities"]
      for name in ["elicitation", "sampling", "roots"] {
        #expect(capabilities?[name]?.object != nil)
      }
      #expect(meta?["io.modelcontextprotocol/clientInfo"]?["name"] == "conformance")
    }
  }

  @Test("sep-2322-client-request-state")
  func requestState() async throws {
    let bench = try HTTPBench()
    let state = #""{\"step\":1,\"note\":\"\u00e9 \u0001 \/\"}""#
    let question =
      #"{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","#
      + #""properties":{"confirmed":{"type":"boolean"}},"required":["confirmed"]}}}}"#
    var host = Self.host
    host.form = { _ in .elicitation(.accept, content: ["confirmed": true]) }
    try await run(
      .v2026_07_28, host: host, bench: bench,
      server: Self.server(.v2026_07_28) { asked in
        let isRetry = asked.message.params?["inputResponses"] != nil
        switch asked.message.params?["name"]?.string {
        case "test_mrtr_echo_state" where !isRetry:
          return .answer(asked, FakeServer.inputRequired(question, state: state))
        case "test_mrtr_no_state" where !isRetry:
          return .answer(asked, FakeServer.inputRequired(question))
        case "test_mrtr_no_result_type": return .answer(asked, FakeServer.text("bare"))
        default: return .answer(asked, FakeServer.text("x", #","resultType":"complete""#))
        }
      }
    ) { connection in
      async let first = connection.callTool("test_mrtr_echo_state", ["a": 1])
      async let other = connection.callTool("test_mrtr_unrelated")
      _ = try await (first, other)
      _ = try await connection.callTool("test_mrtr_no_state")
      _ = try await connection.callTool("test_mrtr_no_result_type")
    }
    let calls = bench.asked.all.filter { $0.name == "tools/call" }.map(\.message)
    func named(_ name: String) -> [Heard] { calls.filter { $0.params?["name"]?.string == name } }
    let echo = named("test_mrtr_echo_state")
    #expect(echo.count == 2)
    #expect(echo[1].line.contains("\"requestState\":\(state)}"))
    #expect(echo[1].params?["inputResponses"]?["q"]?["content"] == ["confirmed": true])
    #expect(echo[1].params?["arguments"] == ["a": 1])
    #expect(echo[0].id != echo[1].id)
    #expect(named("test_mrtr_no_state").map { $0.params?["requestState"] } == [nil, nil])
    #expect(named("test_mrtr_no_result_type").count == 1)
    let unrelated = named("test_mrtr_unrelated")
    #expect(unrelated.count == 1)
    #expect(unrelated[0].params?["requestState"] == nil)
    #expect(unrelated[0].params?["inputResponses"] == nil)
  }

  @Test("http-standard-headers")
  func standardHeaders() async throws {
    let bench = try HTTPBench()
    try await run(
      .v2026_07_28, bench: bench,
      server: Self.server(.v2026_07_28) {
        .answer(
          $0, #"{"tools":[],"resources":[],"prompts":[],"contents":[],"content":[],"messages":[]}"#)
      }
    ) { connection in
      _ = try await connection.listTools()
      _ = try await connection.callTool("test_headers")
      _ = try await connection.callTool("my-hyphenated-tool")
      _ = try await connection.listResources()
      _ = try await connection.readResource("file:///path/to/file%20name.txt")
      _ = try await connection.listPrompts()
      _ = try await connection.getPrompt("test_prompt")
    }
    let asked = bench.asked.all.filter { $0.method == "POST" }
    #expect(asked.allSatisfy { $0.fields["Mcp-Method"] == $0.name })
    #expect(
      asked.map { $0.fields["Mcp-Name"] } == [
        nil, nil, "test_headers", "my-hyphenated-tool", nil, "file:///path/to/file%20name.txt", nil,
        "test_prompt",
      ])
  }

  @Test("http-custom-headers")
  func customHeaders() async throws {
    let bench = try HTTPBench()
    let schema =
      #"{"type":"object","properties":{"region":{"type":"string","x-mcp-header":"Region"},"#
      + #""count":{"type":"integer","x-mcp-header":"Count"},"on":{"type":"boolean","x-mcp-header":"On"},"#
      + #""how":{"type":"string","x-mcp-header":"Method"},"free":{"type":"string"},"#
      + #""deep":{"type":"object","properties":{"x":{"type":"string","x-mcp-header":"Deep"}}}}}"#
    let arguments: [JSONObject] = [
      [
        "region": "us-west1", "count": 42, "on": true, "how": "GET", "free": "f",
        "deep": ["x": "d"],
      ],
      ["region": "", "on": false], ["region": "Hello, 世界"], ["region": " padded "],
      ["region": "in side"], ["region": "line1\nline2"], ["region": "a\r\nb"], ["region": "\ttab"],
      ["region": nil, "count": 0],
    ]
    try await run(
      .v2026_07_28, bench: bench,
      server: Self.server(.v2026_07_28) { asked in
        asked.name == "tools/list"
          ? .answer(asked, #"{"tools":[{"name":"test_custom_headers","inputSchema":\#(schema)}]}"#)
          : .answer(asked, FakeServer.text("x"))
      }
    ) { connection in
      _ = try await connection.listTools()
      for each in arguments { _ = try await connection.callTool("test_custom_headers", each) }
    }
    let calls = bench.asked.all.filter { $0.name == "tools/call" }
    let regions = calls.map { $0.fields["Mcp-Param-Region"] }
    #expect(
      regions == [
        "us-west1", "", "=?base64?SGVsbG8sIOS4lueVjA==?=", "=?base64?IHBhZGRlZCA=?=", "in side",
        "=?base64?bGluZTEKbGluZTI=?=", "=?base64?YQ0KYg==?=", "=?base64?CXRhYg==?=", nil,
      ])
    #expect(
      calls.map { $0.fields["Mcp-Param-Count"] } == ["42"] + Array(repeating: nil, count: 7) + ["0"]
    )
    #expect(calls[0].fields["Mcp-Param-On"] == "true")
    #expect(calls[1].fields["Mcp-Param-On"] == "false")
    #expect(calls[0].fields["Mcp-Param-Method"] == "GET")
    #expect(calls[0].fields["Mcp-Param-Deep"] == "d")
    #expect(calls[0].fields["Mcp-Method"] == "tools/call")
    #expect(calls[0].fields.fields.count { $0.name.lowercased().hasPrefix("mcp-param-") } == 5)
  }

  @Test("http-invalid-tool-headers")
  func invalidToolHeaders() async throws {
    let bench = try HTTPBench()
    func tool(_ name: String, _ properties: String) -> String {
      #"{"name":"\#(name)","inputSchema":{"type":"object","properties":{\#(properties)}}}"#
    }
    func property(_ annotation: String, _ name: String = "a") -> String {
      #""\#(name)":{"type":"string","x-mcp-header":\#(annotation)}"#
    }
    let bad = [
      property("\"\""), property("{}"), property("[]"), property("null"),
      property("\"R\"") + "," + property("\"R\"", "b"),
      property("\"R\"") + "," + property("\"r\"", "b"), property("\"a b\""), property("\"a:b\""),
      property("\"é\""), property(#""a\u0007b""#),
    ]
    let tools =
      [tool("valid_tool", property("\"Region\"", "region"))]
      + bad.enumerated().map { tool("invalid_\($0)", $1) }
    let list = #"{"tools":[\#(tools.joined(separator: ","))]}"#
    try await run(
      .v2026_07_28, bench: bench,
      server: Self.server(.v2026_07_28) { asked in
        .answer(asked, asked.name == "tools/list" ? list : FakeServer.text("x"))
      }
    ) { connection in
      for tool in try await connection.listTools() {
        _ = try await connection.callTool(tool.name, ["region": "us-east1"])
      }
    }
    let calls = bench.asked.all.filter { $0.name == "tools/call" }
    #expect(calls.map { $0.fields["Mcp-Name"] } == ["valid_tool"])
    #expect(calls.first?.fields["Mcp-Param-Region"] == "us-east1")
  }

  @Test("json-schema-ref-no-deref")
  func refIsNotFetched() async throws {
    let bench = try HTTPBench()
    let canary = #"{"type":"object","properties":{"a":{"$ref":"/canary"}}}"#
    try await run(
      .v2026_07_28, bench: bench,
      server: Self.server(.v2026_07_28) {
        .answer($0, #"{"tools":[{"name":"t","inputSchema":\#(canary),"outputSchema":\#(canary)}]}"#)
      }
    ) { _ = try await $0.listTools() }
    #expect(bench.asked.all.map(\.name) == ["server/discover", "tools/list"])
  }

  @Test("json-schema-2020-12-preservation")
  func schemaPreservation() async throws {
    let bench = try HTTPBench()
    let schema =
      ##"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","$defs":{"address":"##
      + ##"{"$anchor":"addressDef","type":"object"}},"properties":{"n":{"minimum":1.0,"maximum":1e2},"##
      + ##""a":{"$ref":"#addressDef"}},"additionalProperties":false,"if":{},"then":{},"else":{}}"##
    try await run(
      .v2026_07_28, bench: bench,
      server: Self.server(.v2026_07_28) { asked in
        asked.name == "tools/list"
          ? .answer(
            asked, #"{"tools":[{"name":"json_schema_2020_12_tool","inputSchema":\#(schema)}]}"#)
          : .answer(asked, FakeServer.text("x"))
      }
    ) { connection in
      let tool = try await connection.listTools()[0]
      _ = try await connection.callTool("json_schema_echo", ["schema": tool.inputSchema])
    }
    let call = bench.asked.all.last?.message
    #expect(call?.params?["arguments"]?["schema"].map { JSONWriter.string($0) } == schema)
  }
}
