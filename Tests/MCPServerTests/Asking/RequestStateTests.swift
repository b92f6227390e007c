import JSON
import JSONRPC
import MCPSchema
import MCPServer
import MCPTransport
import Testing

@Suite("The state a client carries", .timeLimit(.minutes(1)))
struct RequestStateTests {
  private static let ann = Principal(subject: "ann", issuer: "https://id.example")

  private static func definition(seconds: Int = 3600) -> ServerDefinition {
    var limits = ServerLimits()
    limits.stateLifetimeSeconds = seconds
    let handler: ServerTool.Handler = { _, context in
      let answer = try await context.elicit("q", "Sure?", schema: ["type": "object"], state: "s")
      return .text("\(context.state?.string ?? "-") \(answer.action?.rawValue ?? "-")")
    }
    return ServerDefinition(
      name: "s", version: "1", tools: [.make("one", handler), .make("two", handler)],
      prompts: [
        ServerPrompt(name: "one") { _, context in
          _ = try await context.elicit("q", "Sure?", schema: ["type": "object"], state: "s")
          return PromptResult(messages: [])
        }
      ], limits: limits)
  }

  private static let arguments: JSONValue = ["a": 1, "b": ["x": true, "y": [1, 2]]]
  private static let call: JSONObject = ["name": "one", "arguments": arguments]

  /// The state a first round gives.
  private static func state(
    _ bench: CoreBench, from principal: Principal? = ann
  ) async throws -> String {
    let answer = await bench.ask(
      "tools/call", call, capabilities: Question.everything, from: principal)
    return try #require(answer.requestState?.string)
  }

  /// The second round, changed in some way.
  private static func retry(
    _ bench: CoreBench, _ state: String, _ method: String = "tools/call",
    _ params: JSONObject = call,
    meta: JSONObject = [:], from principal: Principal? = ann
  ) async -> JSONValue {
    var params = params
    params["inputResponses"] = ["q": ["action": "decline"]]
    params["requestState"] = .string(state)
    return await bench.ask(
      method, params, capabilities: Question.everything, meta: meta, from: principal)
  }

  @Test("comes back with the same request, whatever its `_meta` and the order of its members")
  func accepted() async throws {
    let bench = try CoreBench(Self.definition())
    let state = try await Self.state(bench)
    #expect(await Self.retry(bench, state).text == "s decline")
    #expect(
      await Self.retry(bench, state, meta: ["progressToken": 9, "traceparent": "x"]).text
        == "s decline")
    let reordered: JSONObject = [
      "arguments": ["b": ["y": [1, 2], "x": true], "a": 1], "name": "one",
    ]
    #expect(await Self.retry(bench, state, "tools/call", reordered).text == "s decline")
  }

  @Test(
    "is refused once it was touched",
    arguments: ["", "v1.", "-TAMPERED", "A", "=", " ", "v2.", "x"])
  func tampered(change: String) async throws {
    let bench = try CoreBench(Self.definition())
    let state = try await Self.state(bench)
    let changed = [
      change == "" ? "" : state + change, change == "" ? "v1." : change + state,
      String(state.dropLast()), "v2." + state.dropFirst(3), state.uppercased(),
    ]
    for text in changed {
      check(await Self.retry(bench, text), .error(-32602), text)
    }
  }

  @Test("with any one bit turned is refused")
  func bits() async throws {
    let bench = try CoreBench(Self.definition())
    let state = Array(try await Self.state(bench).utf8)
    for index in stride(from: 3, to: state.count, by: 7) {
      var changed = state
      changed[index] = changed[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      let answer = await Self.retry(bench, String(decoding: changed, as: UTF8.self))
      check(answer, .error(-32602), "\(index)")
    }
  }

  @Test("is no good for another tool, other arguments, another method or another principal")
  func bound() async throws {
    let bench = try CoreBench(Self.definition())
    let state = try await Self.state(bench)
    for params: JSONObject in [
      ["name": "two", "arguments": Self.arguments], ["name": "one"],
      ["name": "one", "arguments": [:]],
      ["name": "one", "arguments": ["a": 2, "b": ["x": true, "y": [1, 2]]]],
      ["name": "one", "arguments": ["a": 1, "b": ["x": true, "y": [2, 1]]]],
      ["name": "one", "arguments": Self.arguments, "task": [:]],
    ] {
      check(await Self.retry(bench, state, "tools/call", params), .error(-32602), "\(params)")
    }
    check(await Self.retry(bench, state, "prompts/get", ["name": "one"]), .error(-32602))
    for principal in [
      nil, Principal(subject: "bob", issuer: "https://id.example"),
      Principal(subject: "ann", issuer: "https://other.example"), Principal(subject: "ann"),
    ] {
      check(await Self.retry(bench, state, from: principal), .error(-32602))
    }
    let scoped = Principal(subject: "ann", issuer: "https://id.example", scopes: ["more"])
    #expect(await Self.retry(bench, state, from: scoped).text == "s decline", "the same person")
  }

  @Test("given to nobody is not taken from somebody")
  func anonymous() async throws {
    let bench = try CoreBench(Self.definition())
    let state = try await Self.state(bench, from: nil)
    check(await Self.retry(bench, state, from: Self.ann), .error(-32602))
    check(
      await Self.retry(bench, state, from: Principal(subject: "")), .error(-32602))
    #expect(await Self.retry(bench, state, from: nil).text == "s decline")
  }

  @Test("expires")
  func expiry() async throws {
    let bench = try CoreBench(Self.definition(seconds: 10))
    let state = try await Self.state(bench)
    bench.clock.advance(byMs: 10_000)
    #expect(await Self.retry(bench, state).text == "s decline")
    bench.clock.advance(byMs: 1000)
    let answer = await Self.retry(bench, state)
    check(answer, .error(-32602))
    #expect(answer["error"]?["message"]?.string?.contains("expired") == true)
  }

  @Test("is known to servers that share the key, and to no other")
  func keys() async throws {
    let key = [UInt8](0..<32)
    let state = try await Self.state(try CoreBench(Self.definition(), sealingKey: key))
    let replica = try CoreBench(Self.definition(), sealingKey: key)
    #expect(await Self.retry(replica, state).text == "s decline")
    let stranger = try CoreBench(Self.definition())
    check(await Self.retry(stranger, state), .error(-32602))
  }

  @Test("cannot be read, and is different each time")
  func secret() async throws {
    let tool = ServerTool.make { _, context in
      _ = try await context.elicit("q", "?", schema: [:], state: "a secret that must not be seen")
      return .text("")
    }
    let bench = try CoreBench(.tools(tool))
    var seen: Set<String> = []
    for _ in 0..<20 {
      let answer = await bench.ask(
        "tools/call", ["name": "tool"], capabilities: Question.everything)
      let state = answer.requestState?.string ?? ""
      #expect(!state.contains("secret"))
      seen.insert(state)
    }
    #expect(seen.count == 20)
  }

  @Test("of one kind is not taken for another: a cursor is no state")
  func cursor() async throws {
    var limits = ServerLimits()
    limits.pageSize = 1
    let bench = try CoreBench(
      .tools(.make("one") { _, _ in .text("") }, .make("two") { _, _ in .text("") }, limits: limits)
    )
    let cursor = try #require(await bench.ask("tools/list")["result"]?["nextCursor"]?.string)
    check(await Self.retry(bench, cursor, from: nil), .error(-32602))
  }
}
