package import MCPHTTP

/// The name of an MCP server towards authorization servers (RFC 8707 §2; mcp-protocol §10.3.6).
package enum CanonicalResource {
  /// The URL with scheme and host in lower case, without user, fragment, the scheme's own port, and without a path
  /// that is only `/`. Everything else stays as written.
  package static func text(_ url: HTTPURL) -> String {
    url.origin + (url.path == "/" && url.query == nil ? "" : url.path)
      + (url.query.map { "?\($0)" } ?? "")
  }

  /// Whether metadata for `resource` holds for `url`: the same URL, or one whose path is above it.
  ///
  /// Paths are compared as written: no decoding and no resolving of dots.
  package static func covers(_ resource: HTTPURL, _ url: HTTPURL) -> Bool {
    guard resource.origin == url.origin, resource.userInformation == nil, resource.fragment == nil
    else { return false }
    let (above, below) = (segments(resource.path), segments(url.path))
    guard let above, let below else { return false }
    if let query = resource.query { return query == url.query && above == below }
    return below.starts(with: above)
  }

  /// The parts between slashes without one at the end; nil for paths with `.` or `..`, whose meaning depends on
  /// who reads them.
  private static func segments(_ path: String) -> [Substring]? {
    var parts = path.split(separator: "/", omittingEmptySubsequences: false)
    if parts.last?.isEmpty == true { parts.removeLast() }
    let dots: Set = [".", "..", "%2e", ".%2e", "%2e.", "%2e%2e"]
    return parts.contains { dots.contains($0.lowercased()) } ? nil : parts
  }
}
