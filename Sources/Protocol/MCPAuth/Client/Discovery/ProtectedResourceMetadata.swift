package import JSON
package import MCPHTTP

/// What a resource says about itself (RFC 9728 §2), as far as a client needs it.
package struct ProtectedResourceMetadata: Sendable, Hashable {
  /// The resource as it names itself.
  package let resource: String
  /// The issuers it trusts, in its order; never empty.
  package let authorizationServers: [String]
  /// The scopes it knows; nil when it does not say.
  package let scopesSupported: [String]?
  /// Whether it takes only tokens bound to a key (RFC 9449).
  package let requiresDPoP: Bool

  /// Reads a document and checks that it holds for `url`.
  package init(_ document: JSONObject, for url: HTTPURL) throws(AuthorizationError) {
    guard let resource = document["resource"]?.string else {
      throw AuthorizationError(.metadata, "the server's resource metadata names no resource")
    }
    guard let named = try? HTTPURL(resource), CanonicalResource.covers(named, url) else {
      throw AuthorizationError(
        .resourceMismatch,
        "the resource metadata is for \(SafeText.printable(resource)), not for \(url.display): "
          + "nothing was sent there; ask the server's operator to correct `resource`")
    }
    let servers = document["authorization_servers"]?.array?.compactMap(\.string) ?? []
    guard !servers.isEmpty else {
      throw AuthorizationError(
        .metadata, "the server's resource metadata names no authorization server")
    }
    self.resource = resource
    authorizationServers = servers
    scopesSupported = document["scopes_supported"]?.array.map {
      ScopeList.unique($0.compactMap(\.string))
    }
    requiresDPoP = document["dpop_bound_access_tokens_required"]?.bool ?? false
  }
}
