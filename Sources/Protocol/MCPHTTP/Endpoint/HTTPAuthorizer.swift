public import MCPTransport

/// What authorization says about a request.
public enum HTTPAuthorization: Sendable, Hashable {
  /// Go on, for this principal.
  case allowed(Principal)
  /// Answer with this status and these fields (`WWW-Authenticate`); the message goes into the body.
  case refused(status: Int, fields: HTTPFields, message: String)
}

/// Guards an HTTP endpoint (mcp-protocol §10.2).
public protocol HTTPAuthorizer: Sendable {
  /// Decides about a request by its fields alone; never by its body or query.
  func authorize(_ request: HTTPRequest) async -> HTTPAuthorization
  /// The protected-resource metadata document served at `path`, as JSON; nil when there is none there.
  func metadata(path: String) -> [UInt8]?
  /// The fields of a 403 that names the scopes a request lacks.
  func insufficientScope(_ scopes: Set<String>) -> HTTPFields
}
