public import JSONRPC

/// Why a call through the client gave no usable result.
public enum ClientError: Error, Hashable, Sendable {
  /// The server answered with an error object.
  case refused(JSONRPCError)
  /// No answer came, for a local reason.
  case local(SessionError)
  /// The answer is not what the protocol says it should be.
  case invalid(String)

  /// What happened, for a person.
  public var message: String {
    switch self {
    case .refused(let error): "\(error.message) (error \(error.code))"
    case .local(let error): error.message
    case .invalid(let message): message
    }
  }
}

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
  /// The server refused `initialize`.
  case refused(JSONRPCError)
  /// The answer is not what the protocol says it should be.
  case invalid(String)

  /// What happened and what to do, for a person.
  public var message: String {
    switch self {
    case .closedOnProbe: "the server closed the connection on server/discover"
    case .closed(let step): "the server closed the connection before it answered \(step)"
    case .timedOut(let step): "the server did not answer \(step) in time"
    case .noCommonRevision(let offered):
      "the server speaks only \(offered.joined(separator: ", ")), which this program does not"
    case .refused(let error): "the server refused initialize: \(error.message) (\(error.code))"
    case .invalid(let message): message
    }
  }
}
