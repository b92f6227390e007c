/// A request as our HTTP server hands it on: complete, unambiguous, within every limit.
public struct HTTPRequest: Sendable, Hashable {
  /// The method, as written (methods are case-sensitive).
  public var method: String
  /// The path of the request target, as written, without the query.
  public var path: String
  /// The query of the request target, as written; nil when there is no `?`.
  public var query: String?
  /// The header fields.
  public var fields: HTTPFields
  /// The body; empty when there is none.
  public var body: [UInt8]

  /// Makes a request.
  public init(
    method: String, path: String, query: String? = nil, fields: HTTPFields = HTTPFields(),
    body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.fields = fields
    self.body = body
  }
}
