import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension StreamableHTTPEndpoint {
  /// Opens a session.
  func initialize(
    _ id: RequestID, _ message: IncomingMessage, _ visit: Visit
  ) throws(EndpointRefusal) {
    guard options.servesSessions else {
      let requested = (try? message.params())?["protocolVersion"]?.string ?? ""
      throw .malformed(.unsupportedVersion(requested), id: id)
    }
    context.counters.legacyRequests += 1
    let answer = try acceptable(visit, id)
    if visit.headers.session != nil {
      _ = try session(of: visit, id)
      throw .invalid(
        400, "this session is open already: send initialize without Mcp-Session-Id for another",
        id: id)
    }
    try checkScopes(id, "initialize", name: nil, visit)
    try context.checkRoom(for: id)
    guard sessions.count < context.limits.maximumSessions else {
      throw .overloaded(
        503, "\(context.limits.maximumSessions) sessions are open already", id: id)
    }
    let session = open(visit)
    session.transport.post(
      message.bytes, requests: [id], principal: visit.principal, isInitialize: true,
      answer: answer)
  }

  /// Serves a request of a session.
  func serveLegacy(
    _ id: RequestID, _ method: String, _ message: IncomingMessage, _ outline: ParamsOutline,
    _ visit: Visit
  ) throws(EndpointRefusal) {
    context.counters.legacyRequests += 1
    let answer = try acceptable(visit, id)
    let session = try session(of: visit, id)
    try checkScopes(id, method, name: outline.subject(of: method), visit)
    guard !session.transport.isServing(id) else {
      throw .invalid(400, "a request with the id \(id.json) is still being served", id: id)
    }
    try checkRoom(in: session, id)
    session.transport.post(
      message.bytes, requests: [id], principal: visit.principal, answer: answer)
  }

  /// Takes a batch, which only a session of revision 2025-03-26 may send.
  func postBatch(_ bytes: [UInt8], _ visit: Visit) throws(EndpointRefusal) {
    let batch = try PostedBatch(bytes, limit: context.limits.maximumBatchMessages)
    guard visit.headers.session != nil, !RevisionField.isModern(visit.headers.revision) else {
      throw Self.noBatches
    }
    let answer = try acceptable(visit, nil)
    let session = try session(of: visit, nil)
    guard session.revision?.hasBatches == true else { throw Self.noBatches }
    context.counters.legacyRequests += batch.requests.count
    for (id, method, message) in batch.requests {
      try checkScopes(id, method, name: ParamsOutline(message).subject(of: method), visit)
      guard !session.transport.isServing(id) else {
        throw .invalid(400, "a request with the id \(id.json) is still being served", id: id)
      }
    }
    try checkRoom(in: session, nil)
    session.transport.post(
      bytes, requests: batch.requests.map(\.id), principal: visit.principal, answer: answer)
    for id in batch.cancelled { session.transport.cancelled(id) }
    for id in batch.answered { session.transport.answered(id) }
  }

  /// Takes a notification: into its session, or for nothing when it belongs to none.
  func postNotification(
    _ method: String, _ message: IncomingMessage, _ visit: Visit
  ) throws(EndpointRefusal) {
    context.counters.notifications += 1
    let headers = visit.headers
    let isModern =
      RevisionField.isModern(headers.revision) || ParamsOutline(message).hasEnvelope
    let isUnknown = headers.session == nil && headers.revision == nil
    if !isModern, !isUnknown, options.servesSessions {
      let session = try session(of: visit, nil)
      session.transport.post(message.bytes)
      if let id = CancelledRequest.id(method, message) { session.transport.cancelled(id) }
    }
    visit.exchange.respond(status: 202, fields: [:], body: [])
  }

  /// Takes the answer to a request of ours.
  func postAnswer(
    to id: RequestID?, _ message: IncomingMessage, _ visit: Visit
  ) throws(EndpointRefusal) {
    context.counters.notifications += 1
    guard options.servesSessions, !RevisionField.isModern(visit.headers.revision) else {
      throw .invalid(400, "an answer belongs to a session, and this revision has none")
    }
    let session = try session(of: visit, nil)
    session.transport.post(message.bytes)
    if let id { session.transport.answered(id) }
    visit.exchange.respond(status: 202, fields: [:], body: [])
  }

  /// Opens a stream for what belongs to no request, or goes on with one that broke off.
  func get(_ visit: Visit) throws(EndpointRefusal) {
    let answer = ExchangeAnswer(visit.exchange, accepts: visit.headers.acceptance)
    guard answer.accepts.events else {
      throw .invalid(406, "a GET is answered by a stream: accept text/event-stream")
    }
    let session = try session(of: visit, nil)
    try checkStreams(of: session, nil)
    if let event = visit.headers.lastEventID {
      try session.transport.resume(after: event, answer)
    } else {
      session.transport.listen(answer, principal: visit.principal)
    }
  }

  /// Ends a session.
  func delete(_ visit: Visit) throws(EndpointRefusal) {
    let session = try session(of: visit, nil)
    close(session)
    visit.exchange.respond(status: 204, fields: [:], body: [])
  }

  /// A session that nobody used for long.
  func expire(_ session: LegacySession) {
    guard !session.isInUse else { return }
    context.counters.sessionsExpired += 1
    close(session)
  }

  private static var noBatches: EndpointRefusal {
    .invalid(400, "batches are only taken in a session of revision 2025-03-26")
  }

  private func open(_ visit: Visit) -> LegacySession {
    let session = LegacySession(
      id: identifiers.next(), owner: visit.principal, context: context
    ) { [weak self] in self?.forget($0) }
    sessions[session.id] = session
    session.idleSlot = idleSessions.add(session)
    context.counters.sessionsOpened += 1
    session.begin(service)
    return session
  }

  private func close(_ session: LegacySession) {
    forget(session)
    session.end()
  }

  private func forget(_ session: LegacySession) {
    idleSessions.remove(&session.idleSlot)
    sessions[session.id] = nil
  }

  /// The session a request names: 400 without a name, 404 for one that is not there or somebody else's.
  private func session(
    of visit: Visit, _ id: RequestID?
  ) throws(EndpointRefusal) -> LegacySession {
    if let revision = visit.headers.revision, !RevisionField.isLegacy(revision) {
      throw .invalid(
        400,
        "MCP-Protocol-Version \(revision) is not served here; served are "
          + Revision.legacy.map(\.name).joined(separator: ", "), id: id)
    }
    guard let name = visit.headers.session else {
      let message =
        "Mcp-Session-Id is missing: send initialize first, or name the revision in params._meta"
        + "[\"\(MetaKey.protocolVersion)\"]"
      throw EndpointRefusal(400, .invalidParams(message), id: id)
    }
    guard let session = sessions[name], session.belongs(to: visit.principal) else {
      throw .invalid(404, "there is no such session: begin anew with initialize", id: id)
    }
    idleSessions.touch(session.idleSlot)
    return session
  }

  /// The answer to a request of the handshake era: 406 when the client takes neither form.
  private func acceptable(
    _ visit: Visit, _ id: RequestID?
  ) throws(EndpointRefusal) -> ExchangeAnswer {
    let accepts = visit.headers.acceptance
    guard !accepts.isEmpty else {
      throw .invalid(
        406, "the answer is application/json or text/event-stream: accept both", id: id)
    }
    return ExchangeAnswer(visit.exchange, accepts: accepts)
  }

  private func checkRoom(
    in session: LegacySession, _ id: RequestID?
  ) throws(EndpointRefusal) {
    try context.checkRoom(for: id)
    try checkStreams(of: session, id)
  }

  private func checkStreams(
    of session: LegacySession, _ id: RequestID?
  ) throws(EndpointRefusal) {
    let limit = context.limits.maximumStreamsPerSession
    guard session.transport.openStreams < limit else {
      throw .overloaded(429, "the session has \(limit) requests and streams open already", id: id)
    }
  }
}

extension ParamsOutline {
  /// The tool, prompt or resource a request is about.
  func subject(of method: String) -> String? {
    switch method {
    case "tools/call", "prompts/get": name
    case "resources/read", "resources/subscribe", "resources/unsubscribe": uri
    default: nil
    }
  }
}
