import EventLoop
import Glibc

extension HTTPConnection {
  /// Reads once; more comes in a later turn, after others had theirs.
  func readAvailable() {
    switch phase {
    case .reading:
      if parser.missingBodyBytes >= Self.largeBodyBytes { readBody() } else { readRequests() }
    case .serving: readAhead()
    case .draining: readAway()
    case .closing, .closed: break
    }
  }

  /// From this size on, a body is read to where it belongs instead of by way of the shared buffer.
  private static let largeBodyBytes = 16 << 10

  private func readRequests() {
    let buffer = server.readBuffer
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    guard count > 0 else { return readNothing(count) }
    server.counters.bytesIn += count
    let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
    bytes.withMemoryRebound(to: UInt8.self) { takeRequests($0) }
    flushAfterReading()
  }

  private func readBody() {
    var count = 0
    let event = parser.readBody { room in
      count = recv(descriptor, room.baseAddress, room.count, 0)
      return count
    }
    guard count > 0 else { return readNothing(count) }
    server.counters.bytesIn += count
    isTaking = true
    handle(event)
    isTaking = false
    flushAfterReading()
  }

  /// Sends whole answers at once: nothing more for this client can come of this turn. A stream's pieces and what
  /// others answer later in the turn wait for its end, so as to leave together.
  private func flushAfterReading() {
    if isFlushWanted, phase != .serving { return flush() }
    if isFlushWanted { arrangeFlush() }
    updateInterest()
    if !isFlushWanted { updateDeadline() }
  }

  private func readAhead() {
    let room = max(0, server.limits.pipelinedBytes - ahead.count)
    let buffer = server.readBuffer
    let count = recv(descriptor, buffer.baseAddress, min(room, buffer.count), 0)
    guard count > 0 else { return readNothing(count) }
    server.counters.bytesIn += count
    ahead.append(contentsOf: buffer[..<count])
    updateInterest()
    if !isOutputBlocked { updateDeadline() }
  }

  private func readAway() {
    let buffer = server.readBuffer
    let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
    guard count > 0 else { return readNothing(count) }
    server.counters.bytesIn += count
    drainedBytes += count
    if drainedBytes > server.limits.closingBytes { close(resetting: true) }
  }

  /// The end of the stream, or an error, or nothing there after all.
  private func readNothing(_ count: Int) {
    if count < 0 {
      if errno != EAGAIN, errno != EINTR { close() }
      return
    }
    hasSeenEnd = true
    // An answer already handed over still goes out: the client may have closed only its sending side. One that is
    // still being made does not: an HTTP client that sends its end has lost interest.
    guard phase == .reading, !output.isEmpty else { return close() }
    phase = .closing
    updateInterest()
  }

  // MARK: Requests

  /// Takes requests out of bytes just read, as far as they may be served now, and keeps the rest.
  func takeRequests(_ bytes: UnsafeBufferPointer<UInt8>) {
    var position = 0
    isTaking = true
    while phase == .reading, position < bytes.count, output.count <= server.limits.pauseBytes {
      let (taken, event) = parser.feed(UnsafeBufferPointer(rebasing: bytes[position...]))
      position += taken
      if event == .expectsContinue, position < bytes.count { continue }
      handle(event)
    }
    isTaking = false
    if position < bytes.count, phase == .reading || phase == .serving {
      ahead.append(contentsOf: bytes[position...])
    }
  }

  /// Takes requests out of what was read ahead of its turn.
  func takeAhead() {
    guard phase == .reading, !ahead.isEmpty else { return }
    let bytes = ahead
    ahead = []
    bytes.withUnsafeBufferPointer { takeRequests($0) }
    if isFlushWanted { arrangeFlush() }
  }

  private func handle(_ event: HTTPRequestParser.Event) {
    switch event {
    case .incomplete:
      if parser.isInBody { bodyCameOn() }
    case .expectsContinue:
      output.append("HTTP/1.1 100 Continue\r\n\r\n")
      server.counters.countAnswer(100)
      wantFlush()
    case .request: serve(parser.takeRequest())
    case .refused: if let refusal = parser.refusal { refuse(refusal) }
    }
  }

  private func serve(_ received: HTTPReceivedRequest) {
    server.counters.requests += 1
    if countedBodyBytes > 0 { countBody(0) }
    bodyStart = 0
    if !isOutputBlocked { server.deadlines.clear(slot) }
    phase = .serving
    closesAfterAnswer = received.closes
    let exchange = HTTPConnectionExchange(self, received)
    self.exchange = exchange
    server.handler.handle(received.request, exchange)
  }

  /// Answers in the handler's stead and closes: what follows a refused request cannot be trusted.
  func refuse(_ refusal: HTTPRefusal) {
    guard phase == .reading else { return }
    countBody(0)
    closesAfterAnswer = true
    answer(
      status: refusal.status, fields: ["Content-Type": "text/plain; charset=utf-8"],
      framing: .length(refusal.message.utf8.count + 1),
      body: Array(refusal.message.utf8) + [0x0A])
    answerIsWhole()
  }

  // MARK: Bodies

  /// Checks a body that has come on against the memory of the server and the patience with its sender.
  private func bodyCameOn() {
    countBody(parser.bodyBytes)
    if server.arrivingBodyBytes > server.limits.arrivingBodyBytes {
      return refuse(HTTPRefusal(503, "too many large requests are arriving: try again later"))
    }
    let now = server.now()
    if bodyStart == 0 { bodyStart = now }
    let patience = server.bodyPatience
    let elapsed = now - bodyStart
    guard elapsed > patience else { return }
    let expected = Double(elapsed - patience) / 1e9 * Double(server.limits.bodyRate)
    if Double(parser.bodyBytes) < expected {
      refuse(HTTPRefusal(408, "the body comes too slowly"))
    }
  }

  func countBody(_ count: Int) {
    server.arrivingBodyBytes += count - countedBodyBytes
    countedBodyBytes = count
  }
}
