import CLinux
import Glibc
import Screen
import Terminal
import Testing

extension TerminalTests {
  @Suite("Terminal screen")
  struct ScreenTests {
    private let enterFullScreen = "\u{1b}[?1049h"
    private let leaveFullScreen = "\u{1b}[?1049l"

    private func open(
      _ pty: PseudoTerminal, term: String = "xterm-256color"
    ) throws -> TerminalScreen {
      try TerminalScreen(TerminalSettings(descriptor: pty.terminal, term: term))
    }

    private func canvas(_ text: String, columns: Int = 80, rows: Int = 24) -> Canvas {
      var canvas = Canvas(size: Size(columns: columns, rows: rows))
      canvas.put(text, x: 2, y: 1, role: .stateReady, emphasis: .bold)
      return canvas
    }

    @Test("the first frame is sent, the same frame again costs no byte")
    func identicalFrame() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      #expect(pty.output().contains(enterFullScreen))
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      #expect(pty.output().contains("hello"))
      _ = screen.readKeys()
      _ = pty.output()
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      #expect(pty.output() == "")
    }

    @Test("only what changed is sent")
    func difference() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      screen.apply(canvas("count 1 of many"), cursor: nil, theme: .default)
      _ = pty.output()
      screen.apply(canvas("count 2 of many"), cursor: nil, theme: .default)
      let sent = pty.output()
      #expect(sent.contains("2"))
      #expect(!sent.contains("many"))
      #expect(sent.utf8.count < 60)
    }

    @Test("repaint and another theme send the whole frame again")
    func repaint() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      _ = pty.output()
      screen.repaint()
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      #expect(pty.output().contains("hello"))
      screen.apply(canvas("hello"), cursor: nil, theme: .mono)
      #expect(pty.output().contains("hello"))
    }

    @Test("the cursor is shown where asked and hidden again")
    func cursor() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      _ = pty.output()
      screen.apply(canvas("hello"), cursor: (x: 9, y: 4), theme: .default)
      let shown = pty.output()
      #expect(shown.contains("\u{1b}[?25h") || shown.contains("\u{1b}[?12l\u{1b}[?25h"))
      #expect(shown.contains("\u{1b}[5;10H"))
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      #expect(pty.output().contains("\u{1b}[?25l"))
      screen.apply(canvas("hello"), cursor: (x: 999, y: -4), theme: .default)
    }

    @Test("closing gives the terminal back, once")
    func close() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      #expect(!pty.isCooked)
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      _ = pty.output()
      screen.close()
      let sent = pty.output()
      #expect(sent.contains(leaveFullScreen))
      #expect(sent.contains("\u{1b}[?2004l"))
      #expect(sent.contains("\u{1b}[?1007r"))
      #expect(pty.isCooked)
      screen.close()
      #expect(pty.output() == "")
      #expect(!CrashGuard.restoreNow())
      screen.apply(canvas("late"), cursor: nil, theme: .default)
      #expect(screen.readKeys() == [])
      #expect(pty.output() == "")
    }

    @Test("a screen that goes out of scope gives the terminal back")
    func scope() throws {
      let pty = try PseudoTerminal()
      do {
        let screen = try open(pty)
        #expect(screen.isActive)
      }
      #expect(pty.output().contains(leaveFullScreen))
      #expect(pty.isCooked)
    }

    @Test("the guard's routine restores everything, and only once")
    func restoreNow() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      _ = pty.output()
      #expect(CrashGuard.restoreNow())
      let sent = pty.output()
      for sequence in [leaveFullScreen, "\u{1b}[?25h", "\u{1b}[?2004l", "\u{1b}[?1000l", "\u{1b}>"]
      {
        #expect(sent.contains(sequence))
      }
      #expect(pty.isCooked)
      #expect(!CrashGuard.restoreNow())
      #expect(pty.output() == "")
      screen.close()
    }

    @Test("a new size is taken over and the next frame sent whole")
    func resize() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      #expect(screen.size() == Size(columns: 80, rows: 24))
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      _ = pty.output()
      pty.resize(columns: 100, rows: 40)
      #expect(screen.resized() == Size(columns: 100, rows: 40))
      #expect(screen.readKeys() == [])
      var large = Canvas(size: Size(columns: 100, rows: 40))
      large.put("corner", x: 94, y: 39)
      screen.apply(large, cursor: nil, theme: .default)
      #expect(pty.output().contains("corne"))
    }

    @Test("no size breaks it: 0x0, and canvases that are not the terminal's size")
    func oddSizes() throws {
      let pty = try PseudoTerminal(columns: 0, rows: 0)
      let screen = try open(pty)
      #expect(screen.size() == Size(columns: 0, rows: 0))
      screen.apply(canvas("x", columns: 0, rows: 0), cursor: nil, theme: .default)
      for (columns, rows) in [(1, 1), (300, 90), (0, 0), (3, 200), (80, 24)] {
        pty.resize(columns: Int32(columns), rows: Int32(rows))
        #expect(screen.resized() == Size(columns: columns, rows: rows))
        screen.apply(canvas("日本語 👨‍👩‍👧 e\u{301}"), cursor: (x: 3, y: 3), theme: .default)
        _ = pty.output()
      }
      screen.apply(canvas("the end"), cursor: nil, theme: .default)
      #expect(pty.output().contains("the end"))
    }

    @Test("what follows text of doubtful width is addressed absolutely")
    func doubtfulWidth() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      var canvas = Canvas(size: Size(columns: 80, rows: 24))
      let used = canvas.put("👨‍👩‍👧", x: 0, y: 0)
      canvas.put("behind", x: used, y: 0)
      screen.apply(canvas, cursor: nil, theme: .default)
      #expect(pty.output().contains("👨\u{1b}[1;3Hbehind"))
    }

    @Test(
      "clusters are sent as what every terminal agrees on, and the rest of the row keeps its place",
      arguments: [
        ("🇸🇪", "SE"), ("❤️", "❤ "), ("e\u{301}", "e\u{301}"), ("語", "語"), ("👍🏽", "👍"),
      ])
    func clusters(text: String, sent: String) throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty)
      var canvas = Canvas(size: Size(columns: 80, rows: 24))
      let used = canvas.put(text, x: 0, y: 0)
      canvas.put("|", x: used, y: 0)
      screen.apply(canvas, cursor: nil, theme: .default)
      let output = pty.output()
      #expect(
        output.contains("\(sent)|") || output.contains("\(sent)\u{1b}[1;\(used + 1)H|"),
        "\(output.debugDescription)")
    }

    @Test("a wide character in the last column does not wrap")
    func lastColumn() throws {
      let pty = try PseudoTerminal(columns: 10, rows: 3)
      let screen = try open(pty)
      var canvas = Canvas(size: Size(columns: 10, rows: 3))
      canvas.put("123456789", x: 0, y: 0)
      canvas.put("語", x: 9, y: 0)
      canvas.put("0123456789", x: 0, y: 2)
      screen.apply(canvas, cursor: nil, theme: .default)
      #expect(!pty.output().contains("語"))
    }

    @Test("a monochrome terminal without full-screen mode works, and without private modes")
    func vt100() throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty, term: "vt100")
      #expect(screen.colorDepth == .mono)
      screen.apply(canvas("hello"), cursor: nil, theme: .default)
      screen.close()
      let sent = pty.output()
      #expect(sent.contains("hello"))
      #expect(!sent.contains("?2004"))
      #expect(pty.isCooked)
    }

    @Test(
      "colours go as deep as the terminal", arguments: [("xterm", "6"), ("xterm-256color", "256")])
    func colors(term: String, name: String) throws {
      let pty = try PseudoTerminal()
      let screen = try open(pty, term: term)
      #expect(screen.colorDepth == (term == "xterm" ? .sixteen : .indexed))
      screen.apply(canvas("green"), cursor: nil, theme: .default)
      #expect(pty.output().contains("\u{1b}["))
    }

    @Test(
      "a terminal we cannot use is named with a remedy",
      arguments: [
        ("dumb", TerminalError.Code.tooSimple), ("", .unknownTerminal),
        ("no-such-terminal", .unknownTerminal),
      ])
    func unusable(term: String, code: TerminalError.Code) throws {
      let pty = try PseudoTerminal()
      let error = #expect(throws: TerminalError.self) { try open(pty, term: term) }
      #expect(error?.code == code)
      #expect(error?.message.contains("--plain") == true)
      #expect(pty.isCooked)
    }

    @Test("a pipe is not a terminal")
    func pipeIsNoTerminal() throws {
      var ends: [Int32] = [-1, -1]
      try #require(pipe(&ends) == 0)
      defer { for end in ends { Glibc.close(end) } }
      let error = #expect(throws: TerminalError.self) {
        try TerminalScreen(TerminalSettings(descriptor: ends[0], term: "xterm"))
      }
      #expect(error?.code == .notATerminal)
    }
  }
}

/// ncurses is global to the process, so the tests of this target take turns.
@Suite("Terminal", .serialized, .timeLimit(.minutes(1)))
enum TerminalTests {}
