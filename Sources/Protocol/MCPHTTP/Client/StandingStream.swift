import Basics
import EventLoop
import JSON
import JSONRPC
import MCPTransport

/// The GET stream on which a legacy server sends what belongs to no request, kept open as long as the session lasts.
/// Loop thread only.
final class StandingStream {
  private let connection: StreamableHTTPConnection
  private let sessionID: String?
  private weak var owner: (any PostExchangeOwner)?
  private let notice: (StreamableHTTPNotice) -> Void

  private var stream: AuthorizedStream?
  private var timer: TimerID?
  private var status = 0
  private var body: AnswerBody?
  private var lastEventID: String?
  private var retry: Duration?
  private var failures = 0
  /// When the head of the present stream came.
  private var opened: MonotonicInstant?
  private var isStopped = false

  init(
    _ connection: StreamableHTTPConnection, sessionID: String?, owner: any PostExchangeOwner,
    notice: @escaping (StreamableHTTPNotice) -> Void
  ) {
    self.connection = connection
    self.sessionID = sessionID
    self.owner = owner
    self.notice = notice
  }

  /// Opens the stream.
  func start() {
    guard !isStopped, let owner else { return }
    body = nil
    status = 0
    let request = AuthorizedStream.Request(
      method: "GET", fields: owner.resumption(after: lastEventID))
    let stream = AuthorizedStream(
      connection, request,
      AuthorizedStream.Handlers(
        head: { self.take(status: $0, $1) }, body: { self.take(body: $0) },
        end: { self.take(end: $0) }))
    self.stream = stream
    stream.start()
  }

  /// Closes the stream for good.
  func stop() {
    isStopped = true
    stream?.cancel()
    stream = nil
    if let timer { connection.loop.cancel(timer) }
    timer = nil
  }

  private func take(status: Int, _ fields: HTTPFields) {
    self.status = status
    opened = .now()
    body = AnswerBody(status: status, fields: fields, limits: connection.options.limits)
  }

  private func take(body bytes: [UInt8]) {
    // Gathered first, since delivering a message may come back here by way of the owner.
    var events: [SSEParser.Event] = []
    body?.take(bytes) { events.append($0) }
    if let id = body?.events.lastEventID { lastEventID = id }
    for event in events where !isStopped { take(event) }
    if body?.isTooLarge == true {
      stream?.cancel()
      take(end: .success(()))
    }
  }

  private func take(_ event: SSEParser.Event) {
    switch event {
    case .message("message", let data):
      failures = 0
      let lines = try? MessageText.lines(ofBody: data, limits: JSONLimits())
      for line in lines ?? [MessageText.line(data)] { owner?.emit(.line(line)) }
    case .message: break
    case .retry(let milliseconds):
      retry = connection.options.limits.allowedRetry(milliseconds)
    case .oversized(let bytes, let start):
      owner?.emit(.oversized(bytes: bytes, start: start))
    }
  }

  private func take(end result: Result<Void, TransportFailure>) {
    stream = nil
    guard !isStopped else { return }
    guard let body else {
      if case .failure(let failure) = result, !isWorthTrying(failure) { return give(up: failure) }
      return waitAndStart()
    }
    if body.form == .events { return waitAndStart() }
    // The server has no such stream, which is its right.
    if status == 405 { return stop() }
    if status == 404, let sessionID {
      stop()
      owner?.lost(session: sessionID)
      return
    }
    if status == 408 || status == 429 || status >= 500 && status != 501 { return waitAndStart() }
    give(up: TransportFailure(status: status, body: body.bytes))
  }

  private func isWorthTrying(_ failure: TransportFailure) -> Bool {
    switch failure.code {
    case .unreachable, .timedOut, .broken, .http: true
    case .insecure, .unauthorized, .sessionLost, .cancelled: false
    }
  }

  private func give(up failure: TransportFailure) {
    stop()
    notice(.notListening(failure))
  }

  private func waitAndStart() {
    let limits = connection.options.limits
    // A server that says how long to wait means it for streams it ends, not for failures.
    let isOrderly = body?.form == .events
    if isOrderly, let opened, .now() - opened >= limits.maximumRetry { failures = 0 }
    let wait = limits.retry(asked: retry, after: isOrderly && retry != nil ? 0 : failures)
    failures += 1
    timer = connection.loop.schedule(after: wait) { [weak self] in
      self?.timer = nil
      self?.start()
    }
  }
}
