import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ClientRouter {
  /// Takes a notification of the server to whom it belongs.
  func notified(_ method: String, _ message: IncomingMessage) {
    guard hears else { return }
    let params: JSONValue?
    do { params = try message.params() } catch {
      return observer.warned(.notificationIgnored(method: method, reason: error.message))
    }
    switch method {
    case "notifications/progress": progressed(params)
    case "notifications/subscriptions/acknowledged": acknowledged(params)
    case "notifications/cancelled": listenCancelled(params)
    default: take(ServerNotification(method: method, params: params), method, params)
    }
  }

  private func take(_ notification: ServerNotification, _ method: String, _ params: JSONValue?) {
    if revision?.era == .modern {
      guard deliverToListen(notification, method, params) else { return }
    }
    noteChange(notification)
    observer.notified(notification)
    for watcher in watchers.values where watcher.filter.admits(notification) {
      watcher.handle(.changed(notification))
    }
  }

  /// Forgets kept answers that a change makes untrue.
  private func noteChange(_ notification: ServerNotification) {
    switch notification {
    case .toolsChanged: cache.forget("tools/list")
    case .promptsChanged: cache.forget("prompts/list")
    case .resourcesChanged:
      cache.forget("resources/list")
      cache.forget("resources/templates/list")
    case .resourceUpdated(let uri): cache.forget(resource: uri)
    case .log, .elicitationComplete, .taskStatus, .other: break
    }
  }

  /// Gives a tagged notification to the subscription it belongs to. False when it belongs to none of ours, or is
  /// one that only a subscription may bring.
  private func deliverToListen(
    _ notification: ServerNotification, _ method: String, _ params: JSONValue?
  ) -> Bool {
    func refuse(_ reason: String) -> Bool {
      observer.warned(.notificationIgnored(method: method, reason: reason))
      return false
    }
    guard let tag = params?["_meta"]?[MetaKey.subscriptionID] else {
      return notification.needsSubscription ? refuse("it names no subscription") : true
    }
    guard let listen = listens[tag] else { return refuse("its subscription is not open") }
    guard listen.fault == nil else { return refuse("its subscription has ended") }
    guard listen.isAcknowledged else { return refuse("its subscription is not acknowledged yet") }
    guard listen.filter.admits(notification) else { return refuse("it was not asked for") }
    listen.handle(.changed(notification))
    return true
  }

  // MARK: Kept answers

  /// A kept answer; what counts as one is the policy's decision.
  func kept(_ question: ResponseCache.Question, evenStale: Bool) -> RawJSON? {
    guard let clock else { return nil }
    return cache.answer(
      to: question, context: authorizationContext, at: clock.now(), evenStale: evenStale)
  }

  /// Prepares to keep the answer to a question.
  func ticket(for question: ResponseCache.Question) -> ResponseCache.Ticket {
    cache.ticket(for: question, context: authorizationContext)
  }

  /// Keeps an answer.
  func keep(_ answer: RawJSON, parsed: JSONValue, for ticket: ResponseCache.Ticket) {
    guard let clock else { return }
    cache.keep(answer, parsed: parsed, for: ticket, at: clock.now())
  }

  /// Forgets the answers to a method.
  func forget(_ method: String) { cache.forget(method) }
}

extension ServerNotification {
  /// Whether only a subscription may bring it in the modern era.
  fileprivate var needsSubscription: Bool {
    switch self {
    case .toolsChanged, .promptsChanged, .resourcesChanged, .resourceUpdated, .taskStatus: true
    case .log, .elicitationComplete, .other: false
    }
  }
}
