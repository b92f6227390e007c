/// An address that may not be listened on as things are configured.
public struct HTTPBindingError: Error, Sendable, Hashable {
  /// What is wrong and what to do, for a person.
  public let message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}

/// Which addresses a server may listen on (mcp-protocol §6.7, §11).
public enum HTTPBinding {
  /// Refuses every address but this machine's own unless requests are authorized. `host` is a name or an address,
  /// IPv6 with or without brackets.
  public static func check(host: String, hasAuthorizer: Bool) throws(HTTPBindingError) {
    if hasAuthorizer || isLoopback(host) { return }
    throw HTTPBindingError(
      "\(host.isEmpty ? "an empty host" : host) can be reached from other machines and no authorization is"
        + " configured: listen on 127.0.0.1 instead, or configure authorization")
  }

  /// Whether a host is this machine by its name or address: `localhost`, `127.x.x.x`, `::1`.
  public static func isLoopback(_ host: String) -> Bool {
    let host = host.lowercased()
    if host == "localhost" || host == "::1" || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127"
      && parts.allSatisfy { part in
        part.utf8.allSatisfy { (0x30...0x39).contains($0) } && UInt8(part) != nil
      }
  }
}
