import Basics
import EventLoop
import JSONRPC
import MCPTransport

/// Carries one session of the handshake era over the exchanges of an HTTP server (mcp-protocol §6.3).
///
/// What the client POSTs goes in as lines. What the session sends goes to exactly one stream: answers to the POST
/// that carried the request, what belongs to a request to that POST too, everything else to a stream that a GET
/// opened. A client that goes away cancels nothing: it may come back for the events it missed. Loop thread only.
final class HTTPSessionTransport: Transport {
  let context: EndpointContext
  /// The answer to `initialize` names the session.
  private let sessionID: String
  /// Whether the client understands streams that are closed before their answer.
  var hasStreamPolling: () -> Bool = { false }
  /// Hears once whether `initialize` led to a session.
  var whenInitialized: ((_ succeeded: Bool) -> Void)?

  private var receive: ((TransportEvent) -> Void)?
  private var isClosed = false
  /// What came before the session began to read.
  private var unread: [(bytes: [UInt8], stream: SessionStream?)] = []
  /// The stream whose POST is being read right now.
  private var reading: SessionStream?

  /// The streams on which something may still come.
  var streams: [Int: SessionStream] = [:]
  /// The streams that ended and of which some events are kept.
  var pastStreams: Set<Int> = []
  /// Which stream carries the answer to a request.
  var carriers: [RequestID: SessionStream] = [:]
  private var nextStream = 1
  private var sequence = 0
  /// Where messages go that belong to no request.
  var standalone: SessionStream?
  var store: EventStore
  /// What belongs to no request and came while there was no stream for it.
  var backlog: EventStore

  init(sessionID: String, context: EndpointContext) {
    self.sessionID = sessionID
    self.context = context
    let limits = context.limits
    store = EventStore(
      maximumCount: limits.maximumEvents, maximumBytes: limits.maximumEventBytes,
      maximumAge: limits.eventAge)
    backlog = store
  }

  // MARK: Transport

  func start(_ receive: @escaping (TransportEvent) -> Void) {
    guard !isClosed else {
      return context.loop.atEndOfTurn { receive(.closed(nil)) }
    }
    self.receive = receive
    let unread = unread
    self.unread = []
    for (bytes, stream) in unread { deliver(bytes, stream) }
  }

  func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    route(SessionMessage(message), relatedTo: request)
  }

  func send(line: [UInt8], relatedTo request: RequestID?) {
    if let message = SessionMessage(line: line) { route(message, relatedTo: request) }
  }

  func close() { end(status: 404, message: "the session has ended: begin anew with initialize") }

  /// Ends every stream, answers what waits with an error, and closes.
  func end(status: Int, message: String) {
    guard !isClosed else { return }
    isClosed = true
    for stream in streams.values.sorted(by: { $0.number < $1.number }) {
      let error = OutgoingMessage.error(stream.waiting.first, .invalidRequest(message))
      stream.answer?.respond(status: status, body: AnswerText.json(error))
      stream.answer?.end()
      finish(stream)
    }
    unread = []
    let receive = receive
    self.receive = nil
    receive?(.closed(nil))
  }

  // MARK: What the client sends

  /// Whether a request is still to be answered.
  func isServing(_ id: RequestID) -> Bool { carriers[id] != nil }

  /// The stream that carries the answer to a request.
  func carrier(of id: RequestID) -> SessionStream? { carriers[id] }

  /// How many streams count against the limit.
  var openStreams: Int { streams.values.count { $0.isOpen } }

  /// Hands on what a POST brought, and answers it as its requests are answered; with 202 when there are none.
  func post(
    _ bytes: [UInt8], requests: [RequestID], principal: Principal?, isInitialize: Bool = false,
    answer: ExchangeAnswer
  ) {
    let stream = SessionStream(
      number: takeNumber(), transport: self, answer: answer, requests: requests,
      principal: principal, isInitialize: isInitialize)
    streams[stream.number] = stream
    for id in requests { carriers[id] = stream }
    if !requests.isEmpty {
      stream.isPending = true
      context.enter()
    }
    watch(stream)
    deliver(bytes, stream)
  }

  /// Hands on a message that needs no answer.
  func post(_ bytes: [UInt8]) { deliver(bytes, nil) }

  /// The client gave up a request; the session says nothing more about it.
  func cancelled(_ id: RequestID) {
    guard let stream = carriers.removeValue(forKey: id) else { return }
    stream.waiting.remove(id)
    guard stream.waiting.isEmpty else { return }
    stream.answer?.respond(status: 202, body: [])
    stream.answer?.end()
    finish(stream)
  }

  /// A call of ours has been answered.
  func answered(_ call: RequestID) {
    for stream in streams.values { stream.calls.remove(call) }
  }

  private func deliver(_ bytes: [UInt8], _ stream: SessionStream?) {
    guard let receive else {
      if !isClosed { unread.append((bytes, stream)) }
      return
    }
    reading = stream
    receive(.line(bytes))
    reading = nil
    if let stream { settle(stream) }
  }

  /// Everything that could be answered at once has been.
  private func settle(_ stream: SessionStream) {
    guard !stream.isFinished else { return }
    if stream.waiting.isEmpty {
      stream.answer?.respond(status: 202, body: [])
      return finish(stream)
    }
    guard stream.answer != nil, stream.quietSlot == IdleWatch<any QuietAnswer>.none else { return }
    stream.quietSlot = context.quiet.add(stream)
    guard stream.answer?.phase == .undecided, stream.takesEvents, hasStreamPolling() else { return }
    stream.graceSlot = context.grace.add(stream)
  }

  // MARK: What the session sends

  private func route(_ message: SessionMessage, relatedTo request: RequestID?) {
    guard !isClosed else { return }
    switch message.kind {
    case .answers(let ids, let parts, let isError):
      // An answer without an id can only be about what is being read.
      let carrier = ids.lazy.compactMap { self.carriers[$0] }.first
      guard let stream = carrier ?? (ids.isEmpty ? reading : nil) else { return }
      conclude(stream, message.line, parts: parts, isError: isError)
    case .call(let id):
      guard let request else { return sendUnrelated(message.line) }
      guard let stream = carriers[request], stream.canCarry else { return fail(id) }
      stream.calls.insert(id)
      emit(message.line, on: stream)
    case .cancel(let id):
      let place = streams.values.first { $0.calls.contains(id) }
      guard let stream = place else { return sendUnrelated(message.line) }
      stream.calls.remove(id)
      emit(message.line, on: stream)
    case .notification:
      guard let request else { return sendUnrelated(message.line) }
      if let stream = carriers[request] { emit(message.line, on: stream) }
    }
  }

  private func conclude(
    _ stream: SessionStream, _ line: [UInt8], parts: [[UInt8]], isError: Bool
  ) {
    if stream.isInitialize { initialized(!isError) }
    if let answer = stream.answer, answer.phase == .undecided, answer.accepts.json {
      stream.answer?.respond(
        status: 200, fields: isError ? [:] : fields(of: stream), body: Array(line.dropLast()))
    } else {
      for part in parts { emit(part, on: stream) }
      stream.answer?.end()
    }
    finish(stream)
  }

  func initialized(_ succeeded: Bool) {
    whenInitialized?(succeeded)
    whenInitialized = nil
  }

  private func sendUnrelated(_ line: [UInt8]) {
    guard let standalone, standalone.answer != nil else {
      _ = backlog.append(stream: 0, sequence: 0, bytes: line, at: context.now())
      return
    }
    emit(line, on: standalone)
  }

  /// The client cannot be asked: it takes no events, or went away without an id to come back with.
  private func fail(_ call: RequestID) {
    let failure = TransportFailure(
      .unreachable, "the client has no stream open on which it could be asked")
    // Later, since the session is still busy with the call.
    context.loop.atEndOfTurn { self.receive?(.requestFailed(call, failure)) }
  }

  /// Sends a message on a stream and keeps it for a client that comes back.
  func emit(_ line: [UInt8], on stream: SessionStream) {
    guard stream.canCarry else { return }
    beginIfPossible(stream)
    let id = takeEventID(stream)
    let frame = EventFrame.line(line, id: id)
    stream.isResumable = true
    forget(
      store.append(
        stream: stream.number, sequence: id.sequence, bytes: frame, at: context.now()))
    write(frame, on: stream)
  }

  /// Begins the stream of an answer unless it has begun or cannot.
  func beginIfPossible(_ stream: SessionStream) {
    context.grace.remove(&stream.graceSlot)
    guard let answer = stream.answer, answer.phase == .undecided, stream.takesEvents else { return }
    stream.answer?.begin(fields(of: stream), context)
    guard !stream.isStandalone, hasStreamPolling() else { return }
    stream.isResumable = true
    write(EventFrame.priming(takeEventID(stream)), on: stream)
  }

  func write(_ frame: [UInt8], on stream: SessionStream) {
    guard stream.answer?.write(frame, context) == false else {
      return context.quiet.touch(stream.quietSlot)
    }
    detach(stream)
  }

  /// Shows that a stream lives.
  func keepAlive(_ stream: SessionStream) {
    guard stream.answer?.canStream == true else { return context.quiet.remove(&stream.quietSlot) }
    beginIfPossible(stream)
    write(EventFrame.keepAlive, on: stream)
  }

  private func takeEventID(_ stream: SessionStream) -> EventID {
    sequence += 1
    return EventID(stream: stream.number, sequence: sequence)
  }

  func takeNumber() -> Int {
    defer { nextStream += 1 }
    return nextStream
  }

  /// Whether an event with this id may have been sent.
  func mayHaveSent(_ id: EventID) -> Bool { id.sequence <= sequence }

  private func fields(of stream: SessionStream) -> HTTPFields {
    stream.isInitialize ? ["Mcp-Session-Id": sessionID] : [:]
  }
}
