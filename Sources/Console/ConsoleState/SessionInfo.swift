/// What the console is told about its session once, at the start.
package struct SessionInfo: Sendable, Equatable {
  /// Whether the session happens now or is played from a file.
  package enum Mode: Sendable, Equatable {
    case live
    case replay
  }

  /// The session's name, shown in the header.
  package var name: String
  /// When the session started: seconds since 1970, UTC.
  package var startedAtUnixSeconds: Double
  /// Live or replay.
  package var mode: Mode
  /// Lines for the log at the start, such as `built-in servers, seeded demo task graph`.
  package var notes: [String]
  /// Names of the themes there are, for completion.
  package var themes: [String]
  /// Whether glyphs are plain ASCII.
  package var ascii: Bool
  /// Seconds to add to UTC for the clock on the wall.
  package var utcOffsetSeconds: Int

  /// Makes the description of a session.
  package init(
    name: String, startedAtUnixSeconds: Double, mode: Mode = .live, notes: [String] = [],
    themes: [String] = [], ascii: Bool = false, utcOffsetSeconds: Int = 0
  ) {
    self.name = name
    self.startedAtUnixSeconds = startedAtUnixSeconds
    self.mode = mode
    self.notes = notes
    self.themes = themes
    self.ascii = ascii
    self.utcOffsetSeconds = utcOffsetSeconds
  }
}
