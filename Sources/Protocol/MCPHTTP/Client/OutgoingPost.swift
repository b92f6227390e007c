import JSON
import JSONRPC
import MCPSchema

/// A message on its way out as the body of a POST, with what its header fields depend on.
struct OutgoingPost {
  /// What is sent.
  enum Kind: Hashable {
    case request(RequestID, method: String)
    case notification(method: String)
    /// An answer to a request of the server, or several in an array.
    case answer
  }

  /// What is sent.
  let kind: Kind
  /// The message as one line without its end.
  let body: [UInt8]
  /// The parameters of a request or notification.
  let params: JSONValue?
  /// The revision a modern request carries; nil for a legacy message.
  let modernRevision: String?

  /// Prepares a message.
  init(_ message: OutgoingMessage) {
    var line: [UInt8] = []
    message.append(to: &line)
    let kind: Kind
    var raw: RawJSON?
    switch message {
    case .request(let id, let method, let params):
      kind = .request(id, method: method)
      raw = params
    case .notification(let method, let params):
      kind = .notification(method: method)
      raw = params
    case .result, .error, .batch: kind = .answer
    }
    self.init(kind, line: line) { () throws(JSONError) in try raw?.parse() }
  }

  /// Prepares a message written as a line; what is no request and no notification counts as an answer.
  init(line: [UInt8]) {
    guard let envelope = try? Envelope(scanning: line) else {
      self.init(.answer, line: line) { nil }
      return
    }
    let kind: Kind =
      switch envelope.kind {
      case .request(let id, let method): .request(id, method: method)
      case .notification(let method): .notification(method: method)
      case .result, .error: .answer
      }
    let message = IncomingMessage(bytes: line, envelope: envelope)
    self.init(kind, line: line) { () throws(JSONError) in try message.params() }
  }

  private init(_ kind: Kind, line: [UInt8], params: () throws(JSONError) -> JSONValue?) {
    self.kind = kind
    body = line.last == 0x0A ? Array(line.dropLast()) : line
    // Parameters that cannot be read have no header fields; the server says what is wrong with them.
    let params = kind == .answer ? nil : (try? params())
    self.params = params
    modernRevision = params?["_meta"]?[MetaKey.protocolVersion]?.string
  }

  /// The method; nil for an answer.
  var method: String? {
    switch kind {
    case .request(_, let method), .notification(let method): method
    case .answer: nil
    }
  }

  /// Whether it begins a legacy session.
  var isInitialize: Bool { method == "initialize" && modernRevision == nil }

  /// The request that a `notifications/cancelled` gives up.
  var cancelledRequest: RequestID? {
    guard case .notification("notifications/cancelled") = kind else { return nil }
    return params?["requestId"].flatMap { RequestID($0) }
  }

  /// The fields of a modern request (revision 2026-07-28, Streamable HTTP): its revision, method and name, and the
  /// arguments that are repeated. Empty for a legacy message.
  func modernFields(_ parameters: HeaderParameterTable) -> HTTPFields {
    guard let modernRevision, let method else { return HTTPFields() }
    var fields: HTTPFields = ["MCP-Protocol-Version": modernRevision, "Mcp-Method": method]
    if let key = Self.nameKeys[method], let name = params?[key]?.string {
      fields["Mcp-Name"] = HeaderValue.encode(name)
    }
    guard method == "tools/call", let tool = params?["name"]?.string else { return fields }
    for parameter in parameters.parameters(of: tool) {
      guard let value = parameter.value(in: params?["arguments"] ?? .null) else { continue }
      fields[parameter.fieldName] = HeaderValue.encode(value)
    }
    return fields
  }

  /// Which parameter `Mcp-Name` repeats.
  private static let nameKeys = [
    "tools/call": "name", "prompts/get": "name", "resources/read": "uri", "tasks/get": "taskId",
    "tasks/update": "taskId", "tasks/cancel": "taskId",
  ]
}
