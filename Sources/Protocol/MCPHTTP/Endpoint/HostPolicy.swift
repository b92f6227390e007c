/// Which hosts and origins an endpoint answers to, against DNS rebinding (mcp-protocol §6.7).
struct HostPolicy: Sendable {
  private let names: Set<String>
  private let crossOrigins: Set<String>

  init(_ options: EndpointOptions) {
    names = Set(["localhost", "127.0.0.1", "[::1]"] + options.hostNames.map { $0.lowercased() })
    crossOrigins = Set(options.crossOrigins.map { $0.lowercased() })
  }

  /// 403 for a host or an origin that is not one of ours, 400 for a request without a host.
  func check(host: String?, origin: String?) throws(EndpointRefusal) {
    guard let host else { throw .invalid(400, "the header field Host is missing") }
    guard isOurs(authority: host) else {
      throw .invalid(
        403, "this server does not answer to the host \(host): add its name to the allowed hosts")
    }
    if let origin, !isAllowed(origin: origin) {
      throw .invalid(
        403, "requests from the origin \(origin) are refused: add it to the allowed origins")
    }
  }

  /// Whether pages of an origin elsewhere may read what we answer.
  func isCrossOrigin(_ origin: String?) -> Bool {
    guard let origin, !crossOrigins.isEmpty else { return false }
    return crossOrigins.contains(origin.lowercased())
  }

  private func isAllowed(origin: String) -> Bool {
    if isCrossOrigin(origin) { return true }
    for scheme in ["http://", "https://"] where origin.lowercased().hasPrefix(scheme) {
      return isOurs(authority: String(origin.dropFirst(scheme.count)))
    }
    return false
  }

  /// Whether an authority is one of the names, with any port or without.
  private func isOurs(authority: String) -> Bool {
    if names.contains(authority) { return true }
    let bytes = Array(authority.utf8)
    // The colons of an IPv6 address stand inside its brackets.
    let bracket = bytes.lastIndex(of: UInt8(ascii: "]")) ?? -1
    guard let colon = bytes.lastIndex(of: UInt8(ascii: ":")), colon > bracket else {
      return names.contains(authority.lowercased())
    }
    let port = bytes[(colon + 1)...]
    guard (1...5).contains(port.count), port.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return false
    }
    return names.contains(String(decoding: bytes[..<colon], as: UTF8.self).lowercased())
  }
}
