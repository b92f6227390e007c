package import Screen
package import SessionLog

/// Everything that can happen to the console. Closed on purpose: a new case makes the compiler
/// point at `handle`.
package enum ConsoleEvent: Sendable, Equatable {
  /// Facts about the session, in order; a flood comes in batches.
  case session([SessionEvent])
  /// A key press.
  case key(Key)
  /// The terminal's size, also sent once at the start.
  case resized(Size)
  /// The session clock, as time since the session started.
  case tick(Duration)
  /// How the recorder is doing.
  case recording(RecordingStatus)
  /// A command could not be carried out; the text says why and what helps.
  case refused(String)
  /// A theme was applied, by name.
  case themeApplied(String)
  /// Where the player stands, in a replay.
  case replay(ReplayStatus)
  /// The session is rebuilt from its start (a replay went back): all that was folded is forgotten.
  case restarted
}

/// What the recorder does at the moment.
package enum RecordingStatus: Sendable, Equatable {
  /// Nothing is recorded.
  case off
  /// Recording since a session time, with the bytes written so far.
  case on(since: Duration, bytes: Int)
  /// Recording stopped by itself; the text says why.
  case failed(String)
}

/// Where the player of a replay stands.
package struct ReplayStatus: Sendable, Equatable {
  /// The session time shown.
  package var position: Duration
  /// The length of the session.
  package var length: Duration
  /// How many times faster than life; 0.25…64.
  package var speed: Double
  /// Whether time runs.
  package var isPlaying: Bool

  /// Makes a status.
  package init(position: Duration, length: Duration, speed: Double, isPlaying: Bool) {
    self.position = position
    self.length = length
    self.speed = speed
    self.isPlaying = isPlaying
  }
}
