/// Bounds of an HTTP server, each with its unit and its reason.
public struct HTTPLimits: Sendable, Hashable {
  /// Bytes of a request line without its end: URLs longer than this are abuse. Beyond: 414.
  public var requestLineBytes = 8 << 10
  /// Bytes of all field lines of a request, ends included: room for tokens and proxies' additions. Beyond: 431.
  public var headerBytes = 32 << 10
  /// Field lines of a request: each costs an allocation and a comparison at every look-up. Beyond: 431.
  public var headerFields = 100
  /// Bytes of a request's body: as many as a line on the other transports may have. Beyond: 413.
  public var bodyBytes = 32 << 20
  /// Bytes of request bodies still arriving on all connections together, so that many half-sent large requests
  /// cannot fill the memory. Beyond: 503.
  public var arrivingBodyBytes = 256 << 20
  /// Bytes of all chunk extensions of a body: nobody uses them, and we ignore them. Beyond: 400.
  public var chunkExtensionBytes = 1 << 10
  /// Bytes of all trailer lines of a body, ends included: they are dropped. Beyond: 431.
  public var trailerBytes = 4 << 10
  /// Empty lines before a request: old clients send one behind a body (RFC 9112 §2.2). Beyond: 400.
  public var leadingEmptyLines = 2

  /// From a request's first byte to the end of its header: a slow sender must not hold a connection. Beyond: 408.
  public var headerTime = Duration.seconds(10)
  /// How long a body may make no progress at all. Beyond: 408.
  public var bodyStall = Duration.seconds(30)
  /// Bytes of body a second, on average, once `bodyStall` has passed: a trickle is no progress. Below: 408.
  public var bodyRate = 1 << 10
  /// How long a connection may wait for its next request: browsers and clients keep theirs about as long.
  public var idleTime = Duration.seconds(75)
  /// How long a client may take no byte of a pending answer before it counts as dead.
  public var writeStall = Duration.seconds(30)
  /// How long we wait for the client's end after our last answer. Closing at once while it still sends would
  /// reset the connection and could destroy that answer (RFC 9112 §9.6).
  public var closingTime = Duration.seconds(5)
  /// Bytes a client may still send in that time; more is a flood, and is cut.
  public var closingBytes = 64 << 20

  /// How often a connection is looked at that sent so much ahead that nothing more of it is read: only so its end is
  /// noticed.
  public var presenceCheck = Duration.seconds(1)

  /// Open connections; each costs a descriptor and a few hundred bytes. Beyond: 503 and close.
  public var connections = 10_000
  /// Connections being told 503 at one time; what comes on top is closed without a word.
  public var refusals = 128
  /// Connections accepted in a row before others get their turn.
  public var acceptsAtOnce = 64
  /// Connections the kernel holds ready for us.
  public var backlog = 1_024
  /// How long accepting rests when descriptors or memory have run out and no connection closes.
  public var acceptPause = Duration.seconds(1)

  /// Bytes read at once: large enough for a batch of requests, small enough to share the loop fairly. At least 1 KiB.
  public var readBytes = 64 << 10
  /// Bytes taken from a client ahead of their turn while a request of its is being served.
  public var pipelinedBytes = 64 << 10
  /// Unsent bytes of answers from which on a connection's next request has to wait.
  public var pauseBytes = 256 << 10
  /// Unsent bytes of a streamed answer at which the client counts as not reading, and is cut.
  public var queuedBytes = 64 << 20

  /// Makes the default limits.
  public init() {}
}
