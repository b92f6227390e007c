import EventLoop

/// One request on a connection and its answer; what is called in the wrong order does nothing. Loop thread only.
final class HTTPConnectionExchange: HTTPExchange {
  private enum State {
    case waiting
    /// Streaming the body: in chunks, up to the end of the connection, or not at all.
    case streaming(HTTPAnswerHead.Framing)
    case finished
  }

  /// The connection until the answer has been handed over whole, or the client has gone.
  private var connection: HTTPConnection?
  private var state = State.waiting
  private let isHead: Bool
  private let isVersion10: Bool
  /// The loop to tell a late listener on that the client went before the answer was whole; nil when it did not.
  private var goneLoop: EventLoop?
  private var storedWhenGone: (() -> Void)?

  init(_ connection: HTTPConnection, _ received: HTTPReceivedRequest) {
    self.connection = connection
    isHead = received.request.method == "HEAD"
    isVersion10 = received.isVersion10
  }

  // MARK: HTTPExchange

  var isOpen: Bool { connection != nil }

  var queuedBytes: Int { connection?.queuedBytes ?? 0 }

  /// Set after the client has gone, it is called at the end of this turn: nobody has to look first.
  var whenGone: (() -> Void)? {
    get { storedWhenGone }
    set {
      storedWhenGone = newValue
      if newValue != nil { callWhenGone() }
    }
  }

  func respond(status: Int, fields: HTTPFields, body: [UInt8]) {
    guard case .waiting = state, let connection else { return }
    let status = HTTPStatus.final(status)
    let hasBody = !HTTPStatus.forbidsBody(status)
    connection.answer(
      status: status, fields: fields, framing: hasBody ? .length(body.count) : .none,
      body: hasBody && !isHead ? body : [])
    finish()
  }

  func begin(status: Int, fields: HTTPFields) {
    guard case .waiting = state, let connection else { return }
    let status = HTTPStatus.final(status)
    let framing: HTTPAnswerHead.Framing =
      HTTPStatus.forbidsBody(status) ? .none : isVersion10 ? .close : .chunked
    state = .streaming(isHead ? .none : framing)
    connection.answer(status: status, fields: fields, framing: framing, body: [])
  }

  func write(_ bytes: [UInt8]) {
    guard case .streaming(let framing) = state, let connection, !bytes.isEmpty else { return }
    connection.stream(bytes, framing)
  }

  func end() {
    guard case .streaming(let framing) = state, let connection else { return }
    if framing == .chunked { connection.endChunks() }
    finish()
  }

  func abort() {
    guard let connection else { return }
    var breaksOffInside = false
    if case .streaming(.close) = state { breaksOffInside = true }
    state = .finished
    detach()
    connection.breakOff(resetting: breaksOffInside)
  }

  // MARK: The connection's side

  /// The client has gone, or the server has cut the connection.
  func clientHasGone() {
    guard let connection else { return }
    goneLoop = connection.server.loop
    self.connection = nil
    state = .finished
    if let whenGone = storedWhenGone {
      storedWhenGone = nil
      whenGone()
    }
  }

  private func finish() {
    let connection = connection
    state = .finished
    detach()
    connection?.answerIsWhole()
  }

  private func detach() {
    connection = nil
    storedWhenGone = nil
  }

  private func callWhenGone() {
    goneLoop?.atEndOfTurn { [self] in
      let whenGone = storedWhenGone
      storedWhenGone = nil
      whenGone?()
    }
  }
}
