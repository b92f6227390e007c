import JSON
import JSONRPC

/// A message on its way to a client of a session, as far as its way depends on it.
struct SessionMessage {
  enum Kind {
    /// Answers to these requests; the parts are the answers one by one.
    case answers([RequestID], parts: [[UInt8]], isError: Bool)
    /// A request of ours.
    case call(RequestID)
    /// Gives up a request of ours.
    case cancel(RequestID)
    case notification
  }

  let kind: Kind
  /// The message as one line, its end included.
  let line: [UInt8]

  init(_ message: OutgoingMessage) {
    line = Self.line(message)
    switch message {
    case .result(let id, _): kind = .answers([id], parts: [line], isError: false)
    case .error(let id, _): kind = .answers(id.map { [$0] } ?? [], parts: [line], isError: true)
    case .batch(let messages):
      kind = .answers(messages.compactMap(Self.id), parts: messages.map(Self.line), isError: false)
    case .request(let id, _, _): kind = .call(id)
    case .notification(let method, let params):
      kind = Self.notification(method) { try? params?.parse() }
    }
  }

  /// Reads a message that was already written; nil for what is none.
  init?(line: [UInt8]) {
    self.line = line
    let text = Array(line.dropLast())
    if text.first == UInt8(ascii: "[") {
      let parts = ((try? JSONParser.parse(text))?.array ?? []).map { JSONWriter.bytes($0) }
      let ids = parts.compactMap { Self.answered(try? Envelope(scanning: $0)) }
      kind = .answers(ids, parts: parts.map { $0 + [0x0A] }, isError: false)
      return
    }
    guard let envelope = try? Envelope(scanning: text) else { return nil }
    switch envelope.kind {
    case .result(let id): kind = .answers([id], parts: [line], isError: false)
    case .error(let id): kind = .answers(id.map { [$0] } ?? [], parts: [line], isError: true)
    case .request(let id, _): kind = .call(id)
    case .notification(let method):
      kind = Self.notification(method) {
        try? IncomingMessage(bytes: text, envelope: envelope).params()
      }
    }
  }

  private static func notification(_ method: String, _ params: () -> JSONValue?) -> Kind {
    guard method == CancelledRequest.method,
      let id = params()?["requestId"].flatMap({ RequestID($0) })
    else { return .notification }
    return .cancel(id)
  }

  private static func id(_ message: OutgoingMessage) -> RequestID? {
    switch message {
    case .result(let id, _): id
    case .error(let id, _): id
    case .request, .notification, .batch: nil
    }
  }

  private static func answered(_ envelope: Envelope?) -> RequestID? {
    switch envelope?.kind {
    case .result(let id): id
    case .error(let id): id
    case .request, .notification, nil: nil
    }
  }

  private static func line(_ message: OutgoingMessage) -> [UInt8] {
    var bytes: [UInt8] = []
    message.append(to: &bytes)
    return bytes
  }
}
