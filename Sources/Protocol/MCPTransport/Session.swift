import Basics
public import EventLoop
public import JSON
public import JSONRPC

/// What a session tells its owner. All of it happens on the session's loop, in the order of the traffic.
public struct SessionHandlers: Sendable {
  /// Serves a request.
  public var serve: @Sendable (IncomingRequest) -> Reply
  /// Takes a notification.
  public var notified: @Sendable (_ method: String, IncomingMessage) -> Void
  /// Hears of input that is no message of this session.
  public var stray: @Sendable (_ problem: String, _ bytes: [UInt8]) -> Void
  /// Sees every message, byte-exact, before it is handled or written.
  public var tap: (@Sendable (TapDirection, [UInt8]) -> Void)?

  /// Makes handlers; what is left out refuses requests and ignores the rest.
  public init(
    serve: @escaping @Sendable (IncomingRequest) -> Reply = {
      .now(.error(.methodNotFound($0.method)))
    },
    notified: @escaping @Sendable (String, IncomingMessage) -> Void = { _, _ in },
    stray: @escaping @Sendable (String, [UInt8]) -> Void = { _, _ in },
    tap: (@Sendable (TapDirection, [UInt8]) -> Void)? = nil
  ) {
    self.serve = serve
    self.notified = notified
    self.stray = stray
    self.tap = tap
  }
}

/// Which way a tapped message went.
public enum TapDirection: Sendable, Hashable { case sent, received }

/// One JSON-RPC session over one transport: performs the effects of a `SessionCore` on the session's loop.
public actor Session: RequestRoute {
  private let loop: EventLoop
  private let transport: any Transport
  private let handlers: SessionHandlers
  private var core: SessionCore
  private var calls: [RequestID: CheckedContinuation<CallOutcome, Never>] = [:]
  /// The peer's requests that calls of ours belong to.
  private var relations: [RequestID: RequestID] = [:]
  private var timers: [RequestID: TimerID] = [:]
  /// The work of `.later` replies by serial number. Owned here: stored while it runs, cancelled by
  /// `stopServing`, and awaited by `run()`.
  private var serving: [Int: Task<Void, Never>] = [:]
  /// Which work serves a request. A peer may use an id again while the work it cancelled still winds up.
  private var servers: [RequestID: Int] = [:]
  private var nextServer = 0
  private var whenClosed: CheckedContinuation<String?, Never>?
  private var closeReason: String??
  private var isInputOver = false
  /// Whether this side answers requests (a server); a client only makes them.
  private let servesPeer: Bool
  private let lingering = TransportLimits().lingering

  /// The loop, as the actor's executor.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// Makes a session over a transport of the same loop; nothing moves before `run()`.
  public init(
    loop: EventLoop, transport: sending any Transport, limits: SessionCore.Limits = .init(),
    answersStray: Bool, handlers: SessionHandlers
  ) {
    self.loop = loop
    self.transport = transport
    self.handlers = handlers
    servesPeer = answersStray
    core = SessionCore(limits: limits, answersStray: answersStray)
  }

  /// Makes a session over a transport that somebody else on the loop goes on using. On the loop only.
  public init(
    loop: EventLoop, transport: LoopBound<any Transport>, limits: SessionCore.Limits = .init(),
    answersStray: Bool, handlers: SessionHandlers
  ) {
    self.loop = loop
    self.transport = transport.value
    self.handlers = handlers
    servesPeer = answersStray
    core = SessionCore(limits: limits, answersStray: answersStray)
  }

  /// Serves the session until the peer closes it or `close()` is called; returns the reason, nil for an
  /// orderly end. Everything it started has ended by then.
  @discardableResult
  public func run() async -> String? {
    transport.start { self.receive($0) }
    let reason = await withCheckedContinuation { continuation in
      if let closeReason {
        continuation.resume(returning: closeReason)
      } else {
        whenClosed = continuation
      }
    }
    for task in Array(serving.values) { await task.value }
    return reason
  }

  /// Makes a call and waits for its end. Cancelling the task abandons the call and tells the peer.
  ///
  /// `started` hears the id before the request is written.
  public func call(
    _ method: String, params: RawJSON? = nil, timeout: Duration?, id: RequestID? = nil,
    relatedTo request: RequestID? = nil, started: (@Sendable (RequestID) -> Void)? = nil
  ) async -> CallOutcome {
    // Taken, not only looked up: other calls may come in between here and the submission.
    let id = id ?? core.takeID()
    started?(id)
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        guard calls[id] == nil else {
          let error = SessionError(.overloaded, "a call with id \(id.json) is in flight already")
          return continuation.resume(returning: .failed(error))
        }
        calls[id] = continuation
        relations[id] = request
        perform(core.handle(.submit(method: method, params: params, timeout: timeout, id: id)))
        if Task.isCancelled { abandon(id, reason: "no longer wanted") }
      }
    } onCancel: {
      loop.post { self.assumeIsolated { $0.abandon(id, reason: "no longer wanted") } }
    }
  }

  /// Gives up a call in flight: the peer is told and the caller gets `cancelled`.
  public func abandon(_ id: RequestID, reason: String) {
    perform(core.handle(.abandon(id, reason: reason)))
  }

  /// Ends every call in flight with `closed` and refuses new ones; the transport stays as it is.
  package func failCalls(reason: String) { perform(core.handle(.closed(reason: reason))) }

  /// Sends a notification. One that belongs to a request of the peer goes out only while that is being served.
  public func notify(_ method: String, params: RawJSON? = nil, relatedTo request: RequestID? = nil)
  {
    if let request {
      guard core.isServing(request) else { return }
      return send(.notification(method: method, params: params), relatedTo: request)
    }
    perform(core.handle(.notify(method: method, params: params)))
  }

  /// Lets the peer send batches from now on, as revision 2025-03-26 says, or no longer.
  public func acceptBatches(_ accepted: Bool) { _ = core.handle(.batches(accepted)) }

  /// Sends a notification that belongs to a request; see `RequestRoute`.
  public func notify(_ method: String, _ params: RawJSON?, for request: RequestID) {
    notify(method, params: params, relatedTo: request)
  }

  /// Asks the peer while serving a request of its own; see `RequestRoute`.
  public func call(
    _ method: String, _ params: RawJSON?, timeout: Duration, for request: RequestID
  ) async -> CallOutcome {
    await call(method, params: params, timeout: timeout, relatedTo: request)
  }

  /// A stream that carries everything has no end of its own; see `RequestRoute`.
  public func closeStream(of request: RequestID, retry: Duration) {}

  /// Writes what is queued and ends the session.
  public func close() { transport.close() }

  /// Calls of ours in flight, with their methods.
  public var outstanding: [RequestID: String] { core.outstanding }

  private func receive(_ event: TransportEvent) {
    switch event {
    case .line(let bytes):
      handlers.tap?(.received, bytes)
      perform(core.handle(.received(bytes)))
    case .oversized(let bytes, let start):
      perform(core.handle(.oversized(bytes: bytes, start: start)))
    case .requestFailed(let id, let failure): perform(core.handle(.failed(id, failure)))
    case .ended:
      // Nothing can be answered to us any more; whoever owns the transport decides about its output.
      guard servesPeer else { return finish(nil) }
      isInputOver = true
      closeWhenServed()
      loop.schedule(after: lingering) { self.transport.close() }
    case .closed(let reason): finish(reason)
    }
  }

  private func finish(_ reason: String?) {
    perform(core.handle(.closed(reason: reason ?? "the connection ended")))
    closeReason = .some(reason)
    whenClosed?.resume(returning: reason)
    whenClosed = nil
  }

  /// After the end of input only the requests being served keep the session open.
  private func closeWhenServed() {
    if core.incomingCount == 0 { transport.close() }
  }

  private func perform(_ effects: [SessionCore.Effect]) {
    for effect in effects { perform(effect) }
  }

  private func perform(_ effect: SessionCore.Effect) {
    switch effect {
    case .send(let message):
      if case .request(let id, _, _) = message, let request = relations[id] {
        send(message, relatedTo: request)
      } else {
        send(message, relatedTo: nil)
      }
    case .serve(let id, let method, let message):
      serve(IncomingRequest(id: id, method: method, message: message))
    case .stopServing(let id):
      if let server = servers.removeValue(forKey: id) { serving[server]?.cancel() }
    case .deliver(let method, let message): handlers.notified(method, message)
    case .resolve(let id, let outcome):
      relations[id] = nil
      calls.removeValue(forKey: id)?.resume(returning: outcome)
    case .arm(let id, let timeout):
      timers[id] = loop.schedule(after: timeout) { self.deadlinePassed(id) }
    case .disarm(let id):
      if let timer = timers.removeValue(forKey: id) { loop.cancel(timer) }
    case .stray(let problem, let bytes): handlers.stray(problem, bytes)
    }
  }

  private func deadlinePassed(_ id: RequestID) {
    timers[id] = nil
    perform(core.handle(.deadlinePassed(id)))
  }

  private func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    guard let tap = handlers.tap else { return transport.send(message, relatedTo: request) }
    var line: [UInt8] = []
    message.append(to: &line)
    tap(.sent, Array(line.dropLast()))
    transport.send(line: line, relatedTo: request)
  }

  private func serve(_ request: IncomingRequest) {
    switch handlers.serve(request) {
    case .now(let outcome): perform(core.handle(.finished(request.id, outcome)))
    case .later(let work):
      let id = request.id
      let server = nextServer
      nextServer += 1
      servers[id] = server
      // Owner: this session, through `serving`.
      serving[server] = Task(executorPreference: loop) { [weak self] in
        let outcome = await work()
        await self?.finish(id, server, outcome)
      }
    }
  }

  private func finish(_ id: RequestID, _ server: Int, _ outcome: Outcome) {
    serving[server] = nil
    guard servers[id] == server else { return }
    servers[id] = nil
    perform(core.handle(.finished(id, outcome)))
    if isInputOver { closeWhenServed() }
  }
}
