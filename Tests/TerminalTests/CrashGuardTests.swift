import Glibc
import Screen
import Terminal
import Testing

extension TerminalTests {
  @Suite("Crash guard")
  struct CrashGuardTests {
    /// What the terminal got, once the other process has ended, and whether it is usable again.
    private func expectRestored(_ pty: PseudoTerminal, says line: String?) {
      let sent = pty.output()
      #expect(sent.contains("\u{1b}[?1049l"))
      #expect(sent.contains("\u{1b}[?25h"))
      if let line { #expect(sent.contains(line)) }
      #expect(pty.isCooked)
    }

    @Test("a failed check in Swift gives the terminal back and still ends as a crash")
    func trap() async throws {
      let pty = try PseudoTerminal()
      let path = pty.path
      await #expect(processExitsWith: .signal(SIGILL)) { [path = path as String] in
        let screen = try openScreen(path)
        _ = screen.readKeys()
        fatalError("on purpose")
      }
      expectRestored(pty, says: "crashed: SIGILL")
    }

    @Test("a fatal signal gives the terminal back", arguments: [SIGSEGV, SIGBUS, SIGTRAP, SIGFPE])
    func fatalSignal(number: Int32) async throws {
      let pty = try PseudoTerminal()
      let path = pty.path
      await #expect(processExitsWith: .signal(number)) { [path = path as String, number] in
        let screen = try openScreen(path)
        _ = screen.readKeys()
        raise(number)
      }
      expectRestored(pty, says: "The report is elsewhere.")
    }

    @Test("abort() gives the terminal back")
    func aborts() async throws {
      let pty = try PseudoTerminal()
      let path = pty.path
      await #expect(processExitsWith: .signal(SIGABRT)) { [path = path as String] in
        let screen = try openScreen(path)
        _ = screen.readKeys()
        abort()
      }
      expectRestored(pty, says: "crashed: SIGABRT")
    }

    @Test("suspending leaves full-screen mode, resuming enters it and sends the frame whole")
    func suspends() async throws {
      let pty = try PseudoTerminal()
      let path = pty.path
      await #expect(processExitsWith: .exitCode(0)) { [path = path as String] in
        // In a session of its own nobody could continue it, so the kernel does not stop it.
        guard setsid() != -1 else { exit(9) }
        let screen = try openScreen(path)
        var canvas = Canvas(size: Size(columns: 80, rows: 24))
        canvas.put("hello", x: 0, y: 0)
        screen.apply(canvas, cursor: nil, theme: .default)
        screen.suspend()
        guard !screen.isActive else { exit(8) }
        screen.apply(canvas, cursor: nil, theme: .default)
        screen.resume()
        screen.resume()
        screen.apply(canvas, cursor: nil, theme: .default)
        screen.close()
        exit(0)
      }
      let sent = pty.output()
      #expect(sent.occurrences(of: "\u{1b}[?1049h") == 2)
      #expect(sent.occurrences(of: "\u{1b}[?1049l") == 2)
      #expect(sent.occurrences(of: "hello") == 2)
      #expect(pty.isCooked)
    }

    @Test("exit() gives the terminal back, without a word")
    func exits() async throws {
      let pty = try PseudoTerminal()
      let path = pty.path
      await #expect(processExitsWith: .exitCode(3)) { [path = path as String] in
        let screen = try openScreen(path)
        _ = screen.readKeys()
        exit(3)
      }
      expectRestored(pty, says: nil)
    }
  }
}

extension String {
  /// How often `part` occurs.
  fileprivate func occurrences(of part: String) -> Int {
    var count = 0
    var rest = self[...]
    while let range = rest.firstRange(of: part) {
      count += 1
      rest = rest[range.upperBound...]
    }
    return count
  }
}

/// Opens the terminal at a path as the program under test would.
private func openScreen(_ path: String) throws -> TerminalScreen {
  let descriptor = open(path, O_RDWR | O_NOCTTY)
  return try TerminalScreen(
    TerminalSettings(
      descriptor: descriptor, term: "xterm-256color", farewell: "The report is elsewhere."))
}
