import EventLoop
import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ClientRouter {
  /// Tells of changes until the task is cancelled; throws when the connection ends or the server refuses.
  func watch(
    _ filter: SubscriptionFilter, _ handle: @escaping @Sendable (WatchEvent) -> Void
  ) async throws(ClientError) {
    guard loop != nil, let revision else {
      throw .unusable("this connection cannot watch: make it with ClientSession")
    }
    guard openWatches < options.limits.maximumWatches else {
      let text = "\(openWatches) subscriptions are open already: end some first"
      throw .local(SessionError(.overloaded, text))
    }
    openWatches += 1
    defer { openWatches -= 1 }
    if revision.era == .modern {
      try await listen(filter, handle)
    } else {
      try await subscribe(filter, handle)
    }
  }

  // MARK: Handshake era

  private func subscribe(
    _ filter: SubscriptionFilter, _ handle: @escaping @Sendable (WatchEvent) -> Void
  ) async throws(ClientError) {
    guard ending == nil else { throw closedError }
    nextWatch += 1
    let number = nextWatch
    watchers[number] = Watcher(filter: filter, handle: handle)
    var subscribedHere: [String] = []
    defer { leave(number, subscribedHere) }
    for uri in filter.resources {
      subscribed[uri, default: 0] += 1
      subscribedHere.append(uri)
      do throws(ClientError) {
        let options = CallOptions(timeout: options.limits.acknowledgement)
        _ = try await send(ClientRequest("resources/subscribe", ["uri": .string(uri)], options))
      } catch {
        if error.isCancelled, Task.isCancelled { return }
        throw error
      }
    }
    handle(.began(filter))
    if case .closed = await wait(number) { throw closedError }
  }

  private func wait(_ number: Int) async -> WatchEnding {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if ending != nil { return continuation.resume(returning: .closed) }
        if Task.isCancelled { return continuation.resume(returning: .cancelled) }
        watchers[number]?.continuation = continuation
      }
    } onCancel: {
      loop?.post { self.assumeIsolated { $0.stopWaiting(number, .cancelled) } }
    }
  }

  /// Ends a wait, once.
  func stopWaiting(_ number: Int, _ ending: WatchEnding) {
    let continuation = watchers[number]?.continuation
    watchers[number]?.continuation = nil
    continuation?.resume(returning: ending)
  }

  /// The last one who watches a resource ends its subscription.
  private func leave(_ number: Int, _ uris: [String]) {
    watchers[number] = nil
    for uri in uris {
      let count = subscribed[uri, default: 1] - 1
      subscribed[uri] = count > 0 ? count : nil
      if count == 0 { farewell("resources/unsubscribe", ["uri": .string(uri)]) }
    }
  }

  // MARK: Modern era

  private func listen(
    _ filter: SubscriptionFilter, _ handle: @escaping @Sendable (WatchEvent) -> Void
  ) async throws(ClientError) {
    var backoff = Backoff(
      first: options.limits.firstBackoff, longest: options.limits.longestBackoff)
    while true {
      nextWatch += 1
      switch await listenOnce(nextWatch, filter, handle) {
      case .cancelled: return
      case .failed(let error): throw error
      case .lost(let reason, let wasAcknowledged):
        if wasAcknowledged { backoff.reset() }
        handle(.lost(reason: reason))
        do throws(ClientError) { try await pause(backoff.next()) } catch { return }
        if ending != nil { throw closedError }
      }
    }
  }

  private func listenOnce(
    _ number: Int, _ filter: SubscriptionFilter,
    _ handle: @escaping @Sendable (WatchEvent) -> Void
  ) async -> ListenEnding {
    let options = CallOptions(
      timeout: nil,
      started: { [weak self] id in
        self?.assumeIsolated { $0.openListen(id, number, filter, handle) }
      })
    var outcome: ClientError?
    do throws(ClientError) {
      let members: JSONObject = ["notifications": filter.value]
      _ = try await send(ClientRequest("subscriptions/listen", members, options))
    } catch { outcome = error }
    return judge(outcome, closeListen(number))
  }

  private func openListen(
    _ id: RequestID, _ number: Int, _ filter: SubscriptionFilter,
    _ handle: @escaping @Sendable (WatchEvent) -> Void
  ) {
    listenIDs[number] = id
    listens[id.value] = Listen(request: id, filter: filter, handle: handle)
    end(id, after: options.limits.acknowledgement, "the server did not acknowledge it in time")
  }

  private func closeListen(_ number: Int) -> Listen? {
    guard let id = listenIDs.removeValue(forKey: number) else { return nil }
    let listen = listens.removeValue(forKey: id.value)
    listen?.disarm?()
    return listen
  }

  /// Gives a subscription up after a while.
  private func end(_ id: RequestID, after delay: Duration, _ fault: String) {
    listens[id.value]?.disarm?()
    listens[id.value]?.disarm = clock?.schedule(delay) { [weak self] in
      self?.assumeIsolated { router in
        router.listens[id.value]?.fault = fault
        router.session?.assumeIsolated { $0.abandon(id, reason: fault) }
      }
    }
  }

  /// The server says which part of a subscription it honours.
  func acknowledged(_ params: JSONValue?) {
    let method = "notifications/subscriptions/acknowledged"
    guard let tag = params?["_meta"]?[MetaKey.subscriptionID], let listen = listens[tag],
      !listen.isAcknowledged, listen.fault == nil
    else {
      return observer.warned(.notificationIgnored(method: method, reason: "nobody waits for it"))
    }
    listen.disarm?()
    listens[tag]?.disarm = nil
    listens[tag]?.isAcknowledged = true
    listen.handle(.began(SubscriptionFilter(params?["notifications"]) ?? listen.filter))
  }

  /// The server ends a subscription by a notification; its result may follow.
  func listenCancelled(_ params: JSONValue?) {
    guard let tag = params?["requestId"], let listen = listens[tag], listen.fault == nil else {
      return
    }
    let fault = "the server ended the subscription"
    listens[tag]?.fault = fault
    end(listen.request, after: options.limits.subscriptionGrace, fault)
  }

  private func judge(_ error: ClientError?, _ listen: Listen?) -> ListenEnding {
    let wasAcknowledged = listen?.isAcknowledged ?? false
    func lost(_ reason: String) -> ListenEnding {
      .lost(reason: reason, wasAcknowledged: wasAcknowledged)
    }
    switch error {
    case nil: return lost("the server ended the subscription")
    case .local(let failure)?:
      switch failure.code {
      case .cancelled: return listen?.fault.map { lost($0) } ?? .cancelled
      case .transport(.unauthorized), .transport(.insecure), .overloaded:
        return .failed(.local(failure))
      case .transport, .deadlineExceeded: return lost(failure.message)
      case .closed: return .failed(.local(failure))
      }
    case .refused(let refusal)? where wasAcknowledged: return lost(refusal.message)
    case let error?: return .failed(error)
    }
  }
}

/// The waits between attempts: each is half as long again as the one before, up to a limit.
struct Backoff: Sendable {
  private let first: Duration
  private let longest: Duration
  private var current: Duration

  init(first: Duration, longest: Duration) {
    self.first = first
    self.longest = longest
    current = first
  }

  /// The wait before the next attempt.
  mutating func next() -> Duration {
    defer { current = min(current * 1.5, longest) }
    return min(current, longest)
  }

  /// The last attempt came about: begin anew.
  mutating func reset() { current = first }
}
