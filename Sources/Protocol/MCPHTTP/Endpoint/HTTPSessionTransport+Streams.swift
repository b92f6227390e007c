import EventLoop
import JSONRPC
import MCPTransport

extension HTTPSessionTransport {
  /// Opens a stream for what belongs to no request; what waited for one goes out at once.
  func listen(_ answer: ExchangeAnswer, principal: Principal?) {
    let stream = SessionStream(
      number: takeNumber(), transport: self, answer: answer, principal: principal,
      isStandalone: true)
    streams[stream.number] = stream
    stream.answer?.begin([:], context)
    join(stream)
  }

  /// Goes on with a stream behind the event that the client saw last; 400 when that is not possible.
  func resume(
    after text: String, _ answer: ExchangeAnswer
  ) throws(EndpointRefusal) {
    forget(store.expire(now: context.now()))
    guard let id = EventID(text), mayHaveSent(id), canResume(id.stream) else {
      throw .invalid(
        400, "no stream with the event \(text) is kept: open a new one without Last-Event-ID")
    }
    guard let frames = store.events(of: id.stream, after: id.sequence) else {
      throw .invalid(
        400,
        "the events after \(text) are no longer kept: open a new stream without Last-Event-ID")
    }
    context.counters.streamsResumed += 1
    answer.begin([:], context)
    guard let stream = streams[id.stream] else {
      for frame in frames { _ = answer.write(frame, context) }
      return answer.end()
    }
    stream.answer?.end()
    disconnect(stream)
    stream.answer = answer
    for frame in frames { write(frame, on: stream) }
    join(stream)
  }

  /// Whether a client may have got events of a stream, so that it can come back for more.
  private func canResume(_ number: Int) -> Bool {
    guard let stream = streams[number] else { return pastStreams.contains(number) }
    return stream.isResumable || stream.isStandalone
  }

  /// Ends the connection of a request's stream, whose answer the client fetches later.
  func closeStream(of request: RequestID, retry: Duration) {
    guard hasStreamPolling(), let stream = carrier(of: request), stream.canCarry else { return }
    beginIfPossible(stream)
    write(EventFrame.retry(retry), on: stream)
    stream.answer?.end()
    detach(stream)
  }

  /// A connection for a stream whose client may have been away.
  private func join(_ stream: SessionStream) {
    guard stream.answer != nil else { return }
    watch(stream)
    stream.quietSlot = context.quiet.add(stream)
    guard stream.isStandalone else { return }
    standalone = stream
    _ = backlog.expire(now: context.now())
    for line in backlog.removeAll() { emit(line, on: stream) }
  }

  // MARK: The life of a stream

  /// Hears when the client of a stream goes away.
  func watch(_ stream: SessionStream) {
    stream.answer?.exchange.whenGone = { [weak self, weak stream] in
      if let self, let stream { self.detach(stream) }
    }
  }

  /// The client went away, or was sent away to come back later. What it waits for goes on.
  func detach(_ stream: SessionStream) {
    disconnect(stream)
    if stream.isStandalone { forgetOldStandaloneStreams() }
    // Without the answer the client does not even know its session.
    if stream.isInitialize { initialized(false) }
  }

  /// Everything has been said on a stream.
  func finish(_ stream: SessionStream) {
    guard !stream.isFinished else { return }
    stream.isFinished = true
    disconnect(stream)
    if stream.isPending {
      stream.isPending = false
      context.leave()
    }
    for id in stream.waiting where carriers[id] === stream { carriers[id] = nil }
    stream.waiting = []
    streams[stream.number] = nil
    if store.count(of: stream.number) > 0 {
      pastStreams.insert(stream.number)
    } else {
      store.forget(stream.number)
    }
  }

  /// No event of these streams is kept any more: of those that ended nothing is left.
  func forget(_ numbers: [Int]) {
    for number in numbers where pastStreams.remove(number) != nil { store.forget(number) }
  }

  /// Parts a stream from its connection.
  private func disconnect(_ stream: SessionStream) {
    stream.answer = nil
    context.quiet.remove(&stream.quietSlot)
    context.grace.remove(&stream.graceSlot)
    guard stream === standalone else { return }
    let others = streams.values.filter { $0.isStandalone && $0.answer != nil }
    standalone = others.max { $0.number < $1.number }
  }

  /// Standalone streams never end by themselves: of those without a client only the latest are remembered.
  private func forgetOldStandaloneStreams() {
    let away = streams.values.filter { $0.isStandalone && $0.answer == nil }
    guard away.count > Self.maximumAbsentStreams else { return }
    if let oldest = away.min(by: { $0.number < $1.number }) { finish(oldest) }
  }

  /// Standalone streams remembered while their client is away: it comes back to the latest, if at all.
  private static let maximumAbsentStreams = 8
}
