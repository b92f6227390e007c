/// The header fields an endpoint looks at, gathered in one pass.
struct RequestHeaders {
  private(set) var host: String?
  private(set) var origin: String?
  private(set) var contentType: String?
  private(set) var lastEventID: String?
  /// `MCP-Protocol-Version`.
  private(set) var revision: String?
  /// `Mcp-Method`.
  private(set) var method: String?
  /// `Mcp-Name`.
  private(set) var name: String?
  /// `Mcp-Session-Id`.
  private(set) var session: String?
  private var accept: [String] = []
  private var mirrored: [HTTPFields.Field] = []

  /// Reads the fields; 400 for a field written twice of which only one can be meant.
  init(_ fields: HTTPFields) throws(EndpointRefusal) {
    for field in fields.fields { try read(field) }
  }

  /// Which forms of an answer the client takes.
  var acceptance: HTTPAcceptance { HTTPAcceptance(accept) }

  /// The value of an `Mcp-Param-*` field.
  func parameter(_ fieldName: String) -> String? {
    mirrored.first { HTTPFields.equal($0.name, fieldName) }?.value
  }

  private mutating func read(_ field: HTTPFields.Field) throws(EndpointRefusal) {
    let name = field.name
    switch name.utf8.count {
    case 4: if FieldText.isNamed(name, "host") { try Self.set(&host, field) }
    case 6:
      if FieldText.isNamed(name, "accept") {
        accept.append(field.value)
      } else if FieldText.isNamed(name, "origin") {
        try Self.set(&origin, field)
      }
    case 8: if FieldText.isNamed(name, "mcp-name") { try Self.set(&self.name, field) }
    case 10: if FieldText.isNamed(name, "mcp-method") { try Self.set(&method, field) }
    case 12: if FieldText.isNamed(name, "content-type") { try Self.set(&contentType, field) }
    case 13: if FieldText.isNamed(name, "last-event-id") { try Self.set(&lastEventID, field) }
    case 14: if FieldText.isNamed(name, "mcp-session-id") { try Self.set(&session, field) }
    case 20: if FieldText.isNamed(name, "mcp-protocol-version") { try Self.set(&revision, field) }
    default: break
    }
    if FieldText.isPrefixed(name, "mcp-param-") {
      guard parameter(name) == nil else { throw Self.repeated(name) }
      mirrored.append(.init(name, FieldText.trimmed(field.value)))
    }
  }

  private static func set(
    _ place: inout String?, _ field: HTTPFields.Field
  ) throws(EndpointRefusal) {
    guard place == nil else { throw repeated(field.name) }
    place = FieldText.trimmed(field.value)
  }

  private static func repeated(_ name: String) -> EndpointRefusal {
    .invalid(400, "the header field \(name) may stand only once")
  }
}
