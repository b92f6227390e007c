/// Why a transport could not carry one call: a local fact, whatever the peer's status line said.
public struct TransportFailure: Error, Sendable, Hashable {
  /// The kinds of failure.
  public enum Code: Sendable, Hashable {
    /// An HTTP answer that is no answer to the call.
    case http(status: Int)
    /// Nothing listens there, or the connection broke before an answer.
    case unreachable
    /// The transport's own deadline passed.
    case timedOut
    /// TLS could not be set up.
    case insecure
    /// The answer is not what the transport's rules allow, or broke off.
    case broken
    /// Authorization is missing, refused, or could not be had.
    case unauthorized
    /// The peer no longer knows the session: begin anew.
    case sessionLost
    /// The call was given up.
    case cancelled
  }

  /// What kind of failure it is.
  public let code: Code
  /// What happened and what to do, for a person.
  public let message: String

  /// Makes a failure.
  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }
}
