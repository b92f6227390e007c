/// An exchange whose answers a web page of another origin may read: adds the fields browsers ask for.
final class CrossOriginExchange: HTTPExchange {
  private let inner: any HTTPExchange
  private let origin: String

  init(_ inner: any HTTPExchange, origin: String) {
    self.inner = inner
    self.origin = origin
  }

  var isOpen: Bool { inner.isOpen }
  var queuedBytes: Int { inner.queuedBytes }
  var whenGone: (() -> Void)? {
    get { inner.whenGone }
    set { inner.whenGone = newValue }
  }

  func respond(status: Int, fields: HTTPFields, body: [UInt8]) {
    inner.respond(status: status, fields: adding(to: fields), body: body)
  }

  func begin(status: Int, fields: HTTPFields) {
    inner.begin(status: status, fields: adding(to: fields))
  }

  func write(_ bytes: [UInt8]) { inner.write(bytes) }
  func end() { inner.end() }
  func abort() { inner.abort() }

  /// Answers the question a browser asks before it sends the request itself.
  func answerPreflight(_ request: HTTPRequest) {
    respond(
      status: 204,
      fields: [
        "Access-Control-Allow-Methods": "GET, POST, DELETE",
        "Access-Control-Allow-Headers": Self.allowedFields(request),
        "Access-Control-Max-Age": "600",
      ], body: [])
  }

  private func adding(to fields: HTTPFields) -> HTTPFields {
    var fields = fields
    fields.append("Access-Control-Allow-Origin", origin)
    fields.append("Access-Control-Expose-Headers", "WWW-Authenticate, Mcp-Session-Id")
    fields.append("Vary", "Origin")
    return fields
  }

  /// Our fields, and of those asked for the mirrored arguments, whose names only the tools know.
  private static func allowedFields(_ request: HTTPRequest) -> String {
    let asked = request.fields.all("Access-Control-Request-Headers")
      .flatMap { $0.split(separator: ",").map { FieldText.trimmed(String($0)) } }
      .filter { name in
        FieldText.isPrefixed(name, "mcp-param-")
          && name.utf8.allSatisfy(HTTPFields.isTokenByte)
      }
    return (always + asked).joined(separator: ", ")
  }

  private static let always = [
    "Content-Type", "Authorization", "MCP-Protocol-Version", "Mcp-Method", "Mcp-Name",
    "Mcp-Session-Id", "Last-Event-ID",
  ]
}
