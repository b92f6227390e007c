public import JSONRPC

/// Why no connection came about.
public enum HandshakeError: Error, Hashable, Sendable {
  /// The connection ended on the modern probe, as some legacy servers do: start it anew, with `initialize`.
  case closedOnProbe
  /// The connection ended at a later step.
  case closed(step: String)
  /// A step was not answered in time.
  case timedOut(step: String)
  /// The server and we have no revision in common.
  case noCommonRevision(offered: [String])
  /// The server refused the handshake.
  case refused(JSONRPCError)
  /// The answer is not what the protocol says it should be.
  case invalid(String)
  /// `initialize` was answered with this HTTP status: the server may speak the older HTTP+SSE transport.
  case tryHTTPSSE(status: Int)
  /// The server wants authorization first; it says nothing about its era.
  case unauthorized(String)
  /// The transport could not carry the handshake; it says nothing about the server's era.
  case transport(SessionError)
  /// The caller gave up.
  case cancelled

  /// What happened and what to do, for a person.
  public var message: String {
    switch self {
    case .closedOnProbe: "the server closed the connection on server/discover"
    case .closed(let step): "the server closed the connection before it answered \(step)"
    case .timedOut(let step): "the server did not answer \(step) in time"
    case .noCommonRevision(let offered):
      "the server speaks only \(offered.joined(separator: ", ")), which this program does not"
    case .refused(let error): "the server refused the handshake: \(error.message) (\(error.code))"
    case .invalid(let message): message
    case .tryHTTPSSE(let status):
      "the server answered initialize with status \(status): it may speak HTTP+SSE, or the URL is wrong"
    case .unauthorized(let message): message
    case .transport(let error): error.message
    case .cancelled: "the handshake was given up"
    }
  }

  /// Whether the failure speaks against a verdict about the server's era that was remembered from an earlier
  /// connection: forget it and probe again.
  public var contradictsEra: Bool {
    switch self {
    case .closedOnProbe, .closed, .timedOut, .noCommonRevision, .refused, .invalid, .tryHTTPSSE:
      true
    case .unauthorized, .transport, .cancelled: false
    }
  }
}
