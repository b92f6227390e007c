package import MCPHTTP

/// Where metadata is published (RFC 9728 §3.1, RFC 8414 §3.1, OpenID Connect Discovery §4.1; mcp-protocol §10.3).
package enum WellKnown {
  /// The path of protected-resource metadata, in front of the resource's own path.
  package static let protectedResource = "/.well-known/oauth-protected-resource"
  private static let authorizationServer = "/.well-known/oauth-authorization-server"
  private static let openID = "/.well-known/openid-configuration"

  /// Where the metadata of a resource may be, in the order to look.
  package static func resourceMetadata(_ resource: HTTPURL) -> [String] {
    let query = resource.query.map { "?\($0)" } ?? ""
    let path = resource.path == "/" ? "" : resource.path
    var places = ["\(resource.origin)\(protectedResource)\(path)\(query)"]
    if path.hasSuffix("/") {
      places.append("\(resource.origin)\(protectedResource)\(path.dropLast())\(query)")
    }
    if !path.isEmpty || !query.isEmpty { places.append(resource.origin + protectedResource) }
    return places
  }

  /// Where the metadata of an authorization server may be, in the order to look.
  package static func serverMetadata(_ issuer: HTTPURL) -> [String] {
    let path = issuer.path.hasSuffix("/") ? String(issuer.path.dropLast()) : issuer.path
    guard !path.isEmpty else {
      return [issuer.origin + authorizationServer, issuer.origin + openID]
    }
    return [
      issuer.origin + authorizationServer + path, issuer.origin + openID + path,
      issuer.origin + path + openID,
    ]
  }
}
