package import MCPHTTP

/// Finds out who guards a resource (mcp-protocol §10.3.1 and §10.3.2).
package struct MetadataDiscovery: Sendable {
  private let http: AuthorizationHTTP
  private let policy: EndpointPolicy

  /// Looks through `http`, at URLs `policy` allows.
  package init(http: AuthorizationHTTP, policy: EndpointPolicy) {
    self.http = http
    self.policy = policy
  }

  /// The metadata of `resource`: at the URL a challenge named, and then nowhere else, or at the well-known places.
  /// nil when nothing was named and nothing is published.
  package func resource(
    _ resource: HTTPURL, named: String?
  ) async throws(AuthorizationError) -> ProtectedResourceMetadata? {
    let what = "the server's resource metadata"
    if let named {
      guard let document = try await http.document(try policy.url(named, what), what) else {
        throw AuthorizationError(
          .metadata, "the server names resource metadata in its challenge, but there is none")
      }
      return try ProtectedResourceMetadata(document, for: resource)
    }
    for place in WellKnown.resourceMetadata(resource) {
      if let document = try await http.document(try policy.url(place, what), what) {
        return try ProtectedResourceMetadata(document, for: resource)
      }
    }
    return nil
  }

  /// The metadata of an authorization server; nil when it publishes none.
  ///
  /// `legacy` marks the request as one of revision 2025-03-26, which looks at the server's own origin.
  package func server(
    issuer: String, legacy: Bool = false
  ) async throws(AuthorizationError) -> AuthorizationServerMetadata? {
    let what = "the authorization server's metadata"
    let url = try policy.url(issuer, "the issuer")
    guard url.query == nil else {
      throw AuthorizationError(.unsafeURL, "the issuer may have no ?query (RFC 8414 §2)")
    }
    let fields: HTTPFields = legacy ? ["MCP-Protocol-Version": "2025-03-26"] : [:]
    for place in WellKnown.serverMetadata(url) {
      if let document = try await http.document(try policy.url(place, what), what, fields: fields) {
        return try AuthorizationServerMetadata(document, issuer: issuer)
      }
    }
    return nil
  }
}
