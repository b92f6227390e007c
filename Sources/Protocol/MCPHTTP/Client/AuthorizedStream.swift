import EventLoop
import JSONRPC

/// What the requests of one transport share.
struct StreamableHTTPConnection {
  let loop: EventLoop
  let client: HTTPClient
  let options: StreamableHTTPOptions
}

/// One streamed request with its credentials: asks for them, and sends it again when they are refused and new ones
/// are to be had. Loop thread only.
final class AuthorizedStream {
  /// What to send.
  struct Request {
    var method: String
    /// Where to, if not to the endpoint itself.
    var url: String?
    var fields: HTTPFields
    var body: [UInt8]?
    /// For the exchange itself, without the time credentials take; zero for no limit.
    var timeout = Duration.zero
  }

  /// What the taker hears: the head once, pieces of the body, the end once.
  struct Handlers {
    var head: (Int, HTTPFields) -> Void
    var body: ([UInt8]) -> Void
    var end: (Result<Void, TransportFailure>) -> Void
  }

  private let connection: StreamableHTTPConnection
  private let request: Request
  private var handlers: Handlers?
  private var stream: HTTPStream?
  /// The hook at work. Owned here: cancelled by `cancel()`; what it says later is not heard.
  private var work: Task<Void, Never>?
  private var attempts = 0
  /// A refusal being read, on which new credentials will be asked for.
  private var refusal: (challenge: HTTPChallenge, body: [UInt8])?

  init(_ connection: StreamableHTTPConnection, _ request: Request, _ handlers: Handlers) {
    self.connection = connection
    self.request = request
    self.handlers = handlers
  }

  /// Sends the request. Nothing is called before this returns.
  func start() {
    guard let authorization = connection.options.authorization else { return send(HTTPFields()) }
    let (method, url) = (request.method, url)
    ask {
      try await authorization.fields(for: method, url: url)
    } then: { stream, result in
      switch result {
      case .success(let fields): stream.send(fields)
      case .failure(let error):
        let message = "no credentials for the server: \(error)"
        stream.finish(.failure(TransportFailure(.unauthorized, message)))
      }
    }
  }

  /// Gives it up: nothing is called any more.
  func cancel() {
    handlers = nil
    stream?.cancel()
    stream = nil
    work?.cancel()
    work = nil
  }

  private var url: String { request.url ?? connection.options.url }

  private func finish(_ result: Result<Void, TransportFailure>) {
    let end = handlers?.end
    handlers = nil
    stream = nil
    work = nil
    end?(result)
  }

  /// Runs a hook and goes on with what it says, unless given up in the meantime.
  private func ask<Answer: Sendable>(
    _ question: @escaping @Sendable () async throws -> Answer,
    then resume: @escaping @Sendable (AuthorizedStream, Result<Answer, any Error>) -> Void
  ) {
    let bound = LoopBound(self, to: connection.loop)
    let loop = connection.loop
    // Owner: this stream, through `work`.
    work = Task(executorPreference: loop) {
      let result: Result<Answer, any Error>
      do { result = .success(try await question()) } catch { result = .failure(error) }
      loop.post {
        guard bound.value.handlers != nil else { return }
        resume(bound.value, result)
      }
    }
  }

  private func send(_ credentials: HTTPFields) {
    var fields = connection.options.fields
    for field in request.fields.fields + credentials.fields { fields[field.name] = field.value }
    let limits = connection.options.limits
    stream = connection.client.stream(
      HTTPFetchRequest(
        request.method, url, fields: fields, body: request.body,
        connectTimeout: limits.connectTimeout, timeout: request.timeout, maximumBodyBytes: .max,
        maximumRedirects: limits.maximumRedirects),
      redirects: .unchangedOnly, head: { self.take(status: $0, $1) },
      body: { self.take(body: $0) }, end: { self.take(end: $0) })
  }

  private func take(status: Int, _ fields: HTTPFields) {
    let isRefusal = status == 401 || status == 403
    guard isRefusal, connection.options.authorization != nil,
      attempts < connection.options.limits.maximumAuthorizations
    else {
      handlers?.head(status, fields)
      return
    }
    let challenge = HTTPChallenge(
      status: status, fields: fields, url: url, method: request.method)
    refusal = (challenge, [])
  }

  private func take(body: [UInt8]) {
    guard let refusal else {
      handlers?.body(body)
      return
    }
    let kept = refusal.body + body
    self.refusal?.body = kept
    if kept.count > connection.options.limits.maximumErrorBytes {
      stream?.cancel()
      challenge()
    }
  }

  private func take(end: Result<Void, HTTPFetchError>) {
    if refusal == nil {
      finish(end.mapError { TransportFailure($0) })
    } else {
      challenge()
    }
  }

  private func challenge() {
    guard let refusal, let authorization = connection.options.authorization else { return }
    self.refusal = nil
    stream = nil
    attempts += 1
    ask {
      await authorization.challenged(refusal.challenge)
    } then: { stream, result in
      if case .success(true) = result { return stream.start() }
      stream.handlers?.head(refusal.challenge.status, refusal.challenge.fields)
      stream.handlers?.body(refusal.body)
      stream.finish(.success(()))
    }
  }
}
