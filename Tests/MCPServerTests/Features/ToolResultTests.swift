import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("What a tool gives, in the words of a revision", .timeLimit(.minutes(1)))
struct ToolResultTests {
  private static func content(
    of result: ToolResult, _ output: JSONValue? = nil, in revision: Revision
  ) async throws -> JSONValue {
    var answer = JSONValue.null
    let tool = ServerTool.make(output: output) { _, _ in result }
    try await connected(to: .tools(tool), revision) { peer in
      answer = await peer.ask("tools/call", ["name": "tool"])
    }
    return answer
  }

  private static let blocks: [(block: ContentBlock, wire: JSONValue, since: Revision)] = [
    (.text("t"), ["type": "text", "text": "t"], .v2024_11_05),
    (
      .image(data: "AA==", mimeType: "image/png"),
      ["type": "image", "data": "AA==", "mimeType": "image/png"], .v2024_11_05
    ),
    (
      .resource(ResourceContents(uri: "test://a", text: "a")),
      ["type": "resource", "resource": ["uri": "test://a", "text": "a"]], .v2024_11_05
    ),
    (
      .audio(data: "AA==", mimeType: "audio/wav"),
      ["type": "audio", "data": "AA==", "mimeType": "audio/wav"], .v2025_03_26
    ),
    (
      .resourceLink(ResourceDescription(uri: "test://a", name: "a")),
      ["type": "resource_link", "uri": "test://a", "name": "a"], .v2025_06_18
    ),
  ]

  @Test("blocks a revision does not know become text", arguments: Revision.all)
  func blocks(revision: Revision) async throws {
    let answer = try await Self.content(
      of: ToolResult(content: Self.blocks.map(\.block)), in: revision)
    for (index, (block, wire, since)) in Self.blocks.enumerated() {
      let found = answer["result"]?["content"]?[index]
      if revision.name >= since.name {
        #expect(found == wire, "\(block.type)")
      } else {
        #expect(found?["type"] == "text", "\(block.type)")
        #expect(found?["text"]?.string?.contains(block.type) == true)
      }
    }
  }

  @Test("members of a block that we do not know are kept", arguments: Revision.all)
  func annotations(revision: Revision) async throws {
    let block: JSONObject = [
      "type": "text", "text": "t", "annotations": ["audience": ["user"]], "_meta": ["a": 1],
    ]
    let answer = try await Self.content(
      of: ToolResult(content: [.other(block)]), in: revision)
    #expect(answer["result"]?["content"] == [.object(block)])
  }

  @Test("no content at all is an empty list", arguments: Revision.all)
  func empty(revision: Revision) async throws {
    check(
      try await Self.content(of: ToolResult(content: []), in: revision),
      .exactly(["content": []]))
  }

  @Test(
    "data that is no object is wrapped where only objects may be, and left out before 2025-06-18",
    arguments: [
      (["a": 1], ["a": 1]), (3, ["result": 3]), ("x", ["result": "x"]), ([1], ["result": [1]]),
      (true, ["result": true]), (nil, ["result": nil]), ([:], [:]),
    ] as [(JSONValue, JSONValue)])
  func structured(value: JSONValue, wrapped: JSONValue) async throws {
    for revision in Revision.all {
      let result = try await Self.content(of: .structured(value), in: revision)["result"]
      let expected: JSONValue? =
        switch revision {
        case .v2026_07_28: value
        case .v2025_11_25, .v2025_06_18: wrapped
        default: nil
        }
      #expect(result?["structuredContent"] == expected, "\(revision.name)")
      let text = result?["content"]?[0]?["text"]?.string ?? ""
      #expect(try JSONParser.parse(text) == value, "also stands as text")
    }
  }

  @Test("schemas of results are listed as the results are given", arguments: Revision.all)
  func schemas(revision: Revision) async throws {
    let object: JSONValue = ["type": "object", "properties": ["a": ["type": "integer"]]]
    let definition = ServerDefinition.tools(
      .make("none") { _, _ in .text("") },
      .make("object", output: object) { _, _ in .text("") },
      .make("number", output: ["type": "integer"]) { _, _ in .text("") })
    let expected: [JSONValue?] =
      switch revision {
      case .v2026_07_28: [nil, object, ["type": "integer"]]
      case .v2025_11_25, .v2025_06_18:
        [
          nil, object,
          [
            "type": "object", "properties": ["result": ["type": "integer"]],
            "required": ["result"],
          ],
        ]
      default: [nil, nil, nil]
      }
    try await connected(to: definition, revision) { peer in
      let tools = await peer.ask("tools/list")["result"]?["tools"]?.array ?? []
      #expect(tools.map { $0["outputSchema"] } == expected)
      #expect(tools.map { $0["name"] } == ["none", "object", "number"])
    }
  }

  private static let promise: JSONValue = [
    "type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"],
  ]

  @Test(
    "one that breaks the tool's own promise is a failure that says how", arguments: Revision.all)
  func broken(revision: Revision) async throws {
    for (result, word) in [
      (ToolResult.structured(["a": "x"]), "a must be"), (.structured([:]), "a is missing"),
      (.structured(3), "object"), (.text("no data"), "no structured result"),
    ] {
      check(
        try await Self.content(of: result, Self.promise, in: revision), .failure(word),
        revision.name)
    }
    check(
      try await Self.content(of: .structured(["a": 1]), Self.promise, in: revision), .result([:]))
    check(
      try await Self.content(of: .failure("sorry"), Self.promise, in: revision),
      .failure("sorry"), "a failure need not fit")
  }

  @Test("the definition of a tool is listed with all it has", arguments: Revision.all)
  func listed(revision: Revision) async throws {
    let full = ServerTool(
      name: "full", title: "Full", description: "Has all.",
      inputSchema: ["type": "object", "$defs": ["a": true], "x-mcp": 1],
      annotations: .init(readOnly: true, destructive: false, title: "F"),
      icons: [Icon(source: "https://a.example/i.png")], meta: ["com.example/a": 1],
      handler: { _, _ in .text("") })
    try await connected(to: .tools(full.asTask(.optional)), revision) { peer in
      let tool = await peer.ask("tools/list")["result"]?["tools"]?[0]
      #expect(tool?["title"] == "Full")
      #expect(tool?["description"] == "Has all.")
      #expect(tool?["inputSchema"] == ["type": "object", "$defs": ["a": true], "x-mcp": 1])
      #expect(
        tool?["annotations"] == ["readOnlyHint": true, "destructiveHint": false, "title": "F"])
      #expect(tool?["icons"]?[0]?["src"] == "https://a.example/i.png")
      #expect(tool?["_meta"] == ["com.example/a": 1])
      #expect(
        tool?["execution"] == (revision.hasCoreTasks ? ["taskSupport": "optional"] : nil))
    }
  }
}

@Suite("What results look like", .timeLimit(.minutes(1)))
struct ResultShapeTests {
  /// Requests that end with a result, and whether clients may keep it, for how long and for whom.
  private static let requests: [(method: String, params: JSONObject, ttlMs: Int?, scope: String?)] =
    [
      ("tools/list", [:], 3_600_000, "public"), ("resources/list", [:], 3_600_000, "public"),
      ("resources/templates/list", [:], 3_600_000, "public"),
      ("prompts/list", [:], 3_600_000, "public"),
      ("resources/read", ["uri": "test://text"], 0, "private"),
      ("resources/read", ["uri": "test://bytes"], 60_000, "private"),
      ("resources/read", ["uri": "test://item/1/data"], 0, "private"),
      ("tools/call", ["name": "keys"], nil, nil),
      ("tools/call", ["name": "echo"], nil, nil),
      ("prompts/get", ["name": "greet", "arguments": ["name": "x"]], nil, nil),
      (
        "completion/complete",
        ["ref": ["type": "ref/prompt", "name": "greet"], "argument": ["name": "a", "value": ""]],
        nil, nil
      ),
    ]

  @Test("modern ones say that they are complete, who made them, and whether they may be kept")
  func modern() async throws {
    try await connected(to: .sample(changesLists: false)) { peer in
      for request in Self.requests + [("server/discover", [:], 3_600_000, "public")] {
        let result = await peer.ask(request.method, request.params)["result"]
        #expect(result?["resultType"] == "complete", "\(request.method)")
        #expect(
          result?["_meta"] == [
            MetaKey.serverInfo: ["name": "sample", "title": "Sample", "version": "1.0"]
          ], "\(request.method)")
        #expect(result?["ttlMs"]?.int == request.ttlMs, "\(request.method)")
        #expect(result?["cacheScope"]?.string == request.scope, "\(request.method)")
      }
    }
  }

  @Test("lists that change may be kept for no time")
  func changing() async throws {
    try await connected(to: .sample(changesLists: true)) { peer in
      for request in Self.requests where request.method.hasSuffix("/list") {
        let result = await peer.ask(request.method)["result"]
        #expect(result?["ttlMs"] == 0 && result?["cacheScope"] == "public", "\(request.method)")
      }
    }
  }

  @Test("older ones have nothing of all that", arguments: Revision.legacy)
  func legacy(revision: Revision) async throws {
    try await connected(to: .sample(), revision) { peer in
      for request in Self.requests { _ = await peer.ask(request.method, request.params) }
      await peer.ask("resources/subscribe", ["uri": "test://text"])
      await peer.ask("tools/call", ["name": "nothing"])
      for message in peer.heard.entries {
        let text = JSONWriter.string(message)
        for word in [
          "resultType", "io.modelcontextprotocol", "_meta", "ttlMs", "cacheScope", "requestState",
          "inputRequests", "extensions",
        ] { #expect(!text.contains(word), "\(word) in \(text)") }
      }
      #expect(peer.heard.entries.count == Self.requests.count + 3)
    }
  }

  @Test("of ping, a log level and a subscription are exactly nothing", arguments: Revision.legacy)
  func bare(revision: Revision) async throws {
    try await connected(to: .sample(), revision) { peer in
      for (method, params) in [
        ("ping", [:]), ("logging/setLevel", ["level": "debug"]),
        ("resources/subscribe", ["uri": "test://text"]),
        ("resources/unsubscribe", ["uri": "test://text"]),
      ] as [(String, JSONObject)] {
        #expect(await peer.ask(method, params)["result"] == [:], "\(method)")
      }
    }
  }
}
