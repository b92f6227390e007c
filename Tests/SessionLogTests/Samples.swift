import Basics
import JSON
import SessionLog

/// Events and helpers the tests of this target share.
enum Samples {
  static let header = SessionHeader(
    id: "01JD3R", started: UTCTime(milliseconds: 1_795_269_787_120), program: "cockpit 0.3.0",
    servers: [.init(name: "orchestrator", era: "2025-11-25")],
    redaction: RedactionCounts(keys: 2, values: 1, paths: 1, known: 3))

  static func raw(_ text: String) -> RawJSON { RawJSON(bytes: Array(text.utf8)) }

  /// `count` stderr lines, one a millisecond, numbered from 1.
  static func lines(_ count: Int) -> [SessionEvent] {
    (1...max(1, count)).prefix(count).map { number in
      SessionEvent(
        number: number, time: .milliseconds(number), server: "git", generation: 1,
        body: .stderr("line \(number)"))
    }
  }

  /// One event of every kind, with all and with no optional parts.
  static let bodies: [SessionEvent.Body] = [
    .declared(
      ServerDeclaration(
        command: ["node", "dist/index.js", "a \"b\""], directory: "/srv",
        environmentNames: ["A", "B"],
        origin: ".mcp.json", taskGraphTool: "get_task_graph")),
    .declared(
      ServerDeclaration(command: [], directory: "", environmentNames: [], origin: "built-in")),
    .spawned(pid: 48112), .spawnFailed("no such file: \u{1B}[1mx"),
    .exited(code: 128, signal: nil), .exited(code: nil, signal: 9), .exited(code: nil, signal: nil),
    .groupEmpty,
    .message(.clientToServer, raw(#"{"jsonrpc":"2.0","id":0,"x":1.0e3,"x":2}"#), origin: .person),
    .message(.serverToClient, raw(#"{"a":"}]\"\\"}"#), origin: .cockpit),
    .message(.clientToServer, raw("{}"), origin: .pane),
    .message(.clientToServer, RawJSON(bytes: [0xFF, 0x00, 0x0A]), origin: .person),
    .message(.clientToServer, RawJSON(bytes: []), origin: .person),
    .stray("Listening\ton \u{2028} port"), .stderr(""), .mark("before the bad call"),
    .state(StateChange(from: .starting, to: .ready, why: "handshake")),
    .state(
      StateChange(
        from: .ready, to: .backoff, why: "exit 128", remedy: "see stderr",
        retryAt: .microseconds(8_000_001), restarts: 1, restartLimit: 8, revision: "2026-07-28",
        handshake: "ready")),
    .note(.warning, "refused"), .note(.info, "é漢\u{1F600}"), .note(.error, "\n"),
    .cut(.serverToClient, bytes: 17_000_000, hash: "fnv1a:0000000000000001"),
    .gap(events: 12), .end(events: 7, gaps: 0),
  ]

  /// Reads `bytes` in pieces of `size`.
  static func read(
    _ bytes: [UInt8], pieces size: Int = .max
  ) -> (items: [SessionFileItem], summary: SessionFileSummary) {
    var reader = SessionLineReader()
    var items: [SessionFileItem] = []
    var start = 0
    while start < bytes.count {
      let end = size < bytes.count - start ? start + size : bytes.count
      reader.consume(Array(bytes[start..<end])) { items.append($0) }
      start = end
    }
    let summary = reader.finish { items.append($0) }
    return (items, summary)
  }

  static func events(_ items: [SessionFileItem]) -> [SessionEvent] {
    items.compactMap { if case .event(let event) = $0 { event } else { nil } }
  }

  static func problems(_ items: [SessionFileItem]) -> [String] {
    items.compactMap {
      if case .problem(let problem) = $0 { "\(problem.line): \(problem.message)" } else { nil }
    }
  }
}
