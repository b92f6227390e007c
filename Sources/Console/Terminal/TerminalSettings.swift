import Glibc

/// What to open and how; the composition root fills it from the environment.
package struct TerminalSettings: Sendable {
  /// The terminal to use (it is duplicated); nil takes `/dev/tty`, else standard input and output.
  package var descriptor: Int32?
  /// `TERM`.
  package var term: String
  /// `COLORTERM`: `truecolor` or `24bit` where the terminal shows 24-bit colour.
  package var colorTerm: String
  /// The last line printed after a crash, at most 255 bytes, such as where the report is.
  package var farewell: String

  package init(
    descriptor: Int32? = nil, term: String, colorTerm: String = "", farewell: String = ""
  ) {
    self.descriptor = descriptor
    self.term = term
    self.colorTerm = colorTerm
    self.farewell = farewell
  }

  /// The settings of this process: `TERM` and `COLORTERM` from its environment.
  package static func fromEnvironment(farewell: String = "") -> TerminalSettings {
    TerminalSettings(
      term: variable("TERM"), colorTerm: variable("COLORTERM"), farewell: farewell)
  }

  private static func variable(_ name: String) -> String {
    getenv(name).map { String(cString: $0) } ?? ""
  }
}
