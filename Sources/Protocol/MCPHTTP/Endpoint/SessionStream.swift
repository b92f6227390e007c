import JSONRPC
import MCPTransport

/// One stream of a session: the answer to a POST, or a standalone stream that a GET opened. It outlives its
/// connection, since the client may come back for the rest. Loop thread only.
final class SessionStream: QuietAnswer {
  /// Its number in the session, part of the ids of its events.
  let number: Int
  /// Whether a GET opened it, for what belongs to no request.
  let isStandalone: Bool
  /// Whether it answers `initialize`.
  let isInitialize: Bool
  /// Who made the requests.
  let principal: Principal?
  /// Whether the client takes events for it.
  let takesEvents: Bool
  /// The requests still to be answered.
  var waiting: Set<RequestID>
  /// The connection; nil while the client is away.
  var answer: ExchangeAnswer?
  /// Whether the client has an id by which it can come back.
  var isResumable = false
  /// Whether it counts as pending.
  var isPending = false
  /// Whether everything has been said.
  var isFinished = false
  /// Calls of ours that went out here.
  var calls: Set<RequestID> = []
  var quietSlot = IdleWatch<any QuietAnswer>.none
  var graceSlot = IdleWatch<SessionStream>.none
  private weak var transport: HTTPSessionTransport?

  init(
    number: Int, transport: HTTPSessionTransport, answer: ExchangeAnswer,
    requests: [RequestID] = [], principal: Principal?, isStandalone: Bool = false,
    isInitialize: Bool = false
  ) {
    self.number = number
    self.transport = transport
    self.answer = answer
    self.principal = principal
    self.isStandalone = isStandalone
    self.isInitialize = isInitialize
    takesEvents = answer.accepts.events
    waiting = Set(requests)
  }

  /// Whether it takes part in the limit of streams: it has a connection, or work is being done for it.
  var isOpen: Bool { answer != nil || !isStandalone && !isFinished }

  /// Whether what is sent on it can reach the client, now or when it comes back.
  var canCarry: Bool { isResumable || takesEvents && answer?.canStream == true }

  func keepAlive() { transport?.keepAlive(self) }

  /// The answer takes long enough for a stream.
  func graceIsOver() { transport?.beginIfPossible(self) }
}
