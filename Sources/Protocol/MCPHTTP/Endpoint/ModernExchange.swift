import EventLoop
import JSON
import JSONRPC
import MCPTransport

/// One modern request and its answer: JSON, or a stream from the first notification on (mcp-protocol §6.2).
///
/// It belongs to no session. When the client goes away the work for it is cancelled and nothing more is sent. Loop
/// thread only.
final class ModernExchange: QuietAnswer {
  private let id: RequestID
  private let context: EndpointContext
  private let isSubscription: Bool
  private var answer: ExchangeAnswer
  private var slot = IdleWatch<any QuietAnswer>.none
  private var task: Int?

  init(id: RequestID, method: String, answer: ExchangeAnswer, context: EndpointContext) {
    self.id = id
    self.answer = answer
    self.context = context
    isSubscription = method == Self.subscribing
  }

  /// The method whose answer is always a stream.
  static let subscribing = "subscriptions/listen"

  /// Answers, or starts the work that leads to the answer.
  func perform(_ reply: Reply) {
    switch reply {
    case .now(let outcome): conclude(outcome)
    case .later(let work): begin(work)
    }
  }

  private func begin(_ work: @escaping @Sendable () async -> Outcome) {
    slot = context.quiet.add(self)
    answer.exchange.whenGone = { [weak self] in self?.lost() }
    let exchange = LoopBound(self, to: context.loop)
    let task = context.tasks.start {
      let outcome = await work()
      exchange.value.finish(outcome)
    }
    self.task = task
    if isSubscription { context.open(subscription: task) } else { context.enter() }
  }

  private func finish(_ outcome: Outcome) {
    conclude(outcome)
    guard let task else { return }
    self.task = nil
    if isSubscription { context.close(subscription: task) } else { context.leave() }
  }

  private func conclude(_ outcome: Outcome) {
    let message = OutgoingMessage(id, outcome)
    if case .result = outcome, answer.accepts.events, !answer.accepts.json {
      answer.begin([:], context)
    }
    if answer.phase == .streaming {
      _ = answer.write(EventFrame.message(message), context)
      answer.end()
    } else {
      answer.respond(status: AnswerText.status(outcome), body: AnswerText.json(message))
    }
    context.quiet.remove(&slot)
  }

  /// Sends a notification that belongs to the request; a client that takes only JSON does without.
  func notify(_ method: String, _ params: RawJSON?) {
    guard answer.canStream else { return }
    answer.begin([:], context)
    let frame = EventFrame.message(.notification(method: method, params: params))
    guard answer.write(frame, context) else { return lost() }
    context.quiet.touch(slot)
  }

  /// Shows that the request is still being served.
  func keepAlive() {
    guard answer.canStream else { return context.quiet.remove(&slot) }
    answer.begin([:], context)
    if !answer.write(EventFrame.keepAlive, context) { lost() }
  }

  /// The client went away: nobody wants the result any more.
  private func lost() {
    answer.lost()
    context.quiet.remove(&slot)
    context.counters.requestsLeft += 1
    if let task { context.tasks.cancel(task) }
  }
}

/// The way back to the client of one modern request.
final class ModernRoute: RequestRoute {
  private let loop: EventLoop
  private let exchange: LoopBound<ModernExchange>

  init(_ exchange: ModernExchange, loop: EventLoop) {
    self.loop = loop
    self.exchange = LoopBound(exchange, to: loop)
  }

  func notify(_ method: String, _ params: RawJSON?, for request: RequestID) async {
    await loop.perform { self.exchange.value.notify(method, params) }
  }

  func call(
    _ method: String, _ params: RawJSON?, timeout: Duration, for request: RequestID
  ) async -> CallOutcome {
    let message = "a client without a session cannot be asked: answer with what you need as input"
    return .failed(SessionError(.transport(.broken), message))
  }

  func closeStream(of request: RequestID, retry: Duration) async {}
}

extension EventLoop {
  /// Runs work on the loop and waits for it; at once for a caller that is there already.
  func perform(_ work: @escaping @Sendable () -> Void) async {
    if isCurrent { return work() }
    await withCheckedContinuation { continuation in
      post {
        work()
        continuation.resume()
      }
    }
  }
}
