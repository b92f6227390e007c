import ConsoleState
import JSON
import Screen
import SessionLog
import Testing

/// Frames of a whole session: events folded, keys pressed, drawn as the terminal shows them.
enum SessionScreens {
  /// A few seconds in which every kind of event happens.
  static let events: [SessionEvent] = {
    var events: [SessionEvent] = []
    func add(
      _ milliseconds: Int, _ server: String?, _ body: SessionEvent.Body, generation: Int = 1
    ) {
      events.append(
        SessionEvent(
          number: events.count + 1, time: .milliseconds(milliseconds), server: server,
          generation: generation, body: body))
    }
    func message(
      _ milliseconds: Int, _ server: String, _ way: MessageDirection, _ text: String,
      _ origin: MessageOrigin = .person
    ) {
      add(milliseconds, server, .message(way, RawJSON(bytes: Array(text.utf8)), origin: origin))
    }
    for name in ["tasks", "git", "skills"] {
      add(
        0, name,
        .declared(
          ServerDeclaration(
            command: ["serve", name], directory: "/srv/\(name)", environmentNames: ["TOKEN"],
            origin: ".mcp.json:3", taskGraphTool: name == "tasks" ? "get_task_graph" : nil)),
        generation: 0)
    }
    add(1, "tasks", .spawned(pid: 4811))
    add(
      40, "tasks",
      .state(
        StateChange(
          from: .starting, to: .ready, why: "handshake", revision: "2026-07-28",
          handshake: "ready")))
    message(
      41, "tasks", .clientToServer, #"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#, .cockpit)
    message(
      43, "tasks", .serverToClient,
      #"{"jsonrpc":"2.0","id":1,"result":{"tools":[{"name":"create_task","description":"Adds a task.","inputSchema":{"type":"object","properties":{"title":{"type":"string","description":"In a few words"},"priority":{"type":"integer","minimum":0,"maximum":4,"default":0}},"required":["title"]}},{"name":"delete_task","description":"Deletes a task.","inputSchema":{"type":"object"},"annotations":{"destructiveHint":true}}]}}"#,
      .cockpit)
    message(
      50, "tasks", .clientToServer,
      #"{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"get_task_graph","arguments":{}}}"#,
      .pane)
    message(
      60, "tasks", .serverToClient,
      #"{"jsonrpc":"2.0","id":2,"result":{"content":[],"structuredContent":{"tasks":[{"id":1,"title":"Plan","status":"completed","priority":4,"dependencies":[]},{"id":2,"title":"Schema","status":"in_progress","priority":3,"dependencies":[1]},{"id":3,"title":"Docs","status":"pending","priority":1,"dependencies":[1]},{"id":4,"title":"Ship","status":"blocked","priority":2,"dependencies":[2,3]}],"edges":[{"from":1,"to":2},{"from":1,"to":3},{"from":2,"to":4},{"from":3,"to":4}]}}}"#,
      .pane)
    message(
      900, "tasks", .clientToServer,
      #"{"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"create_task","arguments":{"title":"Tests \u001b[31m"}}}"#
    )
    message(
      941, "tasks", .serverToClient,
      #"{"jsonrpc":"2.0","id":3,"result":{"content":[{"type":"text","text":"created 5"}]}}"#)
    message(
      1200, "tasks", .clientToServer,
      #"{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"delete_task","arguments":{"task_id":9}}}"#
    )
    message(
      1203, "tasks", .serverToClient,
      #"{"jsonrpc":"2.0","id":4,"result":{"content":[{"type":"text","text":"Task 9 not found"}],"isError":true}}"#
    )
    add(100, "git", .spawned(pid: 4812))
    add(400, "git", .stderr("fatal: not a git repository \u{1B}[2J\u{202E}"))
    add(410, "git", .stray("Hello, I am a banner"))
    add(420, "git", .exited(code: 128, signal: nil))
    add(
      421, "git",
      .state(
        StateChange(
          from: .starting, to: .backoff, why: "exit 128",
          remedy: "read its last stderr lines", retryAt: .seconds(9), restarts: 3, restartLimit: 8,
          handshake: "initialize sent")))
    add(500, "skills", .spawnFailed("skills: command not found in PATH=/bin"))
    add(
      501, "skills",
      .state(
        StateChange(
          from: .starting, to: .failed, why: "gave up 8/8",
          remedy: "check the spelling or give an absolute path", restarts: 8, restartLimit: 8)))
    add(1300, nil, .mark("before the bad call"))
    return events.sorted { $0.time < $1.time }
  }()

  /// The screen after these keys.
  static func model(
    _ columns: Int, _ rows: Int, _ keys: [Key] = [], from events: [SessionEvent] = events
  ) -> ScreenModel {
    var state = ConsoleState(
      session: SessionInfo(
        name: "demo", startedAtUnixSeconds: 1_795_269_780, notes: [], themes: ["default"],
        ascii: true))
    _ = state.handle(.resized(Size(columns: columns, rows: rows)))
    _ = state.handle(.session(events))
    _ = state.handle(.tick(.seconds(3)))
    for key in keys { _ = state.handle(.key(key)) }
    return state.screenModel()
  }

  static let views: [(name: String, keys: [Key])] = [
    ("servers", [.character("1")]),
    ("why", [.character("1"), .character("j"), .character("!")]),
    ("calls", [.character("2")]),
    ("tools", [.character("3")]),
    ("form", [.character("3"), .character("c")]),
    ("tasks", [.character("5")]),
    ("layers", [.character("5"), .character("v")]),
    ("logs", [.character("6")]),
    ("help", [.character("?")]),
    ("quit", [.character("q")]),
  ]
}

extension GoldenCase {
  /// Every view of a session at the sizes the layout tells apart.
  static let sessions: [GoldenCase] =
    SessionScreens.views.map { view in
      GoldenCase("session-\(view.name)-80x24", 80, 24, SessionScreens.model(80, 24, view.keys))
    }
    + [(120, 40), (200, 60), (40, 10), (39, 9), (59, 15)].map { columns, rows in
      GoldenCase("session-\(columns)x\(rows)", columns, rows, SessionScreens.model(columns, rows))
    }
}

@Suite("A recorded session")
struct RecordedScreenTests {
  @Test(
    "shows the same screens as the live one", arguments: [(80, 24), (120, 40), (200, 60), (40, 10)])
  func replayed(columns: Int, rows: Int) throws {
    let recorded = try SessionScreens.events.map { event in
      try #require(try SessionEventCodec.decode(SessionEventCodec.line(event)))
    }
    for view in SessionScreens.views {
      let live = SessionScreens.model(columns, rows, view.keys)
      let replayed = SessionScreens.model(columns, rows, view.keys, from: recorded)
      #expect(live == replayed, "\(view.name)")
    }
  }
}
