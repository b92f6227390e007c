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

/// Opens the terminal at a path as the program under test would.
private func openScreen(_ path: String) throws -> TerminalScreen {
  let descriptor = open(path, O_RDWR | O_NOCTTY)
  return try TerminalScreen(
    TerminalSettings(
      descriptor: descriptor, term: "xterm-256color", farewell: "The report is elsewhere."))
}
