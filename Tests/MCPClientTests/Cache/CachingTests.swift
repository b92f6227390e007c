import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

@Suite("Asking a server that lets answers be kept", .timeLimit(.minutes(1)))
struct CachingTests {
  private static func options(_ policy: CachePolicy) -> ClientOptions {
    var options = ClientOptions()
    options.cachePolicy = policy
    return options
  }

  /// A server whose n-th list holds the tool `tn`, to be kept for a second.
  private static func numbered(_ more: @escaping Script = { _ in [] }) -> Script {
    let counter = Counter()
    return { message in
      guard message.method == "tools/list" else { return more(message) }
      return [
        .answer(
          message,
          #"{"tools":[{"name":"t\#(counter.next())"}],"ttlMs":1000,"cacheScope":"private"}"#)
      ]
    }
  }

  /// Lists the tools, does something, lists them again, and expects what is seen the second time.
  private func check(
    _ policy: CachePolicy, revision: Revision = .v2026_07_28,
    between: @escaping @Sendable (Connection, ClientBench) async throws -> Void = { _, _ in },
    expect names: [String], requests: Int, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let bench = try ClientBench()
    let found = try await bench.meet(
      revision, options: Self.options(policy), serve: Self.numbered()
    ) { connection in
      _ = try await connection.listTools()
      try await between(connection, bench)
      return try await connection.listTools().map(\.name)
    }
    #expect(found == names, sourceLocation: sourceLocation)
    #expect(await bench.heard("tools/list").count == requests, sourceLocation: sourceLocation)
  }

  @Test("nothing is kept unless asked for, nor from servers of the handshake era")
  func off() async throws {
    try await check(.off, expect: ["t2"], requests: 2)
    try await check(.fresh, revision: .v2025_11_25, expect: ["t2"], requests: 2)
    try await check(.reload, expect: ["t2"], requests: 2)
  }

  @Test("a fresh answer serves again, a stale one does not")
  func fresh() async throws {
    try await check(.fresh, expect: ["t1"], requests: 1)
    try await check(
      .fresh, between: { _, bench in await bench.advance(by: .seconds(1)) }, expect: ["t2"],
      requests: 2)
    try await check(
      .fresh, between: { connection, _ in await connection.authorize(context: "other") },
      expect: ["t2"], requests: 2)
  }

  @Test("a call may overrule the connection")
  func perCall() async throws {
    let bench = try ClientBench()
    let names = try await bench.meet(serve: Self.numbered()) { connection in
      _ = try await connection.listTools(CallOptions(cachePolicy: .reload))
      let kept = try await connection.listTools(CallOptions(cachePolicy: .fresh)).map(\.name)
      let asked = try await connection.listTools().map(\.name)
      return kept + asked
    }
    #expect(names == ["t1", "t2"])
  }

  @Test("a change that a subscription tells of forgets the list")
  func invalidation() async throws {
    let bench = try ClientBench()
    let names = try await bench.meet(
      options: Self.options(.fresh),
      serve: Self.numbered { message in
        guard message.method == "subscriptions/listen" else { return [] }
        let tag = #""_meta":{"io.modelcontextprotocol/subscriptionId":\#(message.id)}"#
        return [
          .notify("notifications/subscriptions/acknowledged", "{\(tag)}"),
          .notify("notifications/tools/list_changed", "{\(tag)}"),
        ]
      }
    ) { connection in
      _ = try await connection.listTools()
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          _ = await failure { try await connection.watch(.init(toolsListChanged: true)) { _ in } }
        }
        await bench.hears("subscriptions/listen")
        await bench.settle()
        group.cancelAll()
      }
      return try await connection.listTools().map(\.name)
    }
    #expect(names == ["t2"])
  }

  @Test("a stale answer serves when no answer comes, if that is wanted")
  func stale() async throws {
    for (policy, works) in [(CachePolicy.freshOrStale, true), (.fresh, false)] {
      for code in [TransportFailure.Code.unreachable, .http(status: 503)] {
        let bench = try ClientBench()
        let counter = Counter()
        let found = try await bench.meet(
          options: Self.options(policy),
          serve: { message in
            counter.next() == 1
              ? [.answer(message, #"{"contents":[{"uri":"a:b","text":"x"}]}"#)]
              : [.fail(message, code)]
          }
        ) { connection in
          _ = try await connection.readResource("a:b")
          return try? await connection.readResource("a:b").first?.text
        }
        #expect((found == "x") == works)
      }
    }
  }

  @Test("a refusal is an answer, and stale ones do not hide it")
  func refusal() async throws {
    let bench = try ClientBench()
    let counter = Counter()
    let error = try await bench.meet(
      options: Self.options(.freshOrStale),
      serve: { message in
        counter.next() == 1
          ? [.answer(message, #"{"contents":[]}"#)] : [.refuse(message, -32602)]
      }
    ) { connection in
      _ = try await connection.readResource("a:b")
      return await failure { try await connection.readResource("a:b") }
    }
    guard case .refused = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test("an answer that took questions is not kept")
  func questions() async throws {
    let bench = try ClientBench()
    let counter = Counter()
    let host = ClientHost(form: { _ in .elicitation(.decline) })
    try await bench.meet(
      host: host, options: Self.options(.fresh),
      serve: { message in
        counter.next() % 2 == 1
          ? [.answer(message, FakeServer.inputRequired(#"{"k":\#(FakeServer.form())}"#))]
          : [.answer(message, #"{"contents":[],"ttlMs":9000,"cacheScope":"public"}"#)]
      }
    ) { connection in
      _ = try await connection.readResource("a:b")
      _ = try await connection.readResource("a:b")
    }
    #expect(await bench.heard("resources/read").count == 4)
  }

  @Test("each page is kept by itself, and a cursor that has become invalid begins the list anew")
  func pages() async throws {
    let bench = try ClientBench()
    let calls = Counter()
    let names = try await bench.meet(
      options: Self.options(.fresh),
      serve: { message in
        let number = calls.next()
        switch message.params?["cursor"]?.string {
        case nil:
          return [
            .answer(
              message,
              #"{"tools":[{"name":"p\#(number)"}],"nextCursor":"c\#(number)","ttlMs":9000}"#)
          ]
        case "c1" where number > 2: return [.refuse(message, -32602)]
        default: return [.answer(message, #"{"tools":[{"name":"q\#(number)"}],"ttlMs":0}"#)]
        }
      }
    ) { connection in
      let first = try await connection.listTools().map(\.name)
      let second = try await connection.listTools().map(\.name)
      return first + second
    }
    #expect(names == ["p1", "q2", "p4", "q5"])
    let cursors = await bench.heard("tools/list").map { $0.params?["cursor"]?.string }
    #expect(cursors == [nil, "c1", "c1", nil, "c4"])
  }

  @Test("an invalid cursor of a list that was not kept is the server's fault")
  func invalidCursor() async throws {
    let bench = try ClientBench()
    let error = try await bench.meet(
      serve: { message in
        message.params?["cursor"] == nil
          ? [.answer(message, #"{"tools":[],"nextCursor":"x"}"#)] : [.refuse(message, -32602)]
      }
    ) { connection in await failure { try await connection.listTools() } }
    guard case .refused = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(await bench.heard("tools/list").count == 2)
  }

  @Test("a life sign always asks")
  func alive() async throws {
    let bench = try ClientBench()
    try await bench.meet(options: Self.options(.fresh)) { connection in
      try await connection.checkAlive()
      try await connection.checkAlive()
    }
    #expect(await bench.heard("server/discover").count == 3)
  }
}
