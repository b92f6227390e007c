import EventLoop
import JSON
import JSONRPC
import MCPTransport

/// What a request in flight tells the transport it belongs to.
protocol PostExchangeOwner: AnyObject {
  /// A message came.
  func emit(_ event: TransportEvent)
  /// The handshake's answer came: a session of this id, if any, and revision.
  func begin(session id: String?, revision: String?)
  /// The server no longer knows the session of this id.
  func lost(session id: String)
  /// The header fields for continuing a stream behind the event of that id.
  func resumption(after lastEventID: String?) -> HTTPFields
  /// The answer came, or will not come: the id is free.
  func settled(_ id: RequestID)
  /// Nothing more is under way.
  func ended(_ exchange: PostExchange)
}

/// One request of ours: its POST, the answer as JSON or as a stream, and for a legacy stream that broke the GETs that
/// go on with it. Loop thread only.
final class PostExchange {
  /// The request's id.
  let id: RequestID
  private let post: OutgoingPost
  private let connection: StreamableHTTPConnection
  private let fields: HTTPFields
  /// The session id the POST carries.
  private let sessionID: String?
  private weak var owner: (any PostExchangeOwner)?

  private var stream: AuthorizedStream?
  private var timer: TimerID?
  private var status = 0
  private var head = HTTPFields()
  private var body: AnswerBody?
  private var isResuming = false
  /// Whether the call has its answer or failure, or nobody waits for one.
  private var isSettled = false
  private var lastEventID: String?
  private var retry: Duration?
  private var failures = 0
  /// Bytes of an event that was too long to be read: perhaps the answer.
  private var lostEventBytes: Int?

  init(
    _ post: OutgoingPost, id: RequestID, connection: StreamableHTTPConnection, fields: HTTPFields,
    sessionID: String?, owner: any PostExchangeOwner
  ) {
    self.post = post
    self.id = id
    self.connection = connection
    self.fields = fields
    self.sessionID = sessionID
    self.owner = owner
  }

  /// Whether the request is of a revision without sessions, where closing the stream cancels it.
  var isModern: Bool { post.modernRevision != nil }

  /// Sends the request.
  func start() {
    open(AuthorizedStream.Request(method: "POST", fields: fields, body: post.body))
  }

  /// Closes everything without another word.
  func cancel() {
    isSettled = true
    end()
  }

  private func end() {
    stream?.cancel()
    stream = nil
    if let timer { connection.loop.cancel(timer) }
    timer = nil
    owner?.ended(self)
  }

  private func open(_ request: AuthorizedStream.Request) {
    body = nil
    let stream = AuthorizedStream(
      connection, request,
      AuthorizedStream.Handlers(
        head: { self.take(status: $0, $1) }, body: { self.take(body: $0) },
        end: { self.take(end: $0) }))
    self.stream = stream
    stream.start()
  }

  // MARK: The answer

  private func take(status: Int, _ fields: HTTPFields) {
    self.status = status
    head = fields
    let body = AnswerBody(status: status, fields: fields, limits: connection.options.limits)
    self.body = body
    if body.form == .events { failures = 0 }
  }

  private func take(body bytes: [UInt8]) {
    // Gathered first, since delivering a message may come back here by way of the owner.
    var events: [SSEParser.Event] = []
    body?.take(bytes) { events.append($0) }
    if let id = body?.events.lastEventID { lastEventID = id }
    for event in events { take(event) }
    if body?.isTooLarge == true {
      stream?.cancel()
      take(end: .success(()))
    }
  }

  private func take(_ event: SSEParser.Event) {
    switch event {
    case .message("message", let data):
      let lines = try? MessageText.lines(ofBody: data, limits: JSONLimits())
      for line in lines ?? [MessageText.line(data)] { take(line: line) }
    case .message: break  // another type than message means nothing here
    case .retry(let milliseconds):
      retry = connection.options.limits.allowedRetry(milliseconds)
    case .oversized(let bytes, let start):
      lostEventBytes = bytes
      if !isSettled { owner?.emit(.oversized(bytes: bytes, start: start)) }
    }
  }

  private func take(line: [UInt8]) {
    guard stream != nil else { return }
    guard let envelope = try? Envelope(scanning: line) else {
      owner?.emit(.line(line))
      return
    }
    switch envelope.kind {
    case .result(id): settle(line, envelope)
    case .error(id): settle(line, envelope)
    case .error(nil): settle(MessageText.error(line, envelope, for: id), envelope)
    default: owner?.emit(.line(line))
    }
  }

  private func settle(_ line: [UInt8], _ envelope: Envelope) {
    guard !isSettled else { return }
    if post.isInitialize, let range = envelope.result {
      guard beginSession(line, range) else {
        let message = "the server's session id has characters no session id may have"
        return fail(TransportFailure(.broken, message))
      }
    }
    isSettled = true
    owner?.settled(id)
    owner?.emit(.line(line))
    guard body?.form == .events, stream != nil else { return }
    // The server should end the stream now, which leaves the connection usable; one that does not is not waited for.
    timer = connection.loop.schedule(after: connection.options.limits.answeredLinger) {
      [weak self] in self?.end()
    }
  }

  /// Takes the session out of the handshake's answer; false when its id cannot be sent back.
  private func beginSession(_ line: [UInt8], _ range: Range<Int>) -> Bool {
    let sessionID = head["Mcp-Session-Id"]
    if let sessionID, !Self.isVisible(sessionID) { return false }
    let result = try? JSONParser.parse(line, in: range)
    let revision = result?["protocolVersion"]?.string.flatMap { Self.isVisible($0) ? $0 : nil }
    owner?.begin(session: sessionID, revision: revision)
    return true
  }

  private static func isVisible(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x21 && $0 <= 0x7E }
  }

  private func fail(_ failure: TransportFailure) {
    defer { end() }
    guard !isSettled else { return }
    isSettled = true
    owner?.settled(id)
    owner?.emit(.requestFailed(id, failure))
  }

  // MARK: The end of a stream

  private func take(end result: Result<Void, TransportFailure>) {
    stream?.cancel()
    if isSettled { return end() }
    guard let body else { return takeSilence(result) }
    switch (body.form, result) {
    case (.events, _): takeStreamEnd(result)
    case (.json, .failure(let failure)): fail(failure)
    case (.json, .success): takeJSON(body)
    case (.other, _): takeRefusal(body)
    }
  }

  /// No head ever came.
  private func takeSilence(_ result: Result<Void, TransportFailure>) {
    let failure: TransportFailure =
      if case .failure(let failure) = result { failure } else {
        TransportFailure(.broken, "the server sent nothing")
      }
    guard isResuming, failure.code == .unreachable || failure.code == .timedOut else {
      return fail(failure)
    }
    resume(failure)
  }

  private func takeStreamEnd(_ result: Result<Void, TransportFailure>) {
    let lost = lostEventBytes.map { "; an event of \($0) bytes was over the limit" } ?? ""
    let detail: String =
      if case .failure(let failure) = result { ": \(failure.message)" } else { "" }
    let failure = TransportFailure(
      .broken, "the answer stream broke before the answer came\(lost)\(detail)")
    guard !isModern, !post.isInitialize, lastEventID != nil else { return fail(failure) }
    resume(failure)
  }

  private func takeJSON(_ body: AnswerBody) {
    let limits = connection.options.limits
    if body.isTooLarge {
      return fail(
        TransportFailure(.broken, "the answer is over \(limits.maximumMessageBytes) bytes"))
    }
    do {
      for line in try MessageText.lines(ofBody: body.bytes, limits: JSONLimits()) {
        _ = try Envelope(scanning: line)
        take(line: line)
      }
    } catch {
      return fail(
        TransportFailure(
          .broken, "the answer is no JSON-RPC message: \(MessageText.excerpt(body.bytes))"))
    }
    fail(TransportFailure(.broken, "the answer is for another request"))
  }

  /// A status that is no answer, or an answer that is neither JSON nor a stream.
  private func takeRefusal(_ body: AnswerBody) {
    if status == 401 || status == 403 {
      return fail(TransportFailure(status: status, body: body.bytes))
    }
    let envelope = try? Envelope(scanning: body.bytes)
    if status >= 400, let envelope, case .error(let answered) = envelope.kind {
      let isLost = status == 404 && sessionID != nil && !saysUnknownMethod(body.bytes, envelope)
      if !isLost, answered == nil || answered == id {
        take(line: MessageText.line(body.bytes))
        return end()
      }
    }
    if status == 404, let sessionID {
      owner?.lost(session: sessionID)
      let detail = MessageText.refusal(status, body.bytes)
      return fail(
        TransportFailure(.sessionLost, "the server no longer knows the session (\(detail))"))
    }
    if (200..<300).contains(status) { return fail(unwantedSuccess(body)) }
    if isResuming, status >= 500 || status == 429 {
      return resume(TransportFailure(status: status, body: body.bytes))
    }
    fail(TransportFailure(status: status, body: body.bytes))
  }

  /// A server may say with the same status that it has no such method.
  private func saysUnknownMethod(_ message: [UInt8], _ envelope: Envelope) -> Bool {
    guard case .error(id) = envelope.kind, let range = envelope.error else { return false }
    return (try? JSONParser.parse(message, in: range))?["code"]?.int == -32601
  }

  private func unwantedSuccess(_ body: AnswerBody) -> TransportFailure {
    if status == 202 || status == 204 {
      return TransportFailure(.broken, "the server accepted the request and gave no answer")
    }
    let type = AnswerBody.mediaType(head)
    let found =
      type.isEmpty ? "no Content-Type" : "Content-Type \(MessageText.excerpt(Array(type.utf8)))"
    return TransportFailure(
      .broken,
      "an answer has Content-Type application/json or text/event-stream, this one has \(found)")
  }

  // MARK: Going on with a legacy stream

  /// Opens the stream again behind the last event after the wait the server asked for, or a growing one.
  private func resume(_ failure: TransportFailure) {
    let limits = connection.options.limits
    guard failures < limits.maximumResumptions else { return fail(failure) }
    let wait = limits.retry(asked: retry, after: failures)
    failures += 1
    isResuming = true
    stream = nil
    timer = connection.loop.schedule(after: wait) { [weak self] in
      guard let self, let owner else { return }
      timer = nil
      open(AuthorizedStream.Request(method: "GET", fields: owner.resumption(after: lastEventID)))
    }
  }
}
