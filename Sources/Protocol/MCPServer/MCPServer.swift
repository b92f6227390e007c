import Basics
public import EventLoop
public import JSONRPC
public import MCPTransport
import Synchronization

/// Serves one definition over one transport, to clients of every revision.
public struct MCPServer: Sendable {
  let definition: ServerDefinition

  /// Makes a server.
  public init(_ definition: ServerDefinition) { self.definition = definition }

  /// Serves until the client closes the connection; returns the reason, nil for an orderly end. Every call
  /// still running is cancelled and awaited first.
  ///
  /// `stray` hears of input that is no message, for a log on stderr.
  @discardableResult
  public func run(
    on transport: sending any Transport, loop: EventLoop, limits: SessionCore.Limits = .init(),
    stray: @escaping @Sendable (String, [UInt8]) -> Void = { _, _ in }
  ) async -> String? {
    let core = ServerCore(definition, loop: loop)
    let talk = Talk(core, loop: loop, stray: stray)
    let session = Session(
      loop: loop, transport: transport, limits: limits, answersStray: true, handlers: talk.handlers)
    let reason = await talk.run(session)
    core.stop()
    return reason
  }

  /// Serves one of many connections until it ends. On the loop.
  static func converse(
    _ core: ServerCore, over transport: LoopBound<any Transport>, loop: EventLoop
  ) async {
    let talk = Talk(core, loop: loop) { _, _ in }
    let session = Session(
      loop: loop, transport: transport, answersStray: true, handlers: talk.handlers)
    _ = await talk.run(session)
  }
}

/// One connection's conversation, tied to the session that carries it.
private struct Talk {
  let handlers: SessionHandlers
  private let link: SessionLink
  private let conversation: any Conversation

  init(
    _ core: ServerCore, loop: EventLoop, stray: @escaping @Sendable (String, [UInt8]) -> Void
  ) {
    let link = SessionLink()
    let conversation = core.converse(
      ConversationOutlet(
        notify: { method, params in link.post(loop) { $0.notify(method, params: params) } },
        acceptBatches: { accepted in link.now { $0.acceptBatches(accepted) } }))
    self.link = link
    self.conversation = conversation
    handlers = SessionHandlers(
      serve: { link.serve($0, conversation) },
      notified: { conversation.notified($0, $1) }, stray: stray)
  }

  func run(_ session: Session) async -> String? {
    link.set(session)
    let reason = await session.run()
    conversation.ended()
    // The link and the session hold each other; the end of the connection parts them.
    link.set(nil)
    return reason
  }
}

/// Lets a conversation reach the session that is made after it. A mutex, since the two may be on two threads.
private final class SessionLink: Sendable {
  private let stored = Mutex<Session?>(nil)

  func set(_ session: Session?) { stored.withLock { $0 = session } }

  /// Serves a request of the session, which is also its way back.
  func serve(_ request: IncomingRequest, _ conversation: any Conversation) -> Reply {
    guard let session = stored.withLock({ $0 }) else {
      return .now(.error(.internalError("the connection is closing")))
    }
    return conversation.serve(request, RequestLink(route: session, canCall: true))
  }

  /// Runs `work` on the session in a later turn of its loop, from any thread.
  func post(_ loop: EventLoop, _ work: @escaping @Sendable (isolated Session) -> Void) {
    guard let session = stored.withLock({ $0 }) else { return }
    loop.post { session.assumeIsolated(work) }
  }

  /// Runs `work` on the session at once; on its loop only.
  func now(_ work: @Sendable (isolated Session) -> Void) {
    stored.withLock { $0 }?.assumeIsolated { work($0) }
  }
}
