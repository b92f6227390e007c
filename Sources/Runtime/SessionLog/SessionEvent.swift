package import JSON

/// One fact about a session: what a server process did, said or was told.
///
/// Everything the console shows is a fold over these; live, attached and replayed sessions are three
/// sources of the same stream. The file form is one JSON object a line, e.g.
/// `{"n":4,"t":1.913377,"k":"state","s":"tasks","g":3,"from":"starting","to":"ready","why":"handshake"}`.
package struct SessionEvent: Sendable, Equatable {
  /// Position in the session, from 1, strictly increasing.
  package var number: Int
  /// Time since the session started.
  package var time: Duration
  /// The server concerned; nil for session-wide events.
  package var server: String?
  /// The server's start count when it happened: 0 before the first start, then 1, 2, …
  package var generation: Int
  package var body: Body

  package init(
    number: Int, time: Duration, server: String? = nil, generation: Int = 0, body: Body
  ) {
    self.number = number
    self.time = time
    self.server = server
    self.generation = generation
    self.body = body
  }

  /// What happened. Closed on purpose: a new case makes the compiler point at every fold and codec.
  ///
  /// The two large and rare cases are boxed, so that a million messages do not each carry their size.
  package enum Body: Sendable, Equatable {
    /// A server entered the session: its effective configuration, without any environment value (`k: proc`, `ev: declared`).
    indirect case declared(ServerDeclaration)
    /// A process was started (`ev: spawn`).
    case spawned(pid: Int32)
    /// A process could not be started (`ev: spawnFailed`); the text names the system error.
    case spawnFailed(String)
    /// A process ended (`ev: exit`): an exit code or a signal number, never both.
    case exited(code: Int32?, signal: Int32?)
    /// The last process of the server's group is gone (`ev: groupEmpty`).
    case groupEmpty
    /// A protocol message, byte-exact (`k: c2s` or `s2c`).
    case message(MessageDirection, RawJSON, origin: MessageOrigin)
    /// Bytes on the server's stdout that are not a protocol message (`k: bad`).
    case stray(String)
    /// A line of the server's stderr (`k: err`).
    case stderr(String)
    /// The server's state changed (`k: state`).
    indirect case state(StateChange)
    /// Words of the cockpit itself: commands run, refusals, warnings (`k: log`).
    case note(NoteLevel, String)
    /// A marker dropped by a person (`k: mark`).
    case mark(String)
    /// A message too large to keep: only its size and SHA-256 remain (`k: cut`).
    case cut(MessageDirection, bytes: Int, hash: String)
    /// Events lost because the recorder could not keep up or the disk was full (`k: gap`).
    case gap(events: Int)
    /// The session was closed in order (`k: end`).
    case end(events: Int, gaps: Int)
  }
}

/// Which way a message travelled; the wire names are `c2s` and `s2c`.
package enum MessageDirection: String, Sendable, Equatable {
  case clientToServer = "c2s"
  case serverToClient = "s2c"
}

/// Who caused a message; written as `o` when it is not `person`.
package enum MessageOrigin: String, Sendable, Equatable {
  /// A person or program asked for this call.
  case person
  /// The cockpit's own housekeeping: handshake, lists, cancellations.
  case cockpit
  /// A pane refreshing its data.
  case pane
}

/// How serious a note is.
package enum NoteLevel: String, Sendable, Equatable {
  case info, warning, error
}

/// A server's effective configuration as the session knows it. Environment values never appear.
package struct ServerDeclaration: Sendable, Equatable {
  /// Program and arguments.
  package var command: [String]
  /// Working directory, absolute.
  package var directory: String
  /// Names of the configured environment variables, sorted.
  package var environmentNames: [String]
  /// Where the entry came from: a file path, or `built-in`.
  package var origin: String
  /// The tool whose result fills the Tasks view, if this server has one (`get_task_graph`).
  package var taskGraphTool: String?

  package init(
    command: [String], directory: String, environmentNames: [String], origin: String,
    taskGraphTool: String? = nil
  ) {
    self.command = command
    self.directory = directory
    self.environmentNames = environmentNames
    self.origin = origin
    self.taskGraphTool = taskGraphTool
  }
}

/// The state of a server, decided once by the supervisor and shown everywhere by these words.
package enum ServerStatus: String, Sendable, Equatable, CaseIterable {
  case ready, starting, waiting, degraded, unhealthy, backoff, failed, exited, stopped, disabled
  case misconfigured, remote, lost
}

/// A move from one state to the next, with everything the why page needs.
package struct StateChange: Sendable, Equatable {
  package var from: ServerStatus
  package var to: ServerStatus
  /// One line: `handshake`, `exit 128`, `gave up 8/8`, `by you`.
  package var why: String
  /// What to do about it, for states that need a person.
  package var remedy: String?
  /// When the next start is due, as time since the session started.
  package var retryAt: Duration?
  /// Restarts used and allowed in the current window.
  package var restarts: Int?
  package var restartLimit: Int?
  /// The protocol revision agreed with the server (`2026-07-28`), once known.
  package var revision: String?
  /// The handshake step reached: `spawned`, `server/discover sent`, `initialize sent`, `ready`.
  package var handshake: String?

  package init(
    from: ServerStatus, to: ServerStatus, why: String, remedy: String? = nil,
    retryAt: Duration? = nil, restarts: Int? = nil, restartLimit: Int? = nil,
    revision: String? = nil, handshake: String? = nil
  ) {
    self.from = from
    self.to = to
    self.why = why
    self.remedy = remedy
    self.retryAt = retryAt
    self.restarts = restarts
    self.restartLimit = restartLimit
    self.revision = revision
    self.handshake = handshake
  }
}
