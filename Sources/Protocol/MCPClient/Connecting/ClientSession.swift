public import EventLoop
public import MCPSchema
public import MCPTransport

/// One end of a conversation with a server: a session, and what brings its messages to the calls, watchers and
/// closures they are for.
///
/// Run it, shake hands over it (`Handshake`), and use the `Connection` that comes of that.
public struct ClientSession: Sendable {
  /// The session itself.
  public let session: Session
  let router: ClientRouter

  /// Makes a session over a transport of the same loop; nothing moves before `run()`.
  public init(
    loop: EventLoop, transport: sending any Transport, client: Implementation,
    host: ClientHost = .init(), options: ClientOptions = .init(), observer: ClientObserver = .init()
  ) {
    let clock = ClientClock(loop: loop)
    router = ClientRouter(
      loop: loop, clock: clock, client: client, host: host, options: options, observer: observer)
    session = Session(
      loop: loop, transport: transport, answersStray: false, handlers: router.handlers())
  }

  /// Makes a session over a transport that somebody else on the loop goes on using. On the loop only.
  public init(
    loop: EventLoop, transport: LoopBound<any Transport>, client: Implementation,
    host: ClientHost = .init(), options: ClientOptions = .init(), observer: ClientObserver = .init()
  ) {
    self.init(
      loop: loop, transport: transport, client: client, host: host, options: options,
      observer: observer, clock: ClientClock(loop: loop))
  }

  /// Makes a session that sees the time of another clock. On the loop only.
  package init(
    loop: EventLoop, transport: LoopBound<any Transport>, client: Implementation,
    host: ClientHost, options: ClientOptions, observer: ClientObserver, clock: ClientClock
  ) {
    router = ClientRouter(
      loop: loop, clock: clock, client: client, host: host, options: options, observer: observer)
    session = Session(
      loop: loop, transport: transport, answersStray: false, handlers: router.handlers())
  }

  /// Carries the session until the server or `close()` ends it; returns the reason, nil for an orderly end.
  /// Everything it started has ended by then.
  @discardableResult
  public func run() async -> String? {
    let reason = await session.run()
    await router.ended(reason)
    return reason
  }

  /// Writes what is queued and ends the session.
  public func close() async { await session.close() }
}
