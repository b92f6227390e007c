import JSON
import JSONRPC
import MCPSchema
import MCPServer
import Testing

@Suite("Listening for changes", .timeLimit(.minutes(1)))
struct ListenTests {
  private static let everything: JSONObject = [
    "toolsListChanged": true, "promptsListChanged": true, "resourcesListChanged": true,
    "resourceSubscriptions": ["test://text"],
  ]

  /// What can change, and the notification that tells of it.
  enum Change: String, CaseIterable, Sendable {
    case tools, prompts, resources, resource

    var method: String {
      self == .resource
        ? "notifications/resources/updated" : "notifications/\(rawValue)/list_changed"
    }

    /// The filter that asks for it alone.
    var filter: JSONObject {
      self == .resource
        ? ["resourceSubscriptions": ["test://text"]] : ["\(rawValue)ListChanged": true]
    }

    /// Makes it happen.
    func happen(to definition: ServerDefinition) {
      switch self {
      case .tools: definition.catalog.add(.make("new") { _, _ in .text("") })
      case .prompts:
        definition.catalog.add(ServerPrompt(name: "new") { _, _ in PromptResult(messages: []) })
      case .resources: definition.catalog.add(ServerResource(uri: "test://new", name: "new") { "" })
      case .resource: definition.catalog.resourceUpdated("test://text")
      }
    }
  }

  private static func acknowledgement(_ filter: JSONObject, _ id: RequestID) -> JSONValue {
    [
      "jsonrpc": "2.0", "method": "notifications/subscriptions/acknowledged",
      "params": [
        "notifications": .object(filter), "_meta": [MetaKey.subscriptionID: id.value],
      ],
    ]
  }

  @Test(
    "is acknowledged first, and every message of it bears the id of its request",
    arguments: [.number(41), .number(1_763_712_000_123), .string("41"), .string("é")] as [RequestID]
  )
  func tagged(id: RequestID) async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition) { peer in
      await peer.start("subscriptions/listen", ["notifications": .object(Self.everything)], id: id)
      await peer.settle()
      #expect(peer.heard.entries == [Self.acknowledgement(Self.everything, id)])
      for change in Change.allCases {
        change.happen(to: definition)
        await peer.settle()
      }
      let told = peer.heard.entries.dropFirst()
      #expect(told.map { $0["method"]?.string } == Change.allCases.map(\.method))
      for message in told {
        #expect(message["params"]?["_meta"] == [MetaKey.subscriptionID: id.value])
        #expect(message["id"] == nil)
      }
      #expect(told.last?["params"]?["uri"] == "test://text")
    }
  }

  @Test("brings what was asked for and nothing else", arguments: Change.allCases)
  func filtered(wanted: Change) async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition) { peer in
      await peer.start("subscriptions/listen", ["notifications": .object(wanted.filter)])
      await peer.settle()
      for change in Change.allCases {
        change.happen(to: definition)
        await peer.settle()
      }
      definition.catalog.resourceUpdated("test://bytes")
      await peer.settle()
      #expect(
        peer.heard.entries.dropFirst().map { $0["method"]?.string } == [wanted.method])
    }
  }

  @Test("without asking for it nobody hears of a change")
  func silent() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition) { peer in
      await peer.start("subscriptions/listen", ["notifications": [:]], id: .string("none"))
      await peer.settle()
      #expect(peer.heard.entries == [Self.acknowledgement([:], .string("none"))])
      for change in Change.allCases { change.happen(to: definition) }
      await peer.ask("tools/list")
      await peer.settle()
      #expect(peer.heard.entries.count == 2)
    }
  }

  private static let tools = ServerDefinition.tools(.make { _, _ in .text("") })
  private static let subsets: [(definition: ServerDefinition, honoured: JSONObject)] = [
    (.sample(), everything),
    (.sample(changesLists: false), ["resourceSubscriptions": ["test://text"]]),
    (tools, [:]),
    (
      ServerDefinition(
        name: "s", version: "1", tools: [.make { _, _ in .text("") }], changesLists: true),
      ["toolsListChanged": true]
    ),
  ]

  @Test(
    "is acknowledged with the part of it that the server can honour", arguments: subsets.indices)
  func honoured(index: Int) async throws {
    let (definition, honoured) = Self.subsets[index]
    try await connected(to: definition) { peer in
      var wanted = Self.everything
      wanted["somethingElse"] = true
      let id = await peer.start("subscriptions/listen", ["notifications": .object(wanted)])
      await peer.settle()
      #expect(peer.heard.entries == [Self.acknowledgement(honoured, id)])
    }
  }

  @Test(
    "needs a filter of the right types",
    arguments: [
      nil, .some(nil), [], "tools", ["toolsListChanged": 1], ["promptsListChanged": "yes"],
      ["resourcesListChanged": nil], ["resourceSubscriptions": "test://text"],
      ["resourceSubscriptions": [1]], ["taskIds": true],
    ] as [JSONValue?])
  func malformed(filter: JSONValue?) async throws {
    try await connected(to: .sample()) { peer in
      var params = JSONObject()
      params["notifications"] = filter
      check(await peer.ask("subscriptions/listen", params), .error(-32602))
      #expect(peer.heard.entries.count == 1)
    }
  }

  @Test("takes a limited number of resources")
  func tooManyResources() async throws {
    var limits = ServerLimits()
    limits.maximumSubscriptions = 2
    try await connected(to: .sample(limits: limits)) { peer in
      let three: JSONObject = ["resourceSubscriptions": ["test://a", "test://b", "test://c"]]
      check(
        await peer.ask("subscriptions/listen", ["notifications": .object(three)]), .error(-32602))
    }
  }

  @Test("ends when the client gives it up, without an answer")
  func cancelled() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition) { peer in
      let id = await peer.start(
        "subscriptions/listen", ["notifications": .object(Self.everything)])
      await peer.settle()
      await peer.cancel(id)
      await peer.settle()
      for change in Change.allCases { change.happen(to: definition) }
      await peer.settle()
      #expect(peer.heard.entries.count == 1, "the acknowledgement alone")
      await peer.start(
        "subscriptions/listen", ["notifications": .object(Change.tools.filter)], id: id)
      await peer.settle()
      Change.tools.happen(to: definition)
      await peer.settle()
      #expect(peer.heard.entries.count == 3, "the id is free again")
    }
  }

  @Test("ends before it began when it is given up at once")
  func cancelledEarly() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition) { peer in
      let id = await peer.start(
        "subscriptions/listen", ["notifications": .object(Self.everything)])
      await peer.cancel(id)
      await peer.settle()
      for change in Change.allCases { change.happen(to: definition) }
      await peer.settle()
      #expect(peer.heard.entries.allSatisfy { $0["method"] == acknowledged })
    }
  }

  private let acknowledged: JSONValue = "notifications/subscriptions/acknowledged"

  @Test("several at once each have their own filter and id")
  func several() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition) { peer in
      for (index, change) in Change.allCases.enumerated() {
        await peer.start(
          "subscriptions/listen", ["notifications": .object(change.filter)],
          id: .number(100 + index))
      }
      await peer.start(
        "subscriptions/listen", ["notifications": .object(Self.everything)], id: .string("all"))
      await peer.settle()
      await peer.run { for change in Change.allCases { change.happen(to: definition) } }
      await peer.settle()
      for (index, change) in Change.allCases.enumerated() {
        let ids = peer.told(change.method).map { $0["_meta"]?[MetaKey.subscriptionID] }
        #expect(ids.count == 2)
        #expect(Set(ids) == [.int(100 + index), "all"])
      }
    }
  }

  @Test("tells of many changes of a list within one turn once")
  func coalesced() async throws {
    let definition = ServerDefinition.sample()
    try await connected(to: definition) { peer in
      await peer.start("subscriptions/listen", ["notifications": .object(Self.everything)])
      await peer.settle()
      await peer.run {
        for _ in 0..<10 {
          for change in Change.allCases { change.happen(to: definition) }
        }
      }
      await peer.settle()
      #expect(
        peer.heard.entries.dropFirst().map { $0["method"]?.string }
          == Change.allCases.map(\.method))
    }
  }

  @Test("carries neither progress nor logs")
  func pure() async throws {
    try await connected(to: .sample()) { peer in
      await peer.start(
        "subscriptions/listen", ["notifications": .object(Self.everything)],
        meta: ["progressToken": "t", MetaKey.logLevel: "debug"])
      await peer.settle()
      #expect(peer.heard.entries.count == 1)
    }
  }

  // MARK: Its end and its bounds

  @Test("ends with a result when the server does, after a cancellation where one pipe carries all")
  func stopped() async throws {
    for canCall in [true, false] {
      let bench = try CoreBench(.sample())
      let route = ScriptedRoute()
      async let end = bench.ask(
        "subscriptions/listen", ["notifications": .object(Self.everything)], over: route,
        canCall: canCall, id: .string("l"))
      await route.sent.first(1)
      await bench.settle()
      #expect(bench.core.counters()[0].value == 1)
      bench.core.stop()
      #expect(
        await end["result"] == [
          "resultType": "complete",
          "_meta": [
            MetaKey.subscriptionID: "l",
            MetaKey.serverInfo: ["name": "sample", "title": "Sample", "version": "1.0"],
          ],
        ])
      #expect(
        route.params(of: "notifications/cancelled") == (canCall ? [["requestId": "l"]] : []))
      #expect(bench.core.counters()[0].value == 0)
    }
  }

  @Test("is refused after the end of the server")
  func afterStop() async throws {
    let bench = try CoreBench(.sample())
    bench.core.stop()
    let route = ScriptedRoute()
    let answer = await bench.ask(
      "subscriptions/listen", ["notifications": [:]], over: route)
    check(answer, .error(-32603))
    #expect(route.sent.entries.isEmpty, "and not acknowledged")
  }

  @Test("is refused beyond the number of streams there may be, without an acknowledgement")
  func limit() async throws {
    var limits = ServerLimits()
    limits.maximumListens = 2
    let bench = try CoreBench(.sample(limits: limits))
    let routes = [ScriptedRoute(), ScriptedRoute(), ScriptedRoute()]
    let members: JSONObject = ["notifications": .object(Self.everything)]
    async let first = bench.ask("subscriptions/listen", members, over: routes[0])
    async let second = bench.ask("subscriptions/listen", members, over: routes[1])
    for route in routes.prefix(2) { await route.sent.first(1) }
    await bench.settle()
    let third = await bench.ask("subscriptions/listen", members, over: routes[2])
    check(third, .error(-32603))
    #expect(routes[2].sent.entries.isEmpty)
    bench.core.stop()
    for end in await [first, second] { #expect(end.resultType == "complete") }
  }

  @Test("ends when its client takes nothing while changes pile up")
  func overflow() async throws {
    var limits = ServerLimits()
    limits.maximumWaitingChanges = 3
    let definition = ServerDefinition.sample(limits: limits)
    let bench = try CoreBench(definition)
    let gate = Journal()
    let route = ScriptedRoute(gate: gate)
    let healthy = ScriptedRoute()
    async let end = bench.ask(
      "subscriptions/listen", ["notifications": .object(Change.tools.filter)], over: route)
    async let other = bench.ask(
      "subscriptions/listen", ["notifications": .object(Change.tools.filter)], over: healthy)
    await route.sent.first(1)
    await healthy.sent.first(1)
    await bench.settle()
    for _ in 0..<10 {
      Change.tools.happen(to: definition)
      await bench.settle()
    }
    #expect(route.methods == ["notifications/subscriptions/acknowledged"], "it takes nothing")
    #expect(healthy.methods.count == 11, "nobody else is held up")
    gate.note("open")
    let answer = await end
    #expect(answer.resultType == "complete")
    #expect(route.methods.count <= 4)
    bench.core.stop()
    _ = await other
  }
}
