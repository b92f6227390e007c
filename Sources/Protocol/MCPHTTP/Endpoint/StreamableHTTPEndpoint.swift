public import Basics
public import EventLoop
import JSON
import JSONRPC
import MCPSchema
public import MCPTransport

/// One MCP endpoint over HTTP for both eras: every request of revision 2026-07-28 for itself, and sessions for the
/// revisions with a handshake (Streamable HTTP, mcp-protocol §5.5, §6.2, §6.3).
///
/// Serves the endpoint's path, `/health` (no authorization), `/metrics` (Prometheus text) and the metadata paths of
/// the authorizer. Made before the loop runs or on it; everything else on the loop's thread only.
public final class StreamableHTTPEndpoint: HTTPRequestHandler {
  /// Counters from elsewhere for `/metrics`: name, help text, value.
  public typealias Counters = () -> [(name: String, help: String, value: Int)]

  let context: EndpointContext
  let service: any MessageService
  let options: EndpointOptions
  let authorizer: (any HTTPAuthorizer)?
  private let hosts: HostPolicy
  let serverCounters: Counters
  let started: MonotonicInstant
  var mirrored = MirroredParameters()
  var identifiers: SessionIdentifiers
  var sessions: [String: LegacySession] = [:]
  private(set) var idleSessions: IdleWatch<LegacySession>
  private(set) var isStopping = false

  /// Makes an endpoint for a server.
  ///
  /// - Parameters:
  ///   - authorizer: guards everything but `/health` and its own metadata; nil lets everybody in.
  ///   - serverCounters: what the HTTP server counts, for `/metrics`.
  ///   - random: where the names of sessions come from; nobody may be able to guess them.
  ///   - now: the time, for the age of what is kept.
  public init(
    loop: EventLoop, service: any MessageService, options: EndpointOptions,
    limits: EndpointLimits = .init(), authorizer: (any HTTPAuthorizer)? = nil,
    serverCounters: @escaping Counters = { [] },
    random: any RandomNumberGenerator = SystemRandomNumberGenerator(),
    now: @escaping () -> MonotonicInstant = { .now() }
  ) {
    context = EndpointContext(loop: loop, limits: limits, now: now)
    self.service = service
    self.options = options
    self.authorizer = authorizer
    self.serverCounters = serverCounters
    hosts = HostPolicy(options)
    identifiers = SessionIdentifiers(random)
    started = now()
    // Replaced below, since the handler needs the endpoint.
    idleSessions = IdleWatch(loop: loop, after: limits.sessionIdle) { _ in }
    idleSessions = IdleWatch(loop: loop, after: limits.sessionIdle) { [weak self] in
      self?.expire($0)
    }
  }

  /// Takes a request; see `HTTPRequestHandler`.
  public func handle(_ request: HTTPRequest, _ exchange: any HTTPExchange) {
    context.counters.requests += 1
    var exchange = exchange
    do throws(EndpointRefusal) {
      let headers = try RequestHeaders(request.fields)
      try hosts.check(host: headers.host, origin: headers.origin)
      if let origin = headers.origin, hosts.isCrossOrigin(origin) {
        let answering = CrossOriginExchange(exchange, origin: origin)
        exchange = answering
        // A browser asks this without the user's authorization.
        if request.method == "OPTIONS" { return answering.answerPreflight(request) }
      }
      try serve(Visit(request: request, headers: headers, exchange: exchange))
    } catch {
      refuse(error, request, exchange)
    }
  }

  /// Ends everything in order: subscriptions get their closing answer, requests have `draining` to come to an end,
  /// then their work is cancelled, and sessions close. Returns when nothing runs any more. Requests that come
  /// meanwhile are refused.
  public func stop(draining: Duration) async {
    isStopping = true
    for task in context.subscriptions { context.tasks.cancel(task) }
    if !context.isSettled, draining > .zero { await settle(within: draining) }
    for session in Array(sessions.values) { session.stop() }
    context.tasks.cancelAll()
    await context.tasks.finish()
  }

  private func settle(within limit: Duration) async {
    let context = context
    await withCheckedContinuation { continuation in
      let timer = context.loop.schedule(after: limit) {
        let whenSettled = context.whenSettled
        context.whenSettled = nil
        whenSettled?()
      }
      context.whenSettled = {
        context.loop.cancel(timer)
        continuation.resume()
      }
    }
  }

  private func serve(_ visit: Visit) throws(EndpointRefusal) {
    let path = visit.request.path
    if path == "/health" { return try answerHealth(visit) }
    if let document = authorizer?.metadata(path: path) {
      return try answer(visit, "application/json", document)
    }
    guard path == "/metrics" || options.serves(path) else {
      throw .invalid(404, "nothing is served at this path: the MCP endpoint is \(options.path)")
    }
    guard let authorizer else { return try admit(visit) }
    try authorize(visit, authorizer)
  }

  /// Serves a request that authorization lets pass.
  func admit(_ visit: Visit) throws(EndpointRefusal) {
    if visit.request.path == "/metrics", !options.serves("/metrics") {
      return try answerMetrics(visit)
    }
    guard visit.request.body.count <= context.limits.maximumBodyBytes else {
      throw .invalid(
        413,
        "a body of \(visit.request.body.count) bytes: at most"
          + " \(context.limits.maximumBodyBytes) are taken")
    }
    guard !isStopping else { throw .overloaded(503, "the server is stopping", id: nil) }
    switch visit.request.method {
    case "POST": try post(visit)
    case "GET" where servesSessions(visit): try get(visit)
    case "DELETE" where servesSessions(visit): try delete(visit)
    default:
      throw .methodNotAllowed(
        visit.request.method, allowed: servesSessions(visit) ? "GET, POST, DELETE" : "POST")
    }
  }

  /// Whether a request without an envelope can be one of a session.
  private func servesSessions(_ visit: Visit) -> Bool {
    options.servesSessions && !RevisionField.isModern(visit.headers.revision)
  }

  private func post(_ visit: Visit) throws(EndpointRefusal) {
    guard FieldText.isJSON(visit.headers.contentType) else {
      throw .invalid(415, "the body must be application/json: say so in Content-Type")
    }
    switch try PostedBody(visit.request.body) {
    case .batch(let bytes): try postBatch(bytes, visit)
    case .message(let message):
      switch message.envelope.kind {
      case .request(let id, let method): try postRequest(id, method, message, visit)
      case .notification(let method): try postNotification(method, message, visit)
      case .result(let id), .error(let id?): try postAnswer(to: id, message, visit)
      case .error(nil): try postAnswer(to: nil, message, visit)
      }
    }
  }

  /// The era of a request is decided by its envelope, and by a field only where it has none; never by its method
  /// alone.
  private func postRequest(
    _ id: RequestID, _ method: String, _ message: IncomingMessage, _ visit: Visit
  ) throws(EndpointRefusal) {
    let saysModern = RevisionField.isModern(visit.headers.revision)
    // What says so has an envelope as a rule: then only what is read whole anyway is read.
    let outline = saysModern ? ParamsOutline() : ParamsOutline(message)
    if saysModern || outline.hasEnvelope {
      let params = try params(of: message, id)
      if RequestEnvelope.isPresent(in: params) {
        return try serveModern(id, method, message, params, visit)
      }
    }
    if method == "initialize" { return try initialize(id, message, visit) }
    if saysModern || !options.servesSessions {
      throw .malformed(
        .invalidParams(
          "params._meta[\"\(MetaKey.protocolVersion)\"] is missing: a request names its revision"),
        id: id)
    }
    try serveLegacy(id, method, message, outline, visit)
  }

  /// Answers a request that is not served.
  func refuse(
    _ refusal: EndpointRefusal, _ request: HTTPRequest, _ exchange: any HTTPExchange
  ) {
    context.counters.refusals += 1
    var fields = refusal.fields
    // Toward these revisions an error without an id is no message, so it is only a text.
    if refusal.id == nil, RevisionField.needsErrorID(request.fields["MCP-Protocol-Version"]) {
      fields["Content-Type"] = "text/plain; charset=utf-8"
      let body = Array("\(refusal.error.message)\n".utf8)
      return exchange.respond(status: refusal.status, fields: fields, body: body)
    }
    fields["Content-Type"] = "application/json"
    let body = AnswerText.json(.error(refusal.id, refusal.error))
    exchange.respond(status: refusal.status, fields: fields, body: body)
  }
}

/// A request on its way through the endpoint.
struct Visit {
  let request: HTTPRequest
  let headers: RequestHeaders
  let exchange: any HTTPExchange
  /// Who makes it; nil without authorization.
  var principal: Principal?
}
