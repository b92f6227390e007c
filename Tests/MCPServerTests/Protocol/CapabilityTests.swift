import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

@Suite("What a server says it can do", .timeLimit(.minutes(1)))
struct CapabilityTests {
  /// A server with one thing to offer, and what it declares for it in each era.
  struct Offer: Sendable, CustomTestStringConvertible {
    let name: String
    let definition: ServerDefinition
    let legacy: JSONObject
    var modern: JSONObject?
    var testDescription: String { name }
  }

  static let prompt = ServerPrompt(name: "p") { _, _ in PromptResult(messages: []) }
  static let resource = ServerResource(uri: "test://a", name: "a") { "a" }
  static let template = ServerResourceTemplate(.init(uriTemplate: "test://{a}", name: "a")) {
    _, _, _ in nil
  }

  static func definition(
    _ tools: [ServerTool] = [], resources: [ServerResource] = [],
    templates: [ServerResourceTemplate] = [], prompts: [ServerPrompt] = [],
    completer: ServerDefinition.Completer? = nil, logs: Bool = false, changes: Bool = false
  ) -> ServerDefinition {
    ServerDefinition(
      name: "s", version: "1", tools: tools, resources: resources, templates: templates,
      prompts: prompts, completer: completer, writesLogs: logs, changesLists: changes)
  }

  static let tool = ServerTool.make { _, _ in .text("") }
  static let tasks: JSONObject = ["cancel": [:], "requests": ["tools": ["call": [:]]]]

  static let offers = [
    Offer(name: "nothing", definition: definition(), legacy: [:]),
    Offer(name: "tools", definition: definition([tool]), legacy: ["tools": [:]]),
    Offer(
      name: "tools that change", definition: definition([tool], changes: true),
      legacy: ["tools": ["listChanged": true]]),
    Offer(
      name: "tools to come", definition: definition(changes: true),
      legacy: ["tools": ["listChanged": true]]),
    Offer(
      name: "resources", definition: definition(resources: [resource]),
      legacy: ["resources": ["subscribe": true]]),
    Offer(
      name: "templates", definition: definition(templates: [template]),
      legacy: ["resources": ["subscribe": true]]),
    Offer(name: "prompts", definition: definition(prompts: [prompt]), legacy: ["prompts": [:]]),
    Offer(
      name: "prompts and resources that change",
      definition: definition(resources: [resource], prompts: [prompt], changes: true),
      legacy: [
        "tools": ["listChanged": true], "resources": ["listChanged": true, "subscribe": true],
        "prompts": ["listChanged": true],
      ]),
    Offer(
      name: "completion", definition: definition(completer: { _, _, _, _ in Completion([]) }),
      legacy: ["completions": [:]]),
    Offer(name: "logs", definition: definition(logs: true), legacy: ["logging": [:]]),
    Offer(
      name: "tasks", definition: definition([tool.asTask(.optional)]),
      legacy: ["tools": [:], "tasks": .object(tasks)],
      modern: ["tools": [:], "extensions": [TasksExtension.identifier: [:]]]),
  ]

  /// What is declared of these capabilities in a revision.
  static func expected(_ offer: Offer, in revision: Revision) -> JSONObject {
    if revision.era == .modern { return offer.modern ?? offer.legacy }
    var object = offer.legacy
    if !revision.hasCoreTasks { object["tasks"] = nil }
    if revision == .v2024_11_05 { object["completions"] = nil }
    return object
  }

  /// A capability, and a method that works with it and is unknown without.
  static let methods: [(capability: String, method: String, params: JSONObject)] = [
    ("tools", "tools/list", [:]), ("tools", "tools/call", ["name": "tool"]),
    ("resources", "resources/list", [:]), ("resources", "resources/templates/list", [:]),
    ("resources", "resources/read", ["uri": "test://a"]), ("prompts", "prompts/list", [:]),
    ("prompts", "prompts/get", ["name": "p"]),
    (
      "completions", "completion/complete",
      ["ref": ["type": "ref/prompt", "name": "p"], "argument": ["name": "a", "value": ""]]
    ),
  ]

  static func declared(by peer: Peer) async -> JSONObject {
    let answer =
      peer.revision.era == .modern ? await peer.ask("server/discover") : peer.heard.entries[0]
    return answer["result"]?["capabilities"]?.object ?? ["none": nil]
  }

  @Test(
    "is what its definition has, in the words of the revision", arguments: offers, Revision.all)
  func declared(offer: Offer, revision: Revision) async throws {
    try await connected(to: offer.definition, revision) { peer in
      #expect(await Self.declared(by: peer) == Self.expected(offer, in: revision))
    }
  }

  @Test(
    "agrees with what it answers: what is not declared is unknown", arguments: offers, Revision.all)
  func honest(offer: Offer, revision: Revision) async throws {
    try await connected(to: offer.definition, revision) { peer in
      var declared = await Self.declared(by: peer)
      // Completion has no capability there; a client may just try.
      if revision == .v2024_11_05, offer.name == "completion" { declared["completions"] = [:] }
      for (capability, method, params) in Self.methods {
        let answer = await peer.ask(method, params)
        let isUnknown = answer.code == -32601
        #expect(isUnknown == (declared[capability] == nil), "\(method) \(answer)")
      }
      let level = await peer.ask("logging/setLevel", ["level": "info"])
      let hasLevel = revision.era == .legacy && declared["logging"] != nil
      check(level, hasLevel ? .exactly([:]) : .error(-32601))
    }
  }

  @Test("does not change while a client is connected, though the last of a kind goes away")
  func lasting() async throws {
    for revision in Revision.all {
      let definition = Self.definition(
        resources: [Self.resource], prompts: [Self.prompt], changes: true)
      try await connected(to: definition, revision) { peer in
        let before = await Self.declared(by: peer)
        definition.catalog.removePrompt("p")
        definition.catalog.removeResource("test://a")
        check(await peer.ask("prompts/list"), .result(["prompts": []]), revision.name)
        check(await peer.ask("resources/list"), .result(["resources": []]), revision.name)
        let answer =
          revision.era == .modern ? await peer.ask("server/discover") : await peer.initialize()
        #expect(answer["result"]?["capabilities"]?.object == before)
      }
    }
  }

  @Test("names the list of tasks only to somebody whose tasks can be told from others'")
  func listOfTasks() async throws {
    let bench = try CoreBench(.tools(Self.tool.asTask(.optional)))
    let ann = Principal(subject: "ann", issuer: "https://id.example")
    for principal in [nil, ann] {
      let conversation = await bench.converse(.v2025_11_25, from: principal)
      let answer = await bench.ask(
        "initialize", ["protocolVersion": "2025-11-25"], in: conversation, from: principal)
      #expect(
        answer["result"]?["capabilities"]?["tasks"]?["list"] == (principal == nil ? nil : [:]))
      check(
        await bench.ask("tasks/list", in: conversation, from: principal),
        principal == nil ? .error(-32601) : .exactly(["tasks": []]))
    }
  }

  @Test("tells a transport which scopes and headers a tool has, and counts what goes on")
  func forTransports() async throws {
    let schema: JSONValue = ["type": "object", "properties": ["a": ["x-mcp-header": "A"]]]
    let tool = ServerTool.make("t", schema: schema) { _, _ in .text("") }.scoped("read", "write")
    let core = try CoreBench(.tools(tool)).core
    #expect(core.inputSchema(ofTool: "t") == schema)
    #expect(core.inputSchema(ofTool: "x") == nil)
    #expect(core.requiredScopes(method: "tools/call", name: "t") == ["read", "write"])
    for (method, name) in [("tools/call", "x"), ("tools/call", nil), ("prompts/get", "t")] {
      #expect(core.requiredScopes(method: method, name: name).isEmpty)
    }
    #expect(core.counters().map(\.value) == [0, 0])
  }
}
