import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Testing

@Suite("Life signs, log levels and what goes into every request", .timeLimit(.minutes(1)))
struct LivenessTests {
  private static let modern = Revision.v2026_07_28
  private static let legacy = Revision.v2025_11_25

  @Test("a life sign is ping before, discovery since")
  func alive() async throws {
    for (revision, method) in [(Self.legacy, "ping"), (Self.modern, "server/discover")] {
      let bench = try ClientBench()
      try await bench.meet(
        revision, serve: { $0.method == "ping" ? [.answer($0, "{}")] : [] }
      ) { _ = try await $0.checkAlive() }
      #expect(await bench.methods.last == method)
    }
  }

  @Test("a server that says nothing is not alive")
  func dead() async throws {
    let bench = try ClientBench()
    let error = await #expect(throws: ClientError.self) {
      try await bench.meet(Self.legacy) { try await $0.checkAlive(timeout: .milliseconds(5)) }
    }
    #expect(error?.localCode == .deadlineExceeded)
  }

  @Test("what the era does not have fails before anything is sent")
  func wrongEra() async throws {
    let bench = try ClientBench()
    try await bench.meet(Self.modern) { connection in
      await #expect(throws: ClientError.notInRevision(method: "ping", revision: "2026-07-28")) {
        try await connection.ping()
      }
      for method in ["resources/subscribe", "logging/setLevel", "tasks/list", "initialize"] {
        await #expect(throws: ClientError.notInRevision(method: method, revision: "2026-07-28")) {
          try await connection.request(method, timeout: nil)
        }
      }
    }
    #expect(await bench.methods == ["server/discover"])
    let old = try ClientBench()
    try await old.meet(.v2025_06_18) { connection in
      for method in ["subscriptions/listen", "server/discover", "tasks/get"] {
        await #expect(throws: ClientError.notInRevision(method: method, revision: "2025-06-18")) {
          try await connection.request(method, timeout: nil)
        }
      }
      await #expect(throws: ClientError.notInRevision(method: "tasks/get", revision: "2025-06-18"))
      {
        try await connection.task("t")
      }
    }
    #expect(await old.methods == ["initialize", "notifications/initialized"])
  }

  @Test("a log level is a request of its own before, and a part of every later request since")
  func logLevels() async throws {
    let legacy = try ClientBench()
    try await legacy.meet(Self.legacy, serve: { [.answer($0, "{}")] }) { connection in
      try await connection.setLogLevel(.warning)
      try await connection.checkAlive()
      await #expect(throws: ClientError.self) { try await connection.setLogLevel(nil) }
    }
    let heard = await legacy.heard.dropFirst(2)
    #expect(heard.map(\.method) == ["logging/setLevel", "ping"])
    #expect(heard.first?.params == ["level": "warning"])
    #expect(heard.last?.params == nil)

    let modern = try ClientBench()
    try await modern.meet(serve: { [.answer($0, #"{"tools":[]}"#)] }) { connection in
      try await connection.setLogLevel(.warning)
      _ = try await connection.listTools()
      try await connection.setLogLevel(nil)
      _ = try await connection.listTools()
    }
    let levels = await modern.heard.map { $0.meta?["io.modelcontextprotocol/logLevel"]?.string }
    #expect(levels == [nil, "warning", nil])
    #expect(await modern.methods == ["server/discover", "tools/list", "tools/list"])
  }

  @Test("log messages and other notifications reach the observer, in either era")
  func notifications() async throws {
    for revision in [Self.legacy, Self.modern] {
      let bench = try ClientBench()
      try await bench.meet(revision) { _ in
        await bench.react(
          .notify("notifications/message", #"{"level":"error","logger":"l","data":[1]}"#),
          .notify("notifications/message", #"{"level":"loud"}"#),
          .notify("notifications/elicitation/complete", #"{"elicitationId":"e"}"#),
          .notify("x/y", #"{"z":1}"#))
        await bench.settle()
      }
      #expect(
        await bench.notifications == [
          .log(level: .error, logger: "l", data: [1]),
          .other(method: "notifications/message", params: ["level": "loud"]),
          .elicitationComplete(id: "e"), .other(method: "x/y", params: ["z": 1]),
        ])
    }
  }

  @Test("list changes reach the observer before, and only through subscriptions since")
  func changes() async throws {
    let changes: [Reaction] = [
      .notify("notifications/tools/list_changed"), .notify("notifications/prompts/list_changed"),
      .notify("notifications/resources/list_changed"),
      .notify("notifications/resources/updated", #"{"uri":"a:b"}"#),
      .notify(
        "notifications/tasks/status",
        #"{"taskId":"t","status":"working","createdAt":"c","lastUpdatedAt":"u","ttl":null}"#),
    ]
    let bench = try ClientBench()
    try await bench.meet(Self.legacy) { _ in
      for change in changes { await bench.react(change) }
      await bench.settle()
    }
    let task = TaskDescription(
      id: "t", status: .working, createdAt: "c", lastUpdatedAt: "u", timeToLiveMs: nil,
      pollIntervalMs: nil)
    #expect(
      await bench.notifications == [
        .toolsChanged, .promptsChanged, .resourcesChanged, .resourceUpdated(uri: "a:b"),
        .taskStatus(task),
      ])
    let modern = try ClientBench()
    try await modern.meet { _ in
      for change in changes { await modern.react(change) }
      await modern.settle()
    }
    #expect(await modern.notifications.isEmpty)
    #expect(await modern.warnings.count == 5)
  }

  @Test("changed roots are told before, and asked for since")
  func roots() async throws {
    let host = ClientHost(roots: { [] })
    for (revision, told) in [(Self.legacy, 1), (Self.modern, 0)] {
      let bench = try ClientBench()
      try await bench.meet(revision, host: host) { connection in
        try await connection.rootsChanged()
        await bench.settle()
      }
      #expect(await bench.heard("notifications/roots/list_changed").count == told)
      await #expect(throws: ClientError.self) {
        try await bench.meet(revision) { try await $0.rootsChanged() }
      }
    }
  }

  @Test("members of _meta go along, and names of the protocol are refused")
  func meta() async throws {
    let bench = try ClientBench()
    let options = CallOptions(meta: ["com.example.mcp/x": 1]).tracing(
      parent: "00-a-b-01", state: "s", baggage: "k=v")
    try await bench.meet(serve: { [.answer($0, FakeServer.text("x"))] }) { connection in
      _ = try await connection.callTool("t", options: options)
      for name in ["io.modelcontextprotocol/logLevel", "dev.mcp/x", "progressToken"] {
        await #expect(throws: ClientError.self) {
          try await connection.callTool("t", options: CallOptions(meta: [name: 1]))
        }
      }
    }
    let calls = await bench.heard("tools/call")
    #expect(calls.count == 1)
    #expect(
      calls.first?.meta?.object?.keys.suffix(4) == [
        "com.example.mcp/x", "traceparent", "tracestate", "baggage",
      ])
  }

  @Test("a connection on a borrowed session says what it cannot do")
  func borrowed() async throws {
    let bench = try ClientBench()
    try await bench.connectBare(script: FakeServer.script()) { connection in
      await #expect(throws: ClientError.self) {
        try await connection.watch(.init(toolsListChanged: true)) { _ in }
      }
      let answered = try await connection.checkAlive()
      #expect(answered == .zero)
    }
  }
}
