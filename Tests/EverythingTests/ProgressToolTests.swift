import JSON
import Testing

@Suite("Tools of the everything server that take time or write logs", .timeLimit(.minutes(1)))
struct ProgressToolTests {
  private static func progress(
    _ token: JSONValue, _ progress: Int, of total: Int, message: String? = nil
  ) -> Event {
    var params: JSONObject = [
      "progressToken": token, "progress": .int(progress), "total": .int(total),
    ]
    params["message"] = message.map { .string($0) }
    return .notified("notifications/progress", .object(params))
  }

  @Test(
    "test_tool_with_progress reports 0, 50 and 100 of 100 with pauses, under any token",
    arguments: Client.eras, ["progress-test-1", 7] as [JSONValue])
  func progress(revision: String, token: JSONValue) async throws {
    let bench = try FixtureBench(revision)
    let result = try await bench.call(
      "test_tool_with_progress", [:], meta: ["progressToken": token])
    expect(result, text: "Progress was reported three times.")
    #expect(
      bench.journal.events == [
        Self.progress(token, 0, of: 100), .paused(.milliseconds(50)),
        Self.progress(token, 50, of: 100), .paused(.milliseconds(50)),
        Self.progress(token, 100, of: 100),
      ])
  }

  @Test("without a token there is no progress", arguments: Client.eras)
  func noToken(revision: String) async throws {
    let bench = try FixtureBench(revision)
    _ = try await bench.call("test_tool_with_progress")
    #expect(bench.journal.events.notifications("notifications/progress") == [])
  }

  @Test("wait waits second by second", arguments: Client.eras)
  func wait(revision: String) async throws {
    let bench = try FixtureBench(revision)
    let result = try await bench.call("wait", ["seconds": 2], meta: ["progressToken": "w"])
    expect(result, text: "Waited 2 s.")
    let second = Event.paused(.seconds(1))
    #expect(
      bench.journal.events == [
        Self.progress("w", 0, of: 2), second, Self.progress("w", 1, of: 2), second,
      ])
  }

  @Test("wait waits five seconds unless told otherwise, and not at all for 0")
  func waitDefault() async throws {
    let bench = try FixtureBench(Client.modern)
    expect(try await bench.call("wait", ["seconds": 0]), text: "Waited 0 s.")
    #expect(bench.journal.events == [])
    expect(try await bench.call("wait"), text: "Waited 5 s.")
    #expect(bench.journal.events.count == 5)
  }

  @Test("a wait out of bounds is refused", arguments: [-1, 601])
  func waitBounds(seconds: Int) async throws {
    let bench = try FixtureBench(Client.modern)
    let result = try await bench.call("wait", ["seconds": .int(seconds)])
    #expect(result["isError"] == true)
    #expect(bench.journal.events == [])
  }

  @Test("test_reconnection closes its stream before it answers", arguments: Client.eras)
  func reconnection(revision: String) async throws {
    let bench = try FixtureBench(revision)
    let result = try await bench.call("test_reconnection")
    expect(result, text: "The answer came after the stream had been closed.")
    #expect(
      bench.journal.events == [
        .closed(retry: .milliseconds(500)), .paused(.milliseconds(100)),
      ])
  }

  // MARK: Logs

  private static let messages = [
    "Tool execution started", "Tool processing data", "Tool execution completed",
  ]

  private static func log(_ level: String, _ text: String) -> JSONValue {
    ["level": .string(level), "logger": "everything", "data": .string(text)]
  }

  /// The `_meta` by which a modern client asks for logs; a client of the handshake era sets a level.
  private func wanting(_ level: String, _ bench: FixtureBench, _ revision: String) async throws
    -> JSONObject
  {
    if revision == Client.modern { return ["io.modelcontextprotocol/logLevel": .string(level)] }
    #expect(try await bench.request("logging/setLevel", ["level": .string(level)]) == [:])
    return [:]
  }

  @Test("test_tool_with_logging logs three messages with pauses", arguments: Client.eras)
  func logging(revision: String) async throws {
    let bench = try FixtureBench(revision)
    let meta = try await wanting("debug", bench, revision)
    let result = try await bench.call("test_tool_with_logging", meta: meta)
    expect(result, text: "Three messages were logged.")
    let logs = Self.messages.map { Event.notified("notifications/message", Self.log("info", $0)) }
    let pause = Event.paused(.milliseconds(50))
    #expect(bench.journal.events == [logs[0], pause, logs[1], pause, logs[2]])
  }

  @Test(
    "a client gets no messages below the level it asked for",
    arguments: Client.eras,
    [
      ("debug", 8), ("info", 7), ("warning", 5), ("error", 4), ("emergency", 1),
    ])
  func levels(revision: String, level: (name: String, count: Int)) async throws {
    let bench = try FixtureBench(revision)
    let meta = try await wanting(level.name, bench, revision)
    let result = try await bench.call("test_logging_tool", meta: meta)
    let names = [
      "debug", "info", "notice", "warning", "error", "critical", "alert", "emergency",
    ].suffix(level.count)
    expect(result, text: "Logged: " + names.joined(separator: ", "))
    #expect(
      bench.journal.events.notifications("notifications/message")
        == names.map { Self.log($0, "A message of level \($0)") })
  }

  @Test("a modern client that asks for no logs gets none")
  func noLevel() async throws {
    let bench = try FixtureBench(Client.modern)
    expect(try await bench.call("test_logging_tool"), text: "Logged: nothing")
    _ = try await bench.call("test_tool_with_logging")
    #expect(bench.journal.events.notifications("notifications/message") == [])
  }
}
