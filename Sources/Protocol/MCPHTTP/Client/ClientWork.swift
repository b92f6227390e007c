import JSONRPC

/// A legacy session as the client knows it.
final class ClientSession {
  /// The id the server gave; nil when it keeps none.
  let id: String?
  /// The revision agreed on.
  let revision: String?

  init(id: String?, revision: String?) {
    self.id = id
    self.revision = revision
  }

  /// The fields every later request of the session has.
  var fields: HTTPFields {
    var fields = HTTPFields()
    fields["Mcp-Session-Id"] = id
    fields["MCP-Protocol-Version"] = revision
    return fields
  }
}

/// Everything a Streamable HTTP transport has under way. Loop thread only.
final class ClientWork {
  /// The answer to a delivery.
  struct Answer {
    var status: Int
    var body: [UInt8]
  }

  /// Requests whose answers are waited for.
  private(set) var requests: [RequestID: PostExchange] = [:]
  /// Notifications, answers and goodbyes on their way.
  private(set) var deliveries: [ObjectIdentifier: AuthorizedStream] = [:]
  /// The stream of a legacy session that belongs to no request.
  var standing: StandingStream?
  /// Streams that brought their answer and have not ended.
  private var answered: [ObjectIdentifier: PostExchange] = [:]

  /// Whether a request of the legacy era waits for its answer.
  var hasLegacyRequests: Bool { requests.values.contains { !$0.isModern } }

  /// Keeps a request until it is settled.
  func add(_ exchange: PostExchange) { requests[exchange.id] = exchange }

  /// A request has its answer; its stream may go on for a moment.
  func settled(_ id: RequestID) {
    guard let exchange = requests.removeValue(forKey: id) else { return }
    answered[ObjectIdentifier(exchange)] = exchange
  }

  /// Nothing of a request is under way any more.
  func ended(_ exchange: PostExchange) {
    if requests[exchange.id] === exchange { requests[exchange.id] = nil }
    answered[ObjectIdentifier(exchange)] = nil
  }

  /// Makes a request whose answer matters only for whether it was accepted. `done` is called once, unless everything
  /// is cancelled before.
  func deliver(
    _ request: AuthorizedStream.Request, over connection: StreamableHTTPConnection,
    _ done: @escaping (Result<Answer, TransportFailure>) -> Void
  ) {
    var head: Int?
    var body = AnswerBody(status: 0, fields: HTTPFields(), limits: connection.options.limits)
    var key: ObjectIdentifier?
    func finish(_ failure: TransportFailure?) {
      guard let place = key, let stream = deliveries.removeValue(forKey: place) else { return }
      stream.cancel()
      if let head {
        done(.success(Answer(status: head, body: body.bytes)))
      } else {
        done(.failure(failure ?? TransportFailure(.broken, "the server sent nothing")))
      }
    }
    let stream = AuthorizedStream(
      connection, request,
      AuthorizedStream.Handlers(
        head: { status, fields in
          head = status
          // A stream where nothing was to be said would not end by itself.
          if AnswerBody.mediaType(fields) == "text/event-stream" { finish(nil) }
        },
        body: { bytes in
          body.take(bytes) { _ in }
          if body.isTooLarge { finish(nil) }
        },
        end: { result in
          if case .failure(let failure) = result { return finish(failure) }
          finish(nil)
        }))
    key = ObjectIdentifier(stream)
    deliveries[ObjectIdentifier(stream)] = stream
    stream.start()
  }

  /// Gives up every request and the standing stream; what is being delivered goes on.
  func cancelRequests() {
    standing?.stop()
    standing = nil
    for exchange in Array(requests.values) + Array(answered.values) { exchange.cancel() }
  }

  /// Gives up everything.
  func cancelAll() {
    cancelRequests()
    for stream in deliveries.values { stream.cancel() }
    deliveries = [:]
  }
}
