import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

@Suite("Lists in pages", .timeLimit(.minutes(1)))
struct PaginationTests {
  private static func definition(count: Int, pageSize: Int, seconds: Int = 3600) -> ServerDefinition
  {
    var limits = ServerLimits()
    limits.pageSize = pageSize
    limits.stateLifetimeSeconds = seconds
    let numbers = Array(0..<count)
    return ServerDefinition(
      name: "s", version: "1", tools: numbers.map { .make("t\($0)") { _, _ in .text("") } },
      resources: numbers.map { number in
        ServerResource(uri: "test://\(number)", name: "t\(number)") { "" }
      },
      templates: numbers.map {
        ServerResourceTemplate(.init(uriTemplate: "test://\($0)/{x}", name: "t\($0)")) {
          _, _, _ in nil
        }
      },
      prompts: numbers.map { ServerPrompt(name: "t\($0)") { _, _ in PromptResult(messages: []) } },
      changesLists: true, limits: limits)
  }

  private static let lists = [
    ("tools/list", "tools"), ("resources/list", "resources"),
    ("resources/templates/list", "resourceTemplates"), ("prompts/list", "prompts"),
  ]

  /// Every page of a list: the names on it.
  private static func pages(_ method: String, _ key: String, _ peer: Peer) async -> [[String]] {
    var pages: [[String]] = []
    var params: JSONObject = [:]
    repeat {
      let result = await peer.ask(method, params)["result"]
      pages.append((result?[key]?.array ?? []).compactMap { $0["name"]?.string })
      params["cursor"] = result?["nextCursor"]
      if pages.count > 50 { break }
    } while params["cursor"] != nil
    return pages
  }

  @Test(
    "hold every entry once and in order, whatever their size",
    arguments: [(0, 3), (1, 3), (3, 3), (4, 3), (7, 3), (7, 1), (7, 100)])
  func pages(count: Int, size: Int) async throws {
    for revision in Revision.all {
      let definition = Self.definition(count: max(count, 1), pageSize: size)
      if count == 0 {
        definition.catalog.removeTool("t0")
        definition.catalog.removePrompt("t0")
        definition.catalog.removeResource("test://0")
      }
      try await connected(to: definition, revision) { peer in
        for (method, key) in Self.lists where count > 0 || !method.contains("templates") {
          let pages = await Self.pages(method, key, peer)
          #expect(pages.flatMap { $0 } == (0..<count).map { "t\($0)" }, "\(method)")
          #expect(pages.count == max(1, (count + size - 1) / size), "\(method)")
          #expect(pages.dropLast().allSatisfy { $0.count == size })
        }
      }
    }
  }

  @Test(
    "a cursor that is not ours is a fault of the params",
    arguments: ["", "0", "1", "v1.", "v1.AAAA", 1, nil, [:], "v2.x", "v1.é"] as [JSONValue])
  func foreign(cursor: JSONValue) async throws {
    for revision in Revision.all {
      try await connected(to: Self.definition(count: 3, pageSize: 2), revision) { peer in
        for (method, _) in Self.lists {
          check(await peer.ask(method, ["cursor": cursor]), .error(-32602), method)
        }
      }
    }
  }

  private static func cursor(_ bench: CoreBench, _ method: String = "tools/list") async -> JSONValue
  {
    await bench.ask(method)["result"]?["nextCursor"] ?? .null
  }

  @Test("a cursor is good for its own list only, in every era, for everybody, until it expires")
  func bound() async throws {
    let bench = try CoreBench(Self.definition(count: 3, pageSize: 2, seconds: 60))
    let cursor = await Self.cursor(bench)
    #expect(cursor.string?.isEmpty == false)
    for (method, _) in Self.lists.dropFirst() {
      check(await bench.ask(method, ["cursor": cursor]), .error(-32602), method)
    }
    let ann = Principal(subject: "ann")
    check(await bench.ask("tools/list", ["cursor": cursor], from: ann), .result([:]))
    let conversation = await bench.converse(.v2024_11_05)
    check(await bench.ask("tools/list", ["cursor": cursor], in: conversation), .result([:]))
    bench.clock.advance(byMs: 60_000)
    check(await bench.ask("tools/list", ["cursor": cursor]), .result([:]))
    bench.clock.advance(byMs: 1_000)
    check(await bench.ask("tools/list", ["cursor": cursor]), .error(-32602))
  }

  @Test("a cursor that was touched is refused")
  func tampered() async throws {
    let bench = try CoreBench(Self.definition(count: 3, pageSize: 2))
    let cursor = await Self.cursor(bench).string ?? ""
    for changed in [cursor + "A", String(cursor.dropLast()), cursor + "-TAMPERED"] {
      check(await bench.ask("tools/list", ["cursor": .string(changed)]), .error(-32602))
    }
  }

  @Test("a cursor survives a list that has become shorter")
  func shrunk() async throws {
    let definition = Self.definition(count: 5, pageSize: 2)
    let bench = try CoreBench(definition)
    let cursor = await Self.cursor(bench)
    for name in ["t1", "t2", "t3", "t4"] { definition.catalog.removeTool(name) }
    let answer = await bench.ask("tools/list", ["cursor": cursor])
    check(answer, .result(["tools": []]))
    #expect(answer["result"]?["nextCursor"] == nil)
  }

  @Test("servers that share a key take each other's cursors, others do not")
  func shared() async throws {
    let key = [UInt8](repeating: 7, count: 32)
    let definition = Self.definition(count: 3, pageSize: 2)
    let first = try CoreBench(definition, sealingKey: key)
    let second = try CoreBench(definition, sealingKey: key)
    let stranger = try CoreBench(definition)
    let cursor = await Self.cursor(first)
    check(await second.ask("tools/list", ["cursor": cursor]), .result([:]))
    check(await stranger.ask("tools/list", ["cursor": cursor]), .error(-32602))
  }
}
