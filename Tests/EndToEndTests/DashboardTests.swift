import FoundationEssentials
import Testing

private let tmuxIsThere: Bool = Machine.tmux != nil

@Suite(
  "The dashboard in a real terminal", .enabled(if: tmuxIsThere, "tmux is not installed"),
  .serialized)
struct DashboardTests {
  let scratch: Scratch
  let tmux: String

  init() throws {
    scratch = try Scratch()
    tmux = try #require(Machine.tmux)
  }

  /// What the window runs: the modes of the terminal before and after, and the exit status between them.
  private func script(_ arguments: String) -> String {
    """
    cd '\(scratch.path)'
    stty -g >before
    '\(Machine.binary)' \(arguments)
    status=$?
    stty -g >after
    if cmp -s before after; then echo "left with $status, modes as before"
    else echo "left with $status, modes changed"; fi

    """
  }

  private static let left = "left with 0, modes as before"

  private static func isReady(_ screen: String) -> Bool {
    screen.contains("[1]Servers") && screen.contains(" ready ")
  }

  @Test("demo: views, help, resize storm, quit, terminal restored", .timeLimit(.minutes(2)))
  func demo() async throws {
    let scratch = scratch
    let (program, script) = (tmux, script("demo"))
    try await onOwnThread {
      let window = try Tmux(program, columns: 80, rows: 24, script: script, in: scratch)
      let first = try window.wait(for: "a ready server") { Self.isReady($0) }
      #expect(first.split(separator: "\n", omittingEmptySubsequences: false)[0].contains("cockpit"))
      #expect(try window.value("#{alternate_on}") == "1")

      for (key, title) in [
        ("2", "[2]Calls"), ("3", "[3]Tools"), ("5", "[5]Tasks"), ("6", "[6]Logs"),
        ("1", "[1]Servers"),
      ] {
        try window.press(key)
        try window.wait(for: title) { $0.contains(title) }
      }
      try window.press("?")
      try window.wait(for: "help") { $0.contains("restart") && $0.contains("help") }
      try window.press("Escape")
      try window.wait(for: "the servers again") { Self.isReady($0) }

      let sizes = [(1, 1), (200, 60), (39, 9), (59, 15), (2, 2), (120, 40), (20, 3), (81, 25)]
      for round in 0..<5 {
        for (columns, rows) in sizes { try window.resize(columns: columns + round, rows: rows) }
      }
      try window.resize(columns: 80, rows: 24)
      // Until it has been painted for its last size, tmux shows what it made of the frame before.
      try window.wait(for: "the servers after the storm") { screen in
        Self.isReady(screen) && screen.split(separator: "\n").allSatisfy { $0.count <= 80 }
          && screen.contains("? help")
      }
      try Self.quit(window)
      try Self.expectRestored(window)
    }
  }

  @Test(
    "configured servers show up, can be restarted, and end with the console",
    .timeLimit(.minutes(2)))
  func configured() async throws {
    let config = try scratch.configuration([
      "good": [Machine.binary, "serve", "everything"],
      "broken": ["/bin/sh", Machine.peer("faulty.sh"), "exits"],
      "tasks": [Machine.binary, "serve", "task-orchestrator"],
    ])
    let scratch = scratch
    let (program, script) = (tmux, script("--config '\(config)'"))
    try await onOwnThread {
      let window = try Tmux(program, columns: 120, rows: 40, script: script, in: scratch)
      try window.wait(for: "two ready and one broken") { screen in
        Self.row("good", screen).contains("ready") && Self.row("tasks", screen).contains("ready")
          && !Self.row("broken", screen).isEmpty && !Self.row("broken", screen).contains("ready")
      }
      let before = Set(scratch.marked().map(\.id))
      #expect(before.count >= 2, "\(scratch.marked())")
      try window.press(":")
      try window.press("-l", "restart good")
      try window.press("Enter")
      try Deadline(after: .seconds(15)).wait(for: "a new process for good") {
        let now = Set(scratch.marked().map(\.id))
        return now.count == before.count && now != before ? () : nil
      }
      try window.wait(for: "good to be ready again") { Self.row("good", $0).contains("ready") }
      try Self.quit(window)
      try Self.expectRestored(window)
      #expect(scratch.marked().isEmpty, "left running: \(scratch.marked())")
    }
  }

  @Test("kill -9 of the console takes every child along within a second", .timeLimit(.minutes(1)))
  func killed() async throws {
    let config = try scratch.configuration([
      "good": [Machine.binary, "serve", "everything"],
      "stubborn": ["/bin/sh", Machine.peer("faulty.sh"), "stubborn"],
      "parent": ["/bin/sh", Machine.peer("faulty.sh"), "grandchild", Machine.binary],
    ])
    let scratch = scratch
    let (program, script) = (tmux, "exec '\(Machine.binary)' --config '\(config)'\n")
    try await onOwnThread {
      let window = try Tmux(program, columns: 80, rows: 24, script: script, in: scratch)
      try window.wait(for: "good to be ready") { Self.row("good", $0).contains("ready") }
      #expect(scratch.marked().count >= 3, "\(scratch.marked())")
      let console = try #require(Int32(try window.value("#{pane_pid}")))
      #expect(Signal.kill(console))
      do {
        try Deadline(after: .seconds(1)).wait(for: "the children to end") {
          scratch.marked().isEmpty ? () : nil
        }
      } catch {
        Issue.record("still running after a second: \(scratch.marked())")
        scratch.marked().forEach { _ = Signal.kill($0.id) }
      }
    }
  }

  @Test(
    "signals that end the console restore the terminal first", .timeLimit(.minutes(1)),
    arguments: [Signal.terminate, Signal.hangUp, Signal.interrupt])
  func signalled(signal: Signal) async throws {
    let scratch = scratch
    let text = """
      cd '\(scratch.path)'
      stty -g >before
      sh -c 'echo $$ >pid; exec "\(Machine.binary)" demo'
      stty -g >after
      if cmp -s before after; then echo "left, modes as before"; else echo "left, modes changed"; fi

      """
    let program = tmux
    try await onOwnThread {
      let window = try Tmux(program, columns: 80, rows: 24, script: text, in: scratch)
      try window.wait(for: "a ready server") { Self.isReady($0) }
      let file = try String(contentsOfFile: "\(scratch.path)/pid", encoding: .utf8)
      let console = try #require(Int32(file.filter(\.isNumber)))
      #expect(signal.send(to: console))
      try window.wait(for: "the shell again") { $0.contains("left, modes as before") }
      try Self.expectRestored(window)
    }
  }

  /// The row of the server table that starts with this name, after the cursor and state columns.
  private static func row(_ name: String, _ screen: String) -> Substring {
    screen.split(separator: "\n").first { line in
      line.prefix(24).split(separator: " ").contains { $0 == name }
    } ?? ""
  }

  /// Quits by `q`, and answers the question when there is one.
  private static func quit(_ window: Tmux) throws {
    try window.press("q")
    let screen = try window.wait(for: "the end or a question") {
      $0.contains("left with") || $0.lowercased().contains("stop all") || $0.contains("(y/n)")
    }
    if !screen.contains("left with") { try window.press("y") }
    try window.wait(for: left) { $0.contains(left) }
  }

  private static func expectRestored(_ window: Tmux) throws {
    #expect(try window.value("#{alternate_on}") == "0", "still on the alternate screen")
    #expect(try window.value("#{cursor_flag}") == "1", "the cursor is hidden")
    #expect(try window.value("#{mouse_any_flag}") == "0", "the mouse is still captured")
    #expect(try window.value("#{keypad_flag}") == "0", "the keypad is still in application mode")
  }
}
