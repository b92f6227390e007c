/// Why the full-screen console cannot run on this terminal; the caller falls back to plain mode.
package struct TerminalError: Error, Equatable, Sendable {
  package enum Code: Equatable, Sendable {
    /// Neither `/dev/tty` nor standard input and output is a terminal.
    case notATerminal
    /// `TERM` is empty or has no entry in the terminfo database.
    case unknownTerminal
    /// The terminal cannot place its cursor (`TERM=dumb`).
    case tooSimple
    /// A system call on the terminal failed.
    case system
  }

  package let code: Code
  /// What is wrong and what to do, in one sentence or two.
  package let message: String

  static let notATerminal = TerminalError(
    code: .notATerminal,
    message: "There is no terminal to draw on. Run it in a terminal, or use --plain.")

  static func unknown(_ term: String) -> TerminalError {
    let what = term.isEmpty ? "TERM is not set" : "No terminal description for TERM=\(term)"
    return TerminalError(
      code: .unknownTerminal,
      message: "\(what). Set TERM to a known one such as xterm-256color, or use --plain.")
  }

  static func tooSimple(_ term: String) -> TerminalError {
    TerminalError(
      code: .tooSimple,
      message: "TERM=\(term) cannot place its cursor. Set TERM to what your terminal is, "
        + "or use --plain.")
  }

  static func system(_ call: String, _ reason: String) -> TerminalError {
    TerminalError(
      code: .system, message: "\(call) on the terminal failed: \(reason). Use --plain instead.")
  }
}
