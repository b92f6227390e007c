import EventLoop
import JSON
import JSONRPC
import MCPSchema
import MCPTransport

/// One session of the handshake era: the server's conversation, the JSON-RPC session and the transport under it.
/// Loop thread only.
final class LegacySession {
  /// The value of `Mcp-Session-Id`.
  let id: String
  /// Whom it belongs to: nobody else reaches it. Nil without authorization.
  private let owner: String?
  let transport: HTTPSessionTransport
  /// Its place among the sessions that expire.
  var idleSlot = IdleWatch<LegacySession>.none
  private let context: EndpointContext
  private var conversation: (any Conversation)?
  private var session: Session?
  private var route: SessionRoute?
  private let whenEnded: (LegacySession) -> Void

  /// Makes a session that serves nothing before `begin`.
  init(
    id: String, owner: Principal?, context: EndpointContext,
    whenEnded: @escaping (LegacySession) -> Void
  ) {
    self.id = id
    self.owner = owner?.identity
    self.context = context
    self.whenEnded = whenEnded
    transport = HTTPSessionTransport(sessionID: id, context: context)
  }

  /// The revision agreed on; nil before.
  var revision: Revision? { conversation?.revisionName.flatMap { Revision.named($0) } }

  /// Whether somebody is connected or something is being done for it.
  var isInUse: Bool { transport.openStreams > 0 }

  /// Whether a principal is the one that opened it; what it was granted may have changed since.
  func belongs(to principal: Principal?) -> Bool {
    switch (owner, principal?.identity) {
    case (nil, nil): true
    case (let owner?, let identity?): FieldText.same(owner, identity)
    default: false
    }
  }

  /// Begins the conversation.
  func begin(_ service: any MessageService) {
    let loop = context.loop
    let conversation = service.converse(outlet())
    let legacy = LoopBound(self, to: loop)
    let session = Session(
      loop: loop, transport: LoopBound<any Transport>(transport, to: loop), answersStray: true,
      handlers: SessionHandlers(
        serve: { legacy.value.serve($0) },
        notified: { conversation.notified($0, $1) }))
    self.conversation = conversation
    self.session = session
    route = SessionRoute(
      loop: loop, session: session, transport: LoopBound(transport, to: loop))
    transport.hasStreamPolling = { [weak self] in self?.revision?.hasStreamPolling ?? false }
    transport.whenInitialized = { [weak self] succeeded in
      // Later, since the session is still busy with the answer.
      if !succeeded { loop.atEndOfTurn { self?.end() } }
    }
    context.tasks.start {
      await session.run()
      legacy.value.ended()
    }
  }

  /// Ends the session; its requests get an error.
  func end() { transport.close() }

  /// Ends the session because the server stops.
  func stop() { transport.end(status: 503, message: "the server has stopped") }

  /// The server's way to the client outside any request. It does not keep the session alive.
  private func outlet() -> ConversationOutlet {
    let loop = context.loop
    let reference = LoopBound(WeakReference(self), to: loop)
    return ConversationOutlet(
      notify: { method, params in
        loop.post { reference.value.object?.notify(method, params) }
      },
      acceptBatches: { accepted in
        // At once where it can be, since the next message may be a batch already.
        guard !loop.isCurrent else {
          reference.value.object?.acceptBatches(accepted)
          return
        }
        loop.post { reference.value.object?.acceptBatches(accepted) }
      })
  }

  private func serve(_ request: IncomingRequest) -> Reply {
    guard let conversation, let route else {
      return .now(.error(.internalError("the session has ended")))
    }
    let stream = transport.carrier(of: request.id)
    return conversation.serve(
      request,
      RequestLink(
        route: route, canCall: stream?.takesEvents ?? false, principal: stream?.principal))
  }

  private func notify(_ method: String, _ params: RawJSON?) {
    session?.assumeIsolated { $0.notify(method, params: params) }
  }

  private func acceptBatches(_ accepted: Bool) {
    session?.assumeIsolated { $0.acceptBatches(accepted) }
  }

  private func ended() {
    conversation?.ended()
    // The conversation, the session and its handlers hold each other: here they part.
    conversation = nil
    session = nil
    route = nil
    whenEnded(self)
  }
}

/// A reference that does not keep its object alive.
final class WeakReference<Object: AnyObject> {
  private(set) weak var object: Object?

  init(_ object: Object) { self.object = object }
}
