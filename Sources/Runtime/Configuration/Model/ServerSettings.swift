/// When a server that ended is started again. Delay = initial × factor^n, capped, jittered.
package struct RestartSettings: Sendable, Hashable {
  /// Which endings are followed by a start.
  package enum Policy: String, Sendable, Hashable, CaseIterable {
    case no, onFailure, always
  }

  /// Which endings are followed by a start.
  package var policy: Policy
  /// The wait before the first restart.
  package var initialDelay: Duration
  /// By how much each further wait is longer; at least 1.
  package var factor: Double
  /// The longest wait.
  package var maximumDelay: Duration
  /// Random part of a wait, 0…1 of it.
  package var jitter: Double
  /// Restarts allowed within `window` before the server counts as failed.
  package var maximumRestarts: Int
  /// The time over which restarts are counted.
  package var window: Duration
  /// Ready for so long, the waits begin again at `initialDelay`.
  package var resetAfter: Duration
}

/// How it is found out that a server is ready.
package struct ReadySettings: Sendable, Hashable {
  /// `handshake` is the only one this version knows.
  package var probe: String
  /// How long a start may take.
  package var timeout: Duration
}

/// How it is found out that a server is still well.
package struct LiveSettings: Sendable, Hashable {
  /// `auto`, `ping`, `discover`, …: see the conventions.
  package var probe: String
  /// Time between probes.
  package var period: Duration
  /// How long an answer may take.
  package var timeout: Duration
  /// Failures in a row before the server is unhealthy.
  package var failures: Int
  /// The path of an `http` probe.
  package var path: String?
}

/// How a server is asked to end, step by step: close stdin, wait, signal, wait, kill.
package struct StopSettings: Sendable, Hashable {
  /// The signal sent to the process group.
  package enum Signal: String, Sendable, Hashable, CaseIterable {
    case hangUp = "HUP"
    case interrupt = "INT"
    case quit = "QUIT"
    case user1 = "USR1"
    case user2 = "USR2"
    case terminate = "TERM"

    /// The number on Linux (signal(7), the same on x86 and ARM).
    package var number: Int32 {
      switch self {
      case .hangUp: 1
      case .interrupt: 2
      case .quit: 3
      case .user1: 10
      case .user2: 12
      case .terminate: 15
      }
    }
  }

  /// The wait after closing stdin.
  package var stdin: Duration
  /// The wait after the signal.
  package var term: Duration
  /// The signal.
  package var signal: Signal
}

/// Which generation of the protocol is spoken with a server.
package enum ProtocolEra: String, Sendable, Hashable, CaseIterable {
  /// Modern first, then legacy.
  case auto
  /// The `initialize` handshake, to 2025-11-25.
  case legacy
  /// Per-request metadata, from 2026-07-28.
  case modern
}

/// What must have happened to another server first.
package struct ServerDependency: Sendable, Hashable {
  /// What is waited for.
  package enum Condition: String, Sendable, Hashable, CaseIterable {
    case started, ready
  }

  /// The other server's name.
  package var server: String
  /// What is waited for.
  package var condition: Condition
}
