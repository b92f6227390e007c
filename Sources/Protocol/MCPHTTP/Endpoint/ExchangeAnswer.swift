import JSONRPC

/// The answer to one exchange, which turns out to be one JSON document or a stream of events. Loop thread only.
final class ExchangeAnswer {
  /// How far an answer is.
  enum Phase { case undecided, streaming, ended }

  /// What carries it.
  let exchange: any HTTPExchange
  /// Which forms the client takes.
  let accepts: HTTPAcceptance
  private(set) var phase = Phase.undecided

  init(_ exchange: any HTTPExchange, accepts: HTTPAcceptance) {
    self.exchange = exchange
    self.accepts = accepts
  }

  /// Whether a stream has begun or may begin.
  var canStream: Bool { phase == .streaming || phase == .undecided && accepts.events }

  /// Begins the stream.
  func begin(_ fields: HTTPFields = [:], _ context: EndpointContext) {
    guard phase == .undecided else { return }
    phase = .streaming
    context.counters.streamsBegun += 1
    var head = AnswerText.eventFields
    head.fields += fields.fields
    exchange.begin(status: 200, fields: head)
  }

  /// Writes a frame into the stream; false when the client has so much unread that the stream was cut.
  func write(_ frame: [UInt8], _ context: EndpointContext) -> Bool {
    guard phase == .streaming else { return true }
    // What waits already counts, so that one large message always goes through.
    guard exchange.queuedBytes <= context.limits.maximumQueuedBytes else {
      phase = .ended
      context.counters.streamsCut += 1
      exchange.whenGone = nil
      exchange.abort()
      return false
    }
    exchange.write(frame)
    return true
  }

  /// Answers with one JSON document.
  func respond(status: Int, fields: HTTPFields = [:], body: [UInt8]) {
    guard phase == .undecided else { return }
    phase = .ended
    var head = body.isEmpty ? HTTPFields() : AnswerText.jsonFields
    if !fields.fields.isEmpty { head.fields += fields.fields }
    exchange.whenGone = nil
    exchange.respond(status: status, fields: head, body: body)
  }

  /// Ends the stream.
  func end() {
    guard phase == .streaming else { return }
    phase = .ended
    exchange.whenGone = nil
    exchange.end()
  }

  /// The client went away.
  func lost() { phase = .ended }
}
