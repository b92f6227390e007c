/// One line of the log.
struct LogRecord: Equatable, Sendable {
  /// Position among all lines of the session, from 0.
  let sequence: Int
  let time: Duration
  /// The server's index; nil for lines about the session.
  let server: Int?
  let stream: LogStream
  let level: LogLevel
  /// Cleaned, one line.
  let text: String
  /// The request this line sends or answers.
  let call: Int?

  /// Whether `{` and `}` stop here: warnings and worse.
  var isProblem: Bool { level >= .warn || stream == .bad }
}

/// Where a line comes from; the raw values are the words of the stream column and of `kind:`.
enum LogStream: String, Equatable, Sendable {
  case err, bad, proc, note, mark
  case c2s = "c>s"
  case s2c = "s>c"
}

/// How serious a line is. `unknown` stays unknown: stderr is not an error by itself.
enum LogLevel: Int, Equatable, Sendable, Comparable {
  case unknown, trace, debug, info, notice, warn, error, critical

  static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

  /// The word of the level column.
  var word: String {
    switch self {
    case .unknown: ""
    case .trace: "TRACE"
    case .debug: "DEBUG"
    case .info: "INFO"
    case .notice: "NOTICE"
    case .warn: "WARN"
    case .error: "ERROR"
    case .critical: "CRIT"
    }
  }
}
