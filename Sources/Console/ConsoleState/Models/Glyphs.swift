import Screen
import SessionLog

/// State glyphs and their words. The word is always there too: no meaning by shape or colour alone.
enum Glyphs {
  static func server(_ status: ServerStatus, ascii: Bool) -> String {
    switch status {
    case .ready: ascii ? "*" : "◉"
    case .starting: ascii ? "~" : "◌"
    case .waiting: ascii ? "." : "⋯"
    case .degraded: ascii ? "d" : "◍"
    case .unhealthy: ascii ? "u" : "⊘"
    case .backoff: ascii ? "z" : "↻"
    case .failed: ascii ? "x" : "✘"
    case .exited: ascii ? "e" : "▪"
    case .stopped: ascii ? "o" : "◦"
    case .disabled: "-"
    case .misconfigured: "?"
    case .remote: ascii ? "@" : "⊚"
    case .lost: ascii ? "!" : "⊗"
    }
  }

  static func server(_ status: ServerStatus, ascii: Bool) -> Span {
    Span(server(status, ascii: ascii), .state(status))
  }

  static func call(_ status: CallStatus, ascii: Bool) -> String {
    switch status {
    case .pending: ascii ? "~" : "◌"
    case .hung: ascii ? "u" : "⊘"
    case .ok: ascii ? "*" : "◉"
    case .error, .failed: ascii ? "x" : "✘"
    case .cancelled: ascii ? "o" : "◦"
    case .late: ascii ? "z" : "↻"
    case .closed: ascii ? "e" : "▪"
    }
  }

  static func task(_ status: TaskStatus, ascii: Bool) -> String {
    switch status {
    case .completed: ascii ? "*" : "◉"
    case .running: ascii ? "~" : "◌"
    case .pending: ascii ? "." : "⋯"
    case .blocked: ascii ? "u" : "⊘"
    case .failed: ascii ? "x" : "✘"
    case .cancelled: ascii ? "o" : "◦"
    case .other: "?"
    }
  }
}

extension Role {
  static func state(_ status: ServerStatus) -> Role {
    Role(rawValue: "state.\(status.rawValue)") ?? .text
  }

  static func call(_ status: CallStatus) -> Role {
    switch status {
    case .pending: .stateStarting
    case .hung: .warn
    case .ok: .ok
    case .error, .failed, .closed: .error
    case .cancelled: .textDim
    case .late: .warn
    }
  }

  static func task(_ status: TaskStatus) -> Role {
    switch status {
    case .completed: .ok
    case .running: .stateStarting
    case .pending: .textDim
    case .blocked: .warn
    case .failed: .error
    case .cancelled, .other: .textDim
    }
  }

  static func level(_ level: LogLevel) -> Role {
    switch level {
    case .unknown: .text
    case .trace: .levelTrace
    case .debug: .levelDebug
    case .info: .levelInfo
    case .notice: .levelNotice
    case .warn: .levelWarn
    case .error: .levelError
    case .critical: .levelCritical
    }
  }

  static func stream(_ stream: LogStream) -> Role {
    switch stream {
    case .err: .kindError
    case .bad: .kindBad
    case .proc: .kindProcess
    case .note, .mark: .kindNotification
    case .c2s: .directionC2S
    case .s2c: .directionS2C
    }
  }
}

extension TaskStatus {
  /// The short word in graph nodes.
  var short: String {
    switch self {
    case .completed: "ok"
    case .running: "run"
    case .pending: "wait"
    case .blocked: "blocked"
    case .failed: "FAIL"
    case .cancelled: "gone"
    case .other(let word): word
    }
  }
}
