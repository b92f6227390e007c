import Screen
import Terminal
import Testing

extension TerminalTests {
  @Suite("Terminal keys")
  struct KeyTests {
    /// Types on a pseudo terminal and reads until the number of keys expected has come.
    private func check(_ typed: [String], _ expected: [Key]) throws {
      let pty = try PseudoTerminal()
      let screen = try TerminalScreen(
        TerminalSettings(descriptor: pty.terminal, term: "xterm-256color"))
      var keys: [Key] = []
      for part in typed {
        pty.type(part)
        pty.wait(for: screen.inputDescriptor)
        keys += screen.readKeys()
      }
      #expect(keys == expected)
      #expect(screen.readKeys() == [])
    }

    @Test("characters and control keys")
    func characters() throws {
      try check(
        ["aé語 \r\t\u{7f}\u{3}\u{1a}\u{13}\u{11}"],
        [
          .character("a"), .character("é"), .character("語"), .character(" "), .enter, .tab,
          .backspace, .control("c"), .control("z"), .control("s"), .control("q"),
        ])
    }

    @Test("cursor keys in both modes, and function keys")
    func cursorKeys() throws {
      try check(
        ["\u{1b}OA\u{1b}[B\u{1b}[5~\u{1b}[6~\u{1b}[3~\u{1b}[Z\u{1b}OP\u{1b}[15~\u{1b}OH\u{1b}[F"],
        [
          .up, .down, .pageUp, .pageDown, .delete, .backTab, .function(1), .function(5), .home,
          .end,
        ])
    }

    @Test("a lone escape byte is the Escape key")
    func escape() throws {
      try check(["\u{1b}", "j"], [.escape, .character("j")])
    }

    @Test("a paste is one key, whatever is in it")
    func paste() throws {
      try check(
        ["\u{1b}[200~:q\r\u{1b}[A語\u{1b}[201~x"], [.paste(":q\r\u{1b}[A語"), .character("x")])
    }

    @Test("a paste may come in pieces")
    func pasteInPieces() throws {
      try check(
        ["\u{1b}[200~one ", "two\u{1b}[20", "1~\u{1b}[A"], [.paste("one two"), .up])
    }
  }
}
