/// Rules and bounds of one HTTP client, each with its reason.
public struct HTTPClientPolicy: Sendable, Hashable {
  /// Whether connections may go to this machine and to private networks.
  ///
  /// False for URLs that somebody else chose (authorization metadata, icons): the address is checked when it is
  /// dialled, behind name resolution, and such requests use no proxy, which would hide the address.
  public var allowsPrivateAddresses = true
  /// A PEM file with the certificate authorities to trust instead of the system's; nil for the system's.
  public var certificateAuthorities: String?
  /// What a request that names no `User-Agent` says; nil to say nothing. Some servers refuse those that do not.
  public var userAgent: String? = "mcp-cockpit"
  /// Bytes of all heads of one answer together: more is an attack or a mistake.
  public var maximumHeadBytes = 64 << 10
  /// Idle connections kept for the next request.
  public var maximumIdleConnections = 32
  /// Requests at once, each of which may have a connection of its own.
  public var maximumRequests = 1024

  /// Makes the default rules.
  public init() {}

  /// Makes the default rules, with or without private addresses.
  public init(allowsPrivateAddresses: Bool) {
    self.allowsPrivateAddresses = allowsPrivateAddresses
  }
}
