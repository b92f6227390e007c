import JSON
import SessionLog

/// A request and what became of it.
struct CallRecord: Equatable, Sendable {
  /// Position among all requests of the session, from 0.
  let id: Int
  let server: Int
  let generation: Int
  /// The request's id as it stands in the message.
  let request: String
  let method: String
  /// The tool of a `tools/call`.
  let tool: String?
  let direction: MessageDirection
  let origin: MessageOrigin
  let startedAt: Duration
  let requestBytes: Int
  /// The first part of the arguments, cleaned, for one-line displays.
  let preview: String

  var outcome: CallOutcome = .pending
  var endedAt: Duration?
  var responseBytes = 0
  var progress: String?
  var progressToken: String?
  /// Why a failed call failed, when the message says so in a line.
  var failure: String?

  /// The messages; nil when there is none yet or when room was needed.
  var requestBody: RawJSON?
  var responseBody: RawJSON?
  var bodiesDropped = false

  /// `tools/call get_next_task` without the method in front when a tool is known.
  var name: String { tool ?? method }
}

/// What became of a request, as far as messages tell.
enum CallOutcome: String, Equatable, Sendable {
  case pending
  case ok
  case toolError
  case protocolError
  case cancelled
  case late
  case closed

  var isFailure: Bool { self == .toolError || self == .protocolError || self == .closed }
}

/// What a call's state is called on the screen; `hung` is decided by the clock.
enum CallStatus: String, Equatable, Sendable {
  case pending, hung, ok, error, failed, cancelled, late, closed
}

extension CallRecord {
  /// A request without an answer for this long is called hung.
  static let hungAfter: Duration = .seconds(30)

  func status(at now: Duration) -> CallStatus {
    switch outcome {
    case .pending: now - startedAt >= Self.hungAfter ? .hung : .pending
    case .ok: .ok
    case .toolError: .error
    case .protocolError: .failed
    case .cancelled: .cancelled
    case .late: .late
    case .closed: .closed
    }
  }

  /// Shown without asking: what a person did, and what servers ask of their client.
  var isShownByDefault: Bool { origin == .person || direction == .serverToClient }
}
