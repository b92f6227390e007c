public import JSON

/// A message on its way out, written straight into the transport's buffer.
public enum OutgoingMessage: Sendable, Hashable {
  case request(RequestID, method: String, params: RawJSON?)
  case notification(method: String, params: RawJSON?)
  case result(RequestID, RawJSON)
  /// Without an id when the message it answers could not be read.
  case error(RequestID?, JSONRPCError)

  /// Appends the message as one line, line end included.
  public func append(to bytes: inout [UInt8]) {
    switch self {
    case .request(let id, let method, let params):
      JSONWriter.append(raw: "{\"jsonrpc\":\"2.0\",\"id\":", to: &bytes)
      id.append(to: &bytes)
      JSONWriter.append(raw: ",\"method\":", to: &bytes)
      JSONWriter.append(string: method, to: &bytes)
      Self.append(params: params, to: &bytes)
    case .notification(let method, let params):
      JSONWriter.append(raw: "{\"jsonrpc\":\"2.0\",\"method\":", to: &bytes)
      JSONWriter.append(string: method, to: &bytes)
      Self.append(params: params, to: &bytes)
    case .result(let id, let result):
      JSONWriter.append(raw: "{\"jsonrpc\":\"2.0\",\"id\":", to: &bytes)
      id.append(to: &bytes)
      JSONWriter.append(raw: ",\"result\":", to: &bytes)
      bytes.append(contentsOf: result.bytes)
    case .error(let id, let error):
      JSONWriter.append(raw: "{\"jsonrpc\":\"2.0\"", to: &bytes)
      if let id {
        JSONWriter.append(raw: ",\"id\":", to: &bytes)
        id.append(to: &bytes)
      }
      JSONWriter.append(raw: ",\"error\":", to: &bytes)
      JSONWriter.append(error.value, to: &bytes)
    }
    JSONWriter.append(raw: "}\n", to: &bytes)
  }

  private static func append(params: RawJSON?, to bytes: inout [UInt8]) {
    guard let params else { return }
    JSONWriter.append(raw: ",\"params\":", to: &bytes)
    bytes.append(contentsOf: params.bytes)
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
