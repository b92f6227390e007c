/// Bounds of a Streamable HTTP endpoint, each with its reason. What goes over one is refused with a status and an
/// error that names it.
public struct EndpointLimits: Sendable, Hashable {
  /// Bytes of the body of a POST: more is no message but a fault of the client. Over it 413.
  public var maximumBodyBytes = 32 << 20
  /// Messages of one batch (revision 2025-03-26), each of which may start work. Over it 400.
  public var maximumBatchMessages = 128
  /// Requests being authorized or served at once, of all clients, subscriptions not counted: each holds a task and
  /// a connection. Over it 503.
  public var maximumExchanges = 4096
  /// Open `subscriptions/listen` streams of all clients: each holds a connection and some 3 KB. Over it 503.
  public var maximumSubscriptions = 16_384
  /// Sessions of the handshake era: each may hold as many kept events as `maximumEventBytes` says. Over it 503.
  public var maximumSessions = 1024
  /// How long a session without a request or an open stream is kept: clients rarely say that they are gone.
  public var sessionIdle = Duration.seconds(30 * 60)
  /// Requests being answered and standalone streams of one session, so that one client cannot take what all
  /// share. Over it 429.
  public var maximumStreamsPerSession = 256
  /// Events kept for replay in one session; the oldest go first.
  public var maximumEvents = 1024
  /// Bytes of the events kept in one session; the newest event is kept whatever its size.
  public var maximumEventBytes = 1 << 20
  /// How long an event is kept for a client that comes back.
  public var eventAge = Duration.seconds(5 * 60)
  /// Bytes waiting for a client in one stream: a client that has so much unread counts as dead, and its stream is cut.
  public var maximumQueuedBytes = 4 << 20
  /// How long a stream may be silent before a comment shows proxies and the client that it lives.
  public var keepAlive = Duration.seconds(15)
  /// How long an answer that a client could resume may take before its stream begins: quick ones are plain JSON.
  public var answerGrace = Duration.milliseconds(100)

  /// Makes the default limits.
  public init() {}
}
