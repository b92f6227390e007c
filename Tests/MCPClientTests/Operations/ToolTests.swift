import JSON
import JSONRPC
import MCPClient
import MCPHTTP
import MCPSchema
import Testing

@Suite("Calling tools", .timeLimit(.minutes(1)))
struct ToolTests {
  private static let tools = ##"""
    {"tools":[\
    {"name":"t","inputSchema":{"type":"object","required":["a"]},\
    "outputSchema":{"type":"object","required":["x"]}},\
    {"name":"free","inputSchema":{"type":"object"}},\
    {"name":"broken","inputSchema":{"type":"object"},"outputSchema":{"$ref":"#/$defs/nowhere"}}]}
    """##.replacing("\\\n", with: "")

  /// A server of these tools, which answers calls with `result`.
  private static func server(_ result: String) -> Script {
    { message in
      switch message.method {
      case "tools/list": [.answer(message, tools)]
      case "tools/call": [.answer(message, result)]
      default: []
      }
    }
  }

  /// Lists the tools and calls one.
  private func call(
    _ tool: String = "t", revision: Revision = .v2026_07_28, result: String, lists: Bool = true,
    options: ClientOptions = .init(), _ call: CallOptions = .init(), bench: ClientBench
  ) async throws -> Result<ToolResult, ClientError> {
    try await bench.meet(revision, options: options, serve: Self.server(result)) { connection in
      if lists { _ = try await connection.listTools() }
      do throws(ClientError) {
        return .success(try await connection.callTool(tool, options: call))
      } catch { return .failure(error) }
    }
  }

  /// Calls a tool and expects what is wrong with its result; nil when nothing is.
  private func check(
    _ tool: String = "t", revision: Revision = .v2026_07_28, result: String, lists: Bool = true,
    options: ClientOptions = .init(), expect violation: String?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let found = try await call(
      tool, revision: revision, result: result, lists: lists, options: options, bench: ClientBench()
    )
    switch (found, violation) {
    case (.success, nil): break
    case (.failure(.badResult(let name, let violations, let raw)), let violation?):
      #expect(name == tool, sourceLocation: sourceLocation)
      #expect(
        violations.joined(separator: "; ").contains(violation), "\(violations)",
        sourceLocation: sourceLocation)
      #expect(raw.text == result, sourceLocation: sourceLocation)
    default: Issue.record("\(found)", sourceLocation: sourceLocation)
    }
  }

  private static let fine = FakeServer.text("x", #","structuredContent":{"x":1}"#)
  private static let wrong = FakeServer.text("x", #","structuredContent":{"y":1}"#)
  private static let missing = FakeServer.text("x")

  @Test(
    "a structured result must match what the tool promised",
    arguments: [Revision.v2026_07_28, .v2025_06_18])
  func results(revision: Revision) async throws {
    try await check(revision: revision, result: Self.fine, expect: nil)
    try await check(revision: revision, result: Self.wrong, expect: "x")
    try await check(
      revision: revision, result: Self.missing, expect: "structuredContent is missing")
    try await check(
      revision: revision, result: FakeServer.text("x", #","isError":true"#), expect: nil)
    try await check("free", revision: revision, result: Self.missing, expect: nil)
    try await check("unlisted", revision: revision, result: Self.wrong, expect: nil)
  }

  @Test("nothing is checked that is not known, not wanted, or not in the revision")
  func unchecked() async throws {
    try await check(result: Self.wrong, lists: false, expect: nil)
    var options = ClientOptions()
    options.checksResults = false
    try await check(result: Self.wrong, options: options, expect: nil)
    try await check(revision: .v2025_03_26, result: Self.wrong, expect: nil)
  }

  @Test("a schema that cannot be used admits nothing")
  func brokenSchema() async throws {
    try await check("broken", result: Self.fine, expect: "the schema cannot be used")
  }

  @Test("content that is no list is no result")
  func oddContent() async throws {
    let found = try await call(result: #"{"content":{}}"#, bench: ClientBench())
    #expect(found == .failure(.invalid("the content of the result of t is no list")))
  }

  @Test("arguments are checked before they are sent, when that is wanted")
  func arguments() async throws {
    for (checks, lists, isSent) in [(true, true, false), (false, true, true), (true, false, true)] {
      let bench = try ClientBench()
      let found = try await call(
        result: Self.fine, lists: lists, .init(checksArguments: checks), bench: bench)
      #expect(await bench.heard("tools/call").count == (isSent ? 1 : 0))
      if !isSent {
        guard case .failure(.badArguments("t", let violations)) = found else {
          Issue.record("\(found)")
          continue
        }
        #expect(violations.count == 1)
        #expect(violations[0].contains("a"))
      }
    }
  }

  @Test("the raw answer is the server's own text")
  func raw() async throws {
    let bench = try ClientBench()
    let result = #"{"content":[],"x":[1.0,  2],"resultType":"complete"}"#
    let answer = try await bench.meet(serve: Self.server(result)) { try await $0.toolAnswer("t") }
    #expect(answer.raw.text == result)
    #expect(answer.rounds == 0)
  }

  // MARK: Arguments in header fields

  private static let mirrored =
    #"{"tools":[{"name":"good","inputSchema":{"type":"object","properties":"#
    + #"{"region":{"type":"string","x-mcp-header":"Region"}}}},"#
    + #"{"name":"bad","inputSchema":{"type":"object","properties":"#
    + #"{"region":{"type":"number","x-mcp-header":"Region"}}}},{"name":"plain","inputSchema":{}}]}"#

  @Test("over HTTP tools with bad header annotations are dropped, and the table learns the others")
  func headerAnnotations() async throws {
    let bench = try ClientBench()
    let table = HeaderParameterTable()
    let names = try await bench.meet(
      options: ClientOptions().mirroringArguments(in: table),
      serve: { [.answer($0, Self.mirrored)] }
    ) { try await $0.listTools().map(\.name) }
    #expect(names == ["good", "plain"])
    #expect(table.parameters(of: "good") == [HeaderParameter(header: "Region", path: ["region"])])
    #expect(table.parameters(of: "bad").isEmpty)
    let warnings = await bench.warnings
    #expect(warnings.count == 1)
    #expect(
      warnings.first?.message.hasPrefix("the tool bad is left out: /properties/region") == true)
  }

  @Test("servers of the handshake era have no such annotations")
  func legacyAnnotations() async throws {
    let bench = try ClientBench()
    let table = HeaderParameterTable()
    let names = try await bench.meet(
      .v2025_11_25, options: ClientOptions().mirroringArguments(in: table),
      serve: { [.answer($0, Self.mirrored)] }
    ) { try await $0.listTools().map(\.name) }
    #expect(names == ["good", "bad", "plain"])
    #expect(table.parameters(of: "good").isEmpty)
  }

  @Test("a header mismatch lists the tools anew and calls once more, over HTTP only")
  func headerMismatch() async throws {
    for (isHTTP, failures, heard) in [
      (true, 1, ["tools/call", "tools/list", "tools/call"]),
      (true, 9, ["tools/call", "tools/list", "tools/call"]), (false, 1, ["tools/call"]),
    ] {
      let bench = try ClientBench()
      let calls = Counter()
      let options =
        isHTTP ? ClientOptions().mirroringArguments(in: HeaderParameterTable()) : ClientOptions()
      let error = try await bench.meet(
        options: options,
        serve: { message in
          if message.method == "tools/list" { return [.answer(message, Self.mirrored)] }
          return calls.next() <= failures
            ? [.refuse(message, -32020)] : [.answer(message, FakeServer.text("x"))]
        }
      ) { connection in await failure { try await connection.callTool("good") } }
      #expect((error == nil) == (isHTTP && failures == 1))
      #expect(await bench.methods.dropFirst() == heard[...])
    }
  }
}
