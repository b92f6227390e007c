import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

@Suite("Lists, resources, prompts and completion", .timeLimit(.minutes(1)))
struct ReadingTests {
  /// Makes a call against a server that answers `method` with `result`, and gives what the server heard of it.
  private func check<Value: Equatable & Sendable>(
    _ revision: Revision = .v2026_07_28, method: String, result: String,
    call: @Sendable (Connection) async throws -> Value, expect value: Value,
    params: JSONValue? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let bench = try ClientBench()
    let found = try await bench.meet(
      revision, serve: { $0.method == method ? [.answer($0, result)] : [] }, use: call)
    #expect(found == value, sourceLocation: sourceLocation)
    var heard = await bench.heard(method).first?.params?.object ?? JSONObject()
    heard["_meta"] = nil
    if let params { #expect(.object(heard) == params, sourceLocation: sourceLocation) }
  }

  @Test(
    "every list is read in either era, and what lacks its key is left out",
    arguments: [Revision.v2026_07_28, .v2024_11_05])
  func lists(revision: Revision) async throws {
    try await check(
      revision, method: "resources/list", result: #"{"resources":[{"uri":"a:b","name":"n"},{},1]}"#,
      call: { try await $0.listResources().map(\.uri) }, expect: ["a:b"], params: [:])
    try await check(
      revision, method: "resources/templates/list",
      result: #"{"resourceTemplates":[{"uriTemplate":"a:{b}","name":"n"},{"name":"x"}]}"#,
      call: { try await $0.listResourceTemplates().map(\.uriTemplate) }, expect: ["a:{b}"])
    try await check(
      revision, method: "prompts/list", result: #"{"prompts":[{"name":"p"},{"title":"x"}]}"#,
      call: { try await $0.listPrompts().map(\.name) }, expect: ["p"])
  }

  @Test("a list that is no list is an error that says so")
  func oddLists() async throws {
    for (method, words) in [
      ("resources/list", "resources"), ("prompts/list", "prompts"),
      ("resources/templates/list", "resource templates"),
    ] {
      let bench = try ClientBench()
      let error = await #expect(throws: ClientError.self) {
        try await bench.meet(serve: { [.answer($0, "{}")] }) { connection in
          switch method {
          case "resources/list": _ = try await connection.listResources()
          case "prompts/list": _ = try await connection.listPrompts()
          default: _ = try await connection.listResourceTemplates()
          }
        }
      }
      #expect(error == .invalid("the answer to \(method) has no list of \(words)"))
    }
  }

  @Test("a resource is read, in one piece or several")
  func read() async throws {
    try await check(
      method: "resources/read",
      result: #"{"contents":[{"uri":"a:1","text":"x"},{"uri":"a:2","blob":"eA=="},{"text":"y"}]}"#,
      call: { try await $0.readResource("a:1").map(\.uri) }, expect: ["a:1", "a:2"],
      params: ["uri": "a:1"])
    let bench = try ClientBench()
    await #expect(throws: ClientError.invalid("the answer to resources/read has no contents")) {
      try await bench.meet(serve: { [.answer($0, "{}")] }) { try await $0.readResource("a:1") }
    }
  }

  @Test(
    "a missing resource is known by its URI, in the words of either era",
    arguments: [-32002, -32602])
  func missing(code: Int) async throws {
    let bench = try ClientBench()
    let error = await #expect(throws: ClientError.self) {
      try await bench.meet(serve: { [.refuse($0, code, data: #"{"uri":"a:1"}"#)] }) {
        try await $0.readResource("a:1")
      }
    }
    #expect(error?.missingResource == "a:1")
    #expect(ClientError.refused(.invalidParams("x")).missingResource == nil)
  }

  @Test("a prompt is got with its arguments in one order")
  func prompt() async throws {
    try await check(
      method: "prompts/get",
      result:
        #"{"description":"d","messages":[{"role":"user","content":{"type":"text","text":"x"}}]}"#,
      call: { try await $0.getPrompt("p", ["b": "2", "a": "1"]) },
      expect: PromptResult(description: "d", messages: [PromptMessage(.user, .text("x"))]),
      params: ["name": "p", "arguments": ["a": "1", "b": "2"]])
    try await check(
      method: "prompts/get", result: #"{"messages":[]}"#, call: { try await $0.getPrompt("p") },
      expect: PromptResult(messages: []), params: ["name": "p"])
  }

  @Test("completion asks with the context where the revision knows it")
  func completion() async throws {
    let result = #"{"completion":{"values":["x","y"],"total":2,"hasMore":false}}"#
    for revision in Revision.all {
      var params: JSONObject = [
        "ref": ["type": "ref/prompt", "name": "p"], "argument": ["name": "a", "value": "v"],
      ]
      if revision.name >= "2025-06-18" { params["context"] = ["arguments": ["b": "1"]] }
      try await check(
        revision, method: "completion/complete", result: result,
        call: {
          try await $0.complete(.prompt("p"), argument: "a", value: "v", context: ["b": "1"])
        }, expect: Completion(["x", "y"], total: 2, hasMore: false), params: .object(params))
    }
  }

  @Test("in the first revision completion has no capability and is simply tried")
  func completionWithoutCapability() async throws {
    let bench = try ClientBench()
    let serve: Script = { [.answer($0, #"{"completion":{"values":[]}}"#)] }
    _ = try await bench.meet(.v2024_11_05, capabilities: "{}", serve: serve) {
      try await $0.complete(.resource("a:{b}"), argument: "b", value: "")
    }
    await #expect(
      throws: ClientError.notOffered(capability: "completions", method: "completion/complete")
    ) {
      try await bench.meet(.v2025_03_26, capabilities: "{}", serve: serve) {
        try await $0.complete(.resource("a:{b}"), argument: "b", value: "")
      }
    }
  }

  @Test(
    "what the server does not declare fails before anything is sent",
    arguments: [Revision.v2026_07_28, .v2025_11_25])
  func undeclared(revision: Revision) async throws {
    let calls: [(String, @Sendable (Connection) async throws -> Void)] = [
      ("tools", { _ = try await $0.listTools() }), ("tools", { _ = try await $0.callTool("t") }),
      ("resources", { _ = try await $0.listResources() }),
      ("resources", { _ = try await $0.listResourceTemplates() }),
      ("resources", { _ = try await $0.readResource("a:b") }),
      ("prompts", { _ = try await $0.listPrompts() }),
      ("prompts", { _ = try await $0.getPrompt("p") }),
      ("completions", { _ = try await $0.complete(.prompt("p"), argument: "a", value: "") }),
      ("logging", { try await $0.setLogLevel(.info) }),
      ("tools.listChanged", { try await $0.watch(.init(toolsListChanged: true)) { _ in } }),
      ("resources.subscribe", { try await $0.watch(.init(resources: ["a:b"])) { _ in } }),
    ]
    let bench = try ClientBench()
    try await bench.meet(revision, capabilities: "{}") { connection in
      for (capability, call) in calls {
        let error = await #expect(throws: ClientError.self) { try await call(connection) }
        guard case .notOffered(let named, _) = error else {
          Issue.record("\(String(describing: error))")
          continue
        }
        #expect(named == capability)
        #expect(error?.message.contains(capability) == true)
      }
    }
    #expect(await bench.methods.allSatisfy { $0 == "server/discover" || $0.contains("initialize") })
  }

  @Test("a part of a capability counts only when it is there and not false")
  func parts() async throws {
    let bench = try ClientBench()
    let capabilities =
      #"{"tools":{"listChanged":false},"resources":{},"prompts":null,"x":{"y":{}}}"#
    try await bench.meet(capabilities: capabilities) { connection in
      let offered = [
        "tools", "tools.listChanged", "resources", "resources.subscribe", "prompts", "x.y",
      ]
      .filter { connection.offers($0) }
      #expect(offered == ["tools", "resources", "x.y"])
    }
  }

  @Test(
    "a kind of result that nobody knows is an error",
    arguments: ["\"task\"", "\"later\"", "7", "null"])
  func unknownKinds(kind: String) async throws {
    let bench = try ClientBench()
    let result = #"{"resultType":\#(kind),"content":[],"tools":[]}"#
    try await bench.meet(serve: { [.answer($0, result)] }) { connection in
      let error = ClientError.invalid("the answer to tools/call is of the unknown kind \(kind)")
      await #expect(throws: error) { try await connection.callTool("t") }
      await #expect(throws: ClientError.self) { try await connection.listTools() }
    }
    // Servers of the handshake era have no kinds: it is a member like any other.
    let old = try ClientBench()
    try await old.meet(.v2025_11_25, serve: { [.answer($0, result)] }) { connection in
      let result = try await connection.callTool("t")
      #expect(result == ToolResult(content: []))
    }
  }

  @Test("only calls, prompts and resources may be answered with a question")
  func questionsElsewhere() async throws {
    let bench = try ClientBench()
    try await bench.meet(serve: { [.answer($0, FakeServer.inputRequired(state: "\"s\""))] }) {
      connection in
      await #expect(throws: ClientError.self) { try await connection.listTools() }
      await #expect(throws: ClientError.self) {
        try await connection.complete(.prompt("p"), argument: "a", value: "")
      }
    }
    #expect(await bench.heard.count == 3)
  }
}
