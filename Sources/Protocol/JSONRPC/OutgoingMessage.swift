public import JSON

/// A message on its way out, written straight into the transport's buffer.
public enum OutgoingMessage: Sendable, Hashable {
  case request(RequestID, method: String, params: RawJSON?)
  case notification(method: String, params: RawJSON?)
  case result(RequestID, RawJSON)
  /// Without an id when the message it answers could not be read.
  case error(RequestID?, JSONRPCError)
  /// The answers to a batch, as one array (revision 2025-03-26).
  indirect case batch([OutgoingMessage])

  /// The answer to a request.
  public init(_ id: RequestID, _ outcome: Outcome) {
    switch outcome {
    case .result(let result): self = .result(id, result)
    case .error(let error): self = .error(id, error)
    }
  }

  /// Appends the message as one line, line end included.
  public func append(to bytes: inout [UInt8]) {
    if case .batch(let messages) = self { return Self.append(batch: messages, to: &bytes) }
    appendHead(to: &bytes)
    if let payload { bytes.append(contentsOf: payload.bytes) }
    Self.appendEnd(to: &bytes)
  }

  /// The part of the message that stands between its head and its end as it is; nil when there is none.
  package var payload: RawJSON? {
    switch self {
    case .request(_, _, let params), .notification(_, let params): params
    case .result(_, let result): result
    case .error, .batch: nil
    }
  }

  /// Appends everything before the payload. Not for batches.
  package func appendHead(to bytes: inout [UInt8]) {
    switch self {
    case .request(let id, let method, let params):
      JSONWriter.append(raw: "{\"jsonrpc\":\"2.0\",\"id\":", to: &bytes)
      id.append(to: &bytes)
      JSONWriter.append(raw: ",\"method\":", to: &bytes)
      JSONWriter.append(string: method, to: &bytes)
      if params != nil { JSONWriter.append(raw: ",\"params\":", to: &bytes) }
    case .notification(let method, let params):
      JSONWriter.append(raw: "{\"jsonrpc\":\"2.0\",\"method\":", to: &bytes)
      JSONWriter.append(string: method, to: &bytes)
      if params != nil { JSONWriter.append(raw: ",\"params\":", to: &bytes) }
    case .result(let id, _):
      JSONWriter.append(raw: "{\"jsonrpc\":\"2.0\",\"id\":", to: &bytes)
      id.append(to: &bytes)
      JSONWriter.append(raw: ",\"result\":", to: &bytes)
    case .error(let id, let error):
      JSONWriter.append(raw: "{\"jsonrpc\":\"2.0\"", to: &bytes)
      if let id {
        JSONWriter.append(raw: ",\"id\":", to: &bytes)
        id.append(to: &bytes)
      }
      JSONWriter.append(raw: ",\"error\":", to: &bytes)
      JSONWriter.append(error.value, to: &bytes)
    case .batch: preconditionFailure("a batch has no single head")
    }
  }

  /// Appends what stands behind the payload, line end included.
  package static func appendEnd(to bytes: inout [UInt8]) {
    JSONWriter.append(raw: "}\n", to: &bytes)
  }

  private static func append(batch messages: [OutgoingMessage], to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "["))
    for (index, message) in messages.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      message.append(to: &bytes)
      bytes.removeLast()
    }
    JSONWriter.append(raw: "]\n", to: &bytes)
  }
}

/// A message that came in: its bytes and where its parts lie.
public struct IncomingMessage: Sendable, Hashable {
  /// The whole message, one line.
  public let bytes: [UInt8]
  /// Its shape and the places of its parts.
  public let envelope: Envelope

  /// Pairs a message with its envelope.
  public init(bytes: [UInt8], envelope: Envelope) {
    self.bytes = bytes
    self.envelope = envelope
  }

  /// Parses `params`; nil when there are none.
  public func params() throws(JSONError) -> JSONValue? {
    guard let range = envelope.params else { return nil }
    return try JSONParser.parse(bytes, in: range)
  }

  /// The text of the part that lies at `range`.
  public func part(_ range: Range<Int>) -> RawJSON { RawJSON(bytes: Array(bytes[range])) }
}
