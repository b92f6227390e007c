/// What the taker of a streamed answer hears, in this order: the head once, pieces of the body, the end once.
struct HTTPStreamHandlers {
  var head: (Int, HTTPFields) -> Void
  var body: ([UInt8]) -> Void
  var end: (Result<Void, HTTPFetchError>) -> Void
}

/// A request whose answer is handed on as it arrives. Loop thread only.
public final class HTTPStream {
  private let request: HTTPFetchRequest
  private let rule: HTTPRedirectRule
  private let policy: HTTPClientPolicy
  private let multi: CurlMulti
  private let deadline: HTTPDeadline
  private var handlers: HTTPStreamHandlers?
  private var transfer: CurlTransfer?
  private var next: HTTPRedirect?
  private var redirects = 0
  private var isHeadTaken = false
  private var isPaused = false
  /// Called once when it is over, whatever the reason.
  var whenOver: () -> Void = {}

  init(
    _ request: HTTPFetchRequest, rule: HTTPRedirectRule, policy: HTTPClientPolicy,
    multi: CurlMulti, handlers: HTTPStreamHandlers
  ) {
    self.request = request
    self.rule = rule
    self.policy = policy
    self.multi = multi
    self.handlers = handlers
    deadline = HTTPDeadline(request.timeout)
  }

  /// Whether the end is still to come.
  public var isOpen: Bool { handlers != nil }

  /// Gives the request up: the connection is closed unless the answer is complete, and nothing is called any more.
  public func cancel() { finish() }

  /// Takes no more of the body, so that the sender has to wait; what is on its way may still come.
  public func pause() {
    isPaused = true
    transfer?.pause()
  }

  /// Goes on.
  public func resume() {
    isPaused = false
    transfer?.resume()
    if let transfer { multi.proceed(transfer) }
  }

  /// Sends the request. Throws what can be said without trying.
  func start() throws(HTTPFetchError) {
    do throws(HTTPURLError) {
      let url = try HTTPURL(request.url)
      next = HTTPRedirect(
        url: url, method: request.method, fields: request.fields, keepsBody: true)
    } catch {
      throw HTTPFetchError(.badURL, error.message)
    }
    try send()
  }

  /// Ends it with a failure from outside.
  func fail(_ error: HTTPFetchError) { finish(.failure(error)) }

  private func send() throws(HTTPFetchError) {
    guard let place = next else { return }
    let remaining = try deadline.remaining()
    let hop = CurlRequest(
      url: place.url, method: place.method, fields: place.fields,
      body: place.keepsBody ? request.body : nil, connectTimeout: request.connectTimeout,
      timeout: remaining, maximumBodyBytes: request.maximumBodyBytes, policy: policy)
    let transfer = try multi.start(hop) { [weak self] in self?.takeNews() }
    if isPaused { transfer.pause() }
    self.transfer = transfer
  }

  private func takeNews() {
    guard let transfer else { return }
    if transfer.head.isComplete, !isHeadTaken {
      if let redirect = redirect(transfer) { return follow(redirect) }
      isHeadTaken = true
      handlers?.head(transfer.head.status, transfer.head.fields)
    }
    let body = transfer.takeBody()
    if !body.isEmpty { handlers?.body(body) }
    guard self.transfer === transfer else { return }
    if let failure = transfer.failure { return finish(.failure(described(failure))) }
    guard transfer.result != nil else { return multi.proceed(transfer) }
    finish(
      isHeadTaken
        ? .success(()) : .failure(described(HTTPFetchError(.broken, "an answer without a head"))))
  }

  private func redirect(_ transfer: CurlTransfer) -> HTTPRedirect? {
    guard redirects < request.maximumRedirects, let place = next else { return nil }
    return HTTPRedirect(
      status: transfer.head.status, location: transfer.head.fields["Location"], from: place.url,
      method: place.method, fields: place.fields, rule: rule)
  }

  private func follow(_ redirect: HTTPRedirect) {
    redirects += 1
    next = redirect
    if let transfer { multi.remove(transfer) }
    transfer = nil
    do {
      try send()
    } catch {
      finish(.failure(described(error)))
    }
  }

  /// The failure with the request it happened to, without what may be secret in its URL.
  private func described(_ error: HTTPFetchError) -> HTTPFetchError {
    guard let place = next else { return error }
    return HTTPFetchError(error.code, "\(place.method) \(place.url.display): \(error.message)")
  }

  private func finish(_ result: Result<Void, HTTPFetchError>? = nil) {
    let end = handlers?.end
    handlers = nil
    if let transfer { multi.remove(transfer) }
    transfer = nil
    whenOver()
    whenOver = {}
    if let result { end?(result) }
  }
}
