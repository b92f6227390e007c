public import EventLoop
public import JSONRPC
public import MCPTransport

/// The client's side of Streamable HTTP, both eras: each message of ours is a POST of its own, and what the answers
/// and streams bring comes out as lines, like from any transport.
///
/// What is modern (2026-07-28) is seen by the revision in a request's `_meta`: it gets the `Mcp-*` fields, belongs to
/// no session, and giving it up closes its stream. Everything else is legacy: an `initialize` begins a session, whose
/// id and revision go with every later request, and `notifications/initialized` opens the server's own stream.
public final class StreamableHTTPTransport: Transport {
  /// Hears of what is no message and no failed call. Loop thread only.
  public var notice: ((StreamableHTTPNotice) -> Void)?

  private let connection: StreamableHTTPConnection
  private let work: ClientWork
  private var receive: ((TransportEvent) -> Void)?
  private var session: ClientSession?
  /// Messages that wait: before the start, and while the server learns that the handshake is over.
  private var held: [OutgoingPost] = []
  private var isHolding = true
  /// Notifications that wait for the one before them, so that they arrive in order.
  private var notifications: [OutgoingPost] = []
  private var isNotifying = false
  private var isClosing = false
  private var closingTimer: TimerID?

  /// Makes a transport over an HTTP client of the same loop, which may serve others too and stays open.
  public init(loop: EventLoop, client: HTTPClient, options: StreamableHTTPOptions) {
    connection = StreamableHTTPConnection(loop: loop, client: client, options: options)
    work = ClientWork()
  }

  deinit {
    let work = LoopBound(work, to: connection.loop)
    connection.loop.post { work.value.cancelAll() }
  }

  /// The id of the legacy session, if the server gave one.
  public var sessionID: String? { session?.id }

  // MARK: Transport

  /// Begins; see `Transport`. Messages queued before go out now.
  public func start(_ receive: @escaping (TransportEvent) -> Void) {
    self.receive = receive
    if isClosing { return connection.loop.atEndOfTurn { self.finish() } }
    release()
  }

  /// Sends a message as a POST of its own; see `Transport`.
  public func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    send(OutgoingPost(message))
  }

  /// Sends a line as a POST of its own; see `Transport`.
  public func send(line: [UInt8], relatedTo request: RequestID?) { send(OutgoingPost(line: line)) }

  /// Gives up what is in flight, lets notifications arrive, ends the session and closes; see `Transport`.
  public func close() {
    guard !isClosing else { return }
    isClosing = true
    work.cancelRequests()
    held = []
    guard receive != nil else { return }
    closingTimer = connection.loop.schedule(after: connection.options.limits.closingTimeout) {
      [weak self] in self?.finish()
    }
    goOnClosing()
  }

  // MARK: Sending

  private func send(_ post: OutgoingPost) {
    guard !isClosing else { return }
    guard isHolding else { return route(post) }
    guard held.count < connection.options.limits.maximumWaiting else { return refuse(post) }
    held.append(post)
  }

  /// Sends what was held, as far as none of it makes the rest wait again.
  private func release() {
    isHolding = false
    while !isHolding, !held.isEmpty { route(held.removeFirst()) }
  }

  private func route(_ post: OutgoingPost) {
    switch post.kind {
    case .request(let id, _): request(post, id)
    case .notification("notifications/initialized"): initialized(post)
    case .notification("notifications/cancelled"): cancelled(post)
    case .notification: notify(post)
    case .answer:
      // A modern server asks nothing, so there is nobody to answer.
      if session != nil || work.hasLegacyRequests { deliver(post) { _ in } }
    }
  }

  private func refuse(_ post: OutgoingPost) {
    let limit = connection.options.limits.maximumWaiting
    let failure = TransportFailure(.unreachable, "\(limit) messages are waiting already")
    if case .request(let id, _) = post.kind {
      fail(id, failure)
    } else {
      notice?(.undelivered(method: post.method, failure))
    }
  }

  /// Fails a call behind the send that made it.
  private func fail(_ id: RequestID, _ failure: TransportFailure) {
    connection.loop.atEndOfTurn { [weak self] in self?.emit(.requestFailed(id, failure)) }
  }

  private func request(_ post: OutgoingPost, _ id: RequestID) {
    guard work.requests[id] == nil else {
      return fail(id, TransportFailure(.broken, "a request with this id is under way already"))
    }
    guard work.requests.count < connection.options.limits.maximumRequests else {
      let message = "\(work.requests.count) requests are under way already"
      return fail(id, TransportFailure(.unreachable, message))
    }
    if post.isInitialize { endSession() }
    let isModern = post.modernRevision != nil
    var fields =
      isModern
      ? post.modernFields(connection.options.headerParameters) : session?.fields ?? HTTPFields()
    fields["Content-Type"] = "application/json"
    fields["Accept"] = "application/json, text/event-stream"
    let exchange = PostExchange(
      post, id: id, connection: connection, fields: fields,
      sessionID: isModern ? nil : session?.id, owner: self)
    work.add(exchange)
    exchange.start()
  }

  // MARK: Notifications and answers

  private func initialized(_ post: OutgoingPost) {
    guard let session else { return }
    isHolding = true
    deliver(post) { [weak self] isAccepted in
      guard let self else { return }
      if isAccepted, self.session === session, !isClosing { listen(session) }
      release()
    }
  }

  private func cancelled(_ post: OutgoingPost) {
    let exchange = post.cancelledRequest.flatMap { work.requests[$0] }
    if let exchange, exchange.isModern { return exchange.cancel() }
    guard session != nil else {
      exchange?.cancel()
      return
    }
    // Closing the stream is no cancellation here, so the server is told first.
    deliver(post) { _ in exchange?.cancel() }
  }

  private func notify(_ post: OutgoingPost) {
    guard session != nil else { return }
    guard isNotifying else {
      isNotifying = true
      return deliver(post) { [weak self] _ in self?.notifyNext() }
    }
    guard notifications.count < connection.options.limits.maximumWaiting else {
      return refuse(post)
    }
    notifications.append(post)
  }

  private func notifyNext() {
    isNotifying = false
    if !notifications.isEmpty { notify(notifications.removeFirst()) }
  }

  /// POSTs what gets no answer of its own; `done` hears whether the server accepted it.
  private func deliver(_ post: OutgoingPost, _ done: @escaping (Bool) -> Void) {
    let sessionID = session?.id
    var fields = session?.fields ?? HTTPFields()
    fields["Content-Type"] = "application/json"
    fields["Accept"] = "application/json, text/event-stream"
    let request = AuthorizedStream.Request(
      method: "POST", fields: fields, body: post.body,
      timeout: connection.options.limits.deliveryTimeout)
    work.deliver(request, over: connection) { [weak self] result in
      switch result {
      case .success(let answer) where (200..<300).contains(answer.status): done(true)
      case .success(let answer):
        self?.undelivered(post, TransportFailure(status: answer.status, body: answer.body))
        if answer.status == 404, let sessionID { self?.lost(session: sessionID) }
        done(false)
      case .failure(let failure):
        self?.undelivered(post, failure)
        done(false)
      }
      self?.goOnClosing()
    }
  }

  private func undelivered(_ post: OutgoingPost, _ failure: TransportFailure) {
    notice?(.undelivered(method: post.method, failure))
  }

  // MARK: The session

  private func listen(_ session: ClientSession) {
    let stream = StandingStream(connection, sessionID: session.id, owner: self) { [weak self] in
      self?.notice?($0)
    }
    work.standing = stream
    stream.start()
  }

  private func endSession() {
    session = nil
    work.standing?.stop()
    work.standing = nil
    notifications = []
  }

  // MARK: Closing

  /// Says goodbye once nothing is on its way any more.
  private func goOnClosing() {
    guard isClosing, receive != nil, work.deliveries.isEmpty else { return }
    guard let session, session.id != nil else {
      return connection.loop.atEndOfTurn { [weak self] in self?.finish() }
    }
    self.session = nil
    let request = AuthorizedStream.Request(
      method: "DELETE", fields: session.fields, timeout: connection.options.limits.closingTimeout)
    work.deliver(request, over: connection) { [weak self] _ in self?.goOnClosing() }
  }

  private func finish() {
    if let closingTimer { connection.loop.cancel(closingTimer) }
    closingTimer = nil
    work.cancelAll()
    guard let receive else { return }
    self.receive = nil
    receive(.closed(nil))
  }
}

extension StreamableHTTPTransport: PostExchangeOwner {
  func emit(_ event: TransportEvent) { receive?(event) }

  func begin(session id: String?, revision: String?) {
    session = ClientSession(id: id, revision: revision)
  }

  func lost(session id: String) {
    guard session?.id == id else { return }
    endSession()
    notice?(.sessionLost)
  }

  func resumption(after lastEventID: String?) -> HTTPFields {
    var fields = session?.fields ?? HTTPFields()
    fields["Accept"] = "text/event-stream"
    if let lastEventID { fields["Last-Event-ID"] = lastEventID }
    return fields
  }

  func settled(_ id: RequestID) { work.settled(id) }

  func ended(_ exchange: PostExchange) { work.ended(exchange) }
}
