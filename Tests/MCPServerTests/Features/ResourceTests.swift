import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Resources", .timeLimit(.minutes(1)))
struct ResourceTests {
  @Test("are listed as they are defined, and so are templates", arguments: Revision.all)
  func lists(revision: Revision) async throws {
    try await connected(to: .sample(changesLists: false), revision) { peer in
      var expected: JSONObject = [
        "resources": [
          ["uri": "test://text", "name": "text", "mimeType": "text/plain"],
          ["uri": "test://bytes", "name": "bytes", "mimeType": "image/png"],
          ["uri": "test://gone", "name": "gone"],
        ]
      ]
      let hints: JSONObject =
        revision.era == .modern ? ["ttlMs": 3_600_000, "cacheScope": "public"] : [:]
      expected.members += hints.members
      check(await peer.ask("resources/list"), .exactly(expected))
      var templates: JSONObject = [
        "resourceTemplates": [["uriTemplate": "test://item/{id}/data", "name": "item"]]
      ]
      templates.members += hints.members
      check(await peer.ask("resources/templates/list"), .exactly(templates))
    }
  }

  @Test(
    "are read by URI, by their own or by a template's",
    arguments: [
      ("test://text", ["uri": "test://text", "mimeType": "text/plain", "text": "hello"]),
      ("test://bytes", ["uri": "test://bytes", "mimeType": "image/png", "blob": "AAEC"]),
      ("test://item/123/data", ["uri": "test://item/123/data", "text": "item 123"]),
      ("test://item/a%20b/data", ["uri": "test://item/a%20b/data", "text": "item a b"]),
    ] as [(String, JSONValue)])
  func read(uri: String, contents: JSONValue) async throws {
    for revision in Revision.all {
      try await connected(to: .sample(), revision) { peer in
        check(
          await peer.ask("resources/read", ["uri": .string(uri)]),
          .result(["contents": [contents]]), revision.name)
      }
    }
  }

  @Test(
    "that do not exist are told by a code of the revision, and by their URI",
    arguments: [
      "test://nothing", "test://gone", "test://item/none/data", "test://item//data",
      "test://item/1/2/data", "test://item/%zz/data", "TEST://text", "", "../etc/passwd",
    ])
  func notFound(uri: String) async throws {
    for revision in Revision.all {
      try await connected(to: .sample(), revision) { peer in
        let answer = await peer.ask("resources/read", ["uri": .string(uri)])
        check(answer, .error(revision.era == .modern ? -32602 : -32002), revision.name)
        #expect(answer["error"]?["data"] == ["uri": .string(uri)])
      }
    }
  }

  @Test(
    "need a URI",
    arguments: [[:], ["uri": 7], ["uri": nil], ["name": "test://text"]] as [JSONObject])
  func faults(params: JSONObject) async throws {
    for revision in [Revision.v2024_11_05, .v2026_07_28] {
      try await connected(to: .sample(), revision) { peer in
        check(await peer.ask("resources/read", params), .error(-32602), revision.name)
      }
    }
  }

  @Test("that cannot be read are an error that says why", arguments: Revision.all)
  func failing(revision: Revision) async throws {
    let definition = ServerDefinition(
      name: "s", version: "1",
      resources: [
        ServerResource(.init(uri: "test://a", name: "a")) { _ in throw ToolFailure("no disk") },
        ServerResource(.init(uri: "test://b", name: "b")) { _ in
          throw JSONRPCError(code: 4711, message: "mine")
        },
        ServerResource(uri: "test://c", name: "c") { throw CancellationError() },
      ])
    try await connected(to: definition, revision) { peer in
      let answer = await peer.ask("resources/read", ["uri": "test://a"])
      check(answer, .error(-32603))
      #expect(answer["error"]?["message"]?.string?.contains("no disk") == true)
      check(await peer.ask("resources/read", ["uri": "test://b"]), .error(4711))
      check(await peer.ask("resources/read", ["uri": "test://c"]), .error(-32603))
    }
  }

  @Test("of one URI: the resource itself comes before a template, the first template before others")
  func precedence() async throws {
    func template(_ text: String, _ name: String) -> ServerResourceTemplate {
      ServerResourceTemplate(.init(uriTemplate: text, name: name)) { uri, _, _ in
        [ResourceContents(uri: uri, text: name)]
      }
    }
    let definition = ServerDefinition(
      name: "s", version: "1", resources: [ServerResource(uri: "test://a", name: "r") { "own" }],
      templates: [template("test://{x}", "first"), template("test://{+x}", "second")])
    try await connected(to: definition, .v2025_11_25) { peer in
      for (uri, text) in [
        ("test://a", "own"), ("test://b", "first"), ("test://b/c", "second"),
      ] {
        let answer = await peer.ask("resources/read", ["uri": .string(uri)])
        #expect(answer["result"]?["contents"]?[0]?["text"]?.string == text)
      }
    }
  }

  // MARK: Subscriptions of the handshake era

  @Test("tell those who subscribed of changes, and nobody else", arguments: Revision.legacy)
  func subscribe(revision: Revision) async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition, revision) { peer in
      for uri in ["test://text", "test://item/1/data"] {
        check(await peer.ask("resources/subscribe", ["uri": .string(uri)]), .exactly([:]))
      }
      for uri in ["test://text", "test://bytes", "test://item/1/data", "test://item/2/data"] {
        definition.catalog.resourceUpdated(uri)
        await peer.settle()
      }
      let told = peer.told("notifications/resources/updated")
      #expect(told == [["uri": "test://text"], ["uri": "test://item/1/data"]])
      check(await peer.ask("resources/unsubscribe", ["uri": "test://text"]), .exactly([:]))
      definition.catalog.resourceUpdated("test://text")
      definition.catalog.resourceUpdated("test://item/1/data")
      await peer.settle()
      #expect(peer.told("notifications/resources/updated").count == 3)
    }
  }

  @Test("tell of several changes of one turn once, in the order of the changes")
  func coalescing() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition, .v2025_11_25) { peer in
      let uris = (0..<20).map { "test://item/\($0)/data" }
      for uri in uris { await peer.ask("resources/subscribe", ["uri": .string(uri)]) }
      await peer.run {
        for uri in uris + uris { definition.catalog.resourceUpdated(uri) }
      }
      await peer.settle()
      #expect(peer.told("notifications/resources/updated").map { $0["uri"]?.string } == uris)
    }
  }

  @Test("subscribing needs a resource that exists; unsubscribing forgives")
  func unknown() async throws {
    for revision in Revision.legacy {
      try await connected(to: .sample(), revision) { peer in
        let answer = await peer.ask("resources/subscribe", ["uri": "test://nothing"])
        check(answer, .error(-32002))
        #expect(answer["error"]?["data"] == ["uri": "test://nothing"])
        check(await peer.ask("resources/unsubscribe", ["uri": "test://nothing"]), .exactly([:]))
        for method in ["resources/subscribe", "resources/unsubscribe"] {
          check(await peer.ask(method), .error(-32602))
        }
      }
    }
  }

  @Test("may be subscribed to up to a limit, each any number of times")
  func limit() async throws {
    var limits = ServerLimits()
    limits.maximumSubscriptions = 2
    try await connected(to: .sample(limits: limits), .v2025_11_25) { peer in
      func subscribe(_ id: Int, _ expected: Expectation) async {
        let uri = JSONValue.string("test://item/\(id)/data")
        check(await peer.ask("resources/subscribe", ["uri": uri]), expected, "\(id)")
      }
      await subscribe(1, .exactly([:]))
      await subscribe(2, .exactly([:]))
      await subscribe(3, .error(-32602))
      await subscribe(2, .exactly([:]))
      await peer.ask("resources/unsubscribe", ["uri": "test://item/1/data"])
      await subscribe(3, .exactly([:]))
    }
  }
}
