package import SessionLog

/// What the console asks of the world around it.
package enum ConsoleCommand: Sendable, Equatable {
  /// For the supervisor.
  case session(SessionCommand)
  /// Leave. In a live session the servers end with the console.
  case quit(stopServers: Bool)
  /// Leave the screen and stop this process (Ctrl-Z).
  case suspend
  /// Draw every cell again.
  case repaint
  /// Load a theme by name; answered by `themeApplied` or `refused`.
  case setTheme(String)
  /// Put this text on the clipboard.
  case copy(String)
  /// For the player of a replay.
  case replay(ReplayControl)
}

/// What the player of a replay is told to do.
package enum ReplayControl: Sendable, Equatable {
  /// Stop the time, or let it run.
  case playPause
  /// Events forward, or back when negative.
  case step(Int)
  /// Twice as fast, up to 64 times.
  case faster
  /// Half as fast, down to a quarter.
  case slower
  /// A speed by number.
  case speed(Double)
  /// To the next warning or error.
  case nextProblem
  /// To the warning or error before.
  case previousProblem
  /// To a time since the start of the session.
  case seek(Duration)
  /// To the first event.
  case start
  /// To the last event.
  case end
}
