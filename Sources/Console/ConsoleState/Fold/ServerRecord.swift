import Basics
import SessionLog

/// Everything known about one server.
struct ServerRecord: Equatable, Sendable {
  /// How many stderr lines the why page keeps.
  static let stderrLines = 20

  let name: String
  /// Position in the order of first appearance; log and call records name servers by it.
  let index: Int
  var declaration: ServerDeclaration?
  var status: ServerStatus = .stopped
  /// When the status was entered.
  var since: Duration = .zero
  var why = "not started yet"
  var remedy: String?
  var retryAt: Duration?
  var restarts: Int?
  var restartLimit: Int?
  var revision: String?
  var handshake: String?

  var generation = 0
  var pid: Int32?
  var startedAt: Duration?
  var exit: Exit?
  var lastStderr: [String] = []
  /// When the server last said anything on any stream.
  var lastHeard: Duration?

  /// Calls a person made, those that failed, and how long answers took, in microseconds.
  var calls = 0
  var errors = 0
  var latency = Histogram()
  var lastError: Int?
  /// Requests sent and not answered, of every origin.
  var outstanding = 0

  var tools = ToolBook()

  /// How the last process ended.
  struct Exit: Equatable, Sendable {
    var code: Int32?
    var signal: Int32?
    var at: Duration
    var lasted: Duration?
  }

  init(name: String, index: Int) {
    self.name = name
    self.index = index
  }

  mutating func keepStderr(_ line: String) {
    if lastStderr.count >= Self.stderrLines { lastStderr.removeFirst() }
    lastStderr.append(line)
  }

  /// Whether a process of this server may be alive.
  var mayRun: Bool { pid != nil }

  /// Whether a person should look at this server.
  var isProblem: Bool {
    switch status {
    case .degraded, .unhealthy, .backoff, .failed, .misconfigured, .lost: true
    default: false
    }
  }
}
