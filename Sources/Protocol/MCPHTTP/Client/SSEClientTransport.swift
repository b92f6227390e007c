public import EventLoop
import JSON
public import JSONRPC
public import MCPTransport

/// The client's side of HTTP+SSE (revision 2024-11-05): one event stream on which everything comes, and POSTs to the
/// address it names first. Losing the stream is losing the session, so it closes the transport.
public final class SSEClientTransport: Transport {
  /// Hears of messages that did not reach the server. Loop thread only.
  public var notice: ((StreamableHTTPNotice) -> Void)?

  private let connection: StreamableHTTPConnection
  private let work = ClientWork()
  private var receive: ((TransportEvent) -> Void)?
  private var stream: AuthorizedStream?
  private var status = 0
  private var body: AnswerBody?
  /// Where messages go, once the server has said so.
  private var endpoint: HTTPURL?
  /// Requests and notifications that wait for the address, or for the one before them.
  private var waiting: [OutgoingPost] = []
  private var isPosting = false
  private var isClosing = false
  private var timer: TimerID?

  /// Makes a transport over an HTTP client of the same loop; `options.url` is where the stream is.
  public init(loop: EventLoop, client: HTTPClient, options: StreamableHTTPOptions) {
    connection = StreamableHTTPConnection(loop: loop, client: client, options: options)
  }

  deinit {
    guard let stream else { return }
    let bound = LoopBound((stream, work), to: connection.loop)
    connection.loop.post {
      bound.value.0.cancel()
      bound.value.1.cancelAll()
    }
  }

  // MARK: Transport

  /// Opens the stream; see `Transport`.
  public func start(_ receive: @escaping (TransportEvent) -> Void) {
    self.receive = receive
    if isClosing { return connection.loop.atEndOfTurn { self.finish(nil) } }
    timer = connection.loop.schedule(after: connection.options.limits.deliveryTimeout) {
      [weak self] in self?.finish("the server did not say where to send messages")
    }
    let request = AuthorizedStream.Request(method: "GET", fields: ["Accept": "text/event-stream"])
    let stream = AuthorizedStream(
      connection, request,
      AuthorizedStream.Handlers(
        head: { [weak self] in self?.take(status: $0, $1) },
        body: { [weak self] in self?.take(body: $0) },
        end: { [weak self] in self?.take(end: $0) }))
    self.stream = stream
    stream.start()
  }

  /// Posts a message; see `Transport`.
  public func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    send(OutgoingPost(message))
  }

  /// Posts a line; see `Transport`.
  public func send(line: [UInt8], relatedTo request: RequestID?) { send(OutgoingPost(line: line)) }

  /// Lets what is being posted arrive and closes; see `Transport`.
  public func close() {
    guard !isClosing else { return }
    isClosing = true
    guard receive != nil else { return }
    if let timer { connection.loop.cancel(timer) }
    timer = connection.loop.schedule(after: connection.options.limits.closingTimeout) {
      [weak self] in self?.finish(nil)
    }
    if endpoint == nil { waiting = [] }
    goOnClosing()
  }

  private func goOnClosing() {
    guard isClosing, waiting.isEmpty, work.deliveries.isEmpty else { return }
    connection.loop.atEndOfTurn { [weak self] in self?.finish(nil) }
  }

  private func finish(_ reason: String?) {
    isClosing = true
    stream?.cancel()
    stream = nil
    work.cancelAll()
    waiting = []
    if let timer { connection.loop.cancel(timer) }
    timer = nil
    guard let receive else { return }
    self.receive = nil
    receive(.closed(reason))
  }

  // MARK: Posting

  private func send(_ post: OutgoingPost) {
    guard !isClosing else { return }
    // An answer must not wait for a request that the server may be holding until it has the answer.
    if post.kind == .answer, let endpoint { return self.post(post, to: endpoint) {} }
    guard waiting.count < connection.options.limits.maximumWaiting else {
      let limit = connection.options.limits.maximumWaiting
      return fail(post, TransportFailure(.unreachable, "\(limit) messages are waiting already"))
    }
    waiting.append(post)
    postNext()
  }

  private func postNext() {
    guard let endpoint, !isPosting, !waiting.isEmpty else { return }
    isPosting = true
    post(waiting.removeFirst(), to: endpoint) { [weak self] in
      self?.isPosting = false
      self?.postNext()
    }
  }

  private func post(_ post: OutgoingPost, to endpoint: HTTPURL, _ done: @escaping () -> Void) {
    let request = AuthorizedStream.Request(
      method: "POST", url: endpoint.text,
      fields: ["Content-Type": "application/json", "Accept": "application/json"], body: post.body,
      timeout: connection.options.limits.deliveryTimeout)
    work.deliver(request, over: connection) { [weak self] result in
      switch result {
      case .success(let answer) where (200..<300).contains(answer.status): break
      case .success(let answer):
        self?.fail(post, TransportFailure(status: answer.status, body: answer.body))
      case .failure(let failure): self?.fail(post, failure)
      }
      done()
      self?.goOnClosing()
    }
  }

  private func fail(_ post: OutgoingPost, _ failure: TransportFailure) {
    guard case .request(let id, _) = post.kind else {
      notice?(.undelivered(method: post.method, failure))
      return
    }
    connection.loop.atEndOfTurn { [weak self] in self?.receive?(.requestFailed(id, failure)) }
  }

  // MARK: The stream

  private func take(status: Int, _ fields: HTTPFields) {
    self.status = status
    body = AnswerBody(status: status, fields: fields, limits: connection.options.limits)
  }

  private func take(body bytes: [UInt8]) {
    // Gathered first, since delivering a message may come back here by way of the owner.
    var events: [SSEParser.Event] = []
    body?.take(bytes) { events.append($0) }
    for event in events where receive != nil { take(event) }
    if body?.isTooLarge == true { take(end: .success(())) }
  }

  private func take(_ event: SSEParser.Event) {
    switch event {
    case .message("endpoint", let data) where endpoint == nil:
      takeEndpoint(String(decoding: data, as: UTF8.self))
    case .message("message", let data) where endpoint != nil:
      receive?(.line(MessageText.line(data)))
    case .oversized(let bytes, let start): receive?(.oversized(bytes: bytes, start: start))
    case .message where endpoint == nil:
      finish("the first event of an HTTP+SSE stream names the endpoint, this one does not")
    case .message, .retry: break
    }
  }

  private func takeEndpoint(_ reference: String) {
    do throws(HTTPURLError) {
      let stream = try HTTPURL(connection.options.url)
      let found = try stream.resolve(reference)
      guard found.origin == stream.origin else {
        return finish("the server names an endpoint of another origin: \(found.origin)")
      }
      endpoint = found
    } catch {
      return finish("the server names an endpoint that is none: \(error.message)")
    }
    if let timer { connection.loop.cancel(timer) }
    timer = nil
    postNext()
  }

  private func take(end result: Result<Void, TransportFailure>) {
    if isClosing { return finish(nil) }
    if case .failure(let failure) = result { return finish(failure.message) }
    guard let body, body.form != .events else { return finish("the event stream ended") }
    finish("the server answered \(MessageText.refusal(status, body.bytes))")
  }
}
