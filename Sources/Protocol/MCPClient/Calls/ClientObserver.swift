public import JSONRPC
public import MCPTransport

/// Who looks on while a client works. Everything is called on the session's loop, in the order of the traffic.
public struct ClientObserver: Sendable {
  /// Hears what the server tells of its own accord.
  public var notified: @Sendable (ServerNotification) -> Void
  /// Sees every notification as it came, before it is read.
  public var received: @Sendable (_ method: String, IncomingMessage) -> Void
  /// Hears what was left out, and why.
  public var warned: @Sendable (ClientWarning) -> Void
  /// Hears of input that is no message of the session.
  public var stray: @Sendable (_ problem: String, _ bytes: [UInt8]) -> Void
  /// Sees every message, byte-exact, before it is handled or written.
  public var tap: (@Sendable (TapDirection, [UInt8]) -> Void)?

  /// Makes an observer; what is left out is not looked at.
  public init(
    notified: @escaping @Sendable (ServerNotification) -> Void = { _ in },
    received: @escaping @Sendable (String, IncomingMessage) -> Void = { _, _ in },
    warned: @escaping @Sendable (ClientWarning) -> Void = { _ in },
    stray: @escaping @Sendable (String, [UInt8]) -> Void = { _, _ in },
    tap: (@Sendable (TapDirection, [UInt8]) -> Void)? = nil
  ) {
    self.notified = notified
    self.received = received
    self.warned = warned
    self.stray = stray
    self.tap = tap
  }
}

/// Something a client left out, so that a person can find out why.
public enum ClientWarning: Sendable, Hashable {
  /// A tool whose header annotations are invalid, as the transport's rules say.
  case toolDropped(name: String, reason: String)
  /// A request of the server that may not come now: during the probe, or at all in the modern era.
  case requestIgnored(method: String)
  /// The host failed at a question of the server's, other than by refusing it.
  case hostFailed(method: String, reason: String)
  /// A notification that belongs to no subscription or call of ours, or that is not what it should be.
  case notificationIgnored(method: String, reason: String)

  /// What was left out and why, for a person.
  public var message: String {
    switch self {
    case .toolDropped(let name, let reason): "the tool \(name) is left out: \(reason)"
    case .requestIgnored(let method): "the server's request \(method) is ignored"
    case .hostFailed(let method, let reason): "the answer to \(method) failed: \(reason)"
    case .notificationIgnored(let method, let reason): "\(method) is ignored: \(reason)"
    }
  }
}
