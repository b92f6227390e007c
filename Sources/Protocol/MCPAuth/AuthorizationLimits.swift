/// Bounds on what authorization does on behalf of peers, each with its reason.
public struct AuthorizationLimits: Sendable, Hashable {
  /// Bytes of a metadata document, key set or token answer: real ones have a few thousand.
  public var documentBytes = 256 << 10
  /// Redirects followed for a metadata document, within its origin only.
  public var metadataRedirects = 3
  /// How long a peer may take to accept a connection.
  public var connectTimeout = Duration.seconds(10)
  /// How long one exchange with a peer may take.
  public var exchangeTimeout = Duration.seconds(30)
  /// Authorization servers of one resource that are tried.
  public var authorizationServers = 4
  /// Authorizations for the same scopes until the server's refusal is final (the specification asks for a few).
  public var attempts = 3
  /// Authorizations within `attemptWindow`, whatever they were for: a server that is never satisfied must not keep
  /// us busy.
  public var attemptsInWindow = 6
  /// The seconds `attemptsInWindow` counts over.
  public var attemptWindowSeconds: Int64 = 60
  /// Characters of an access or refresh token: they have to fit into a header field.
  public var tokenCharacters = 16 << 10
  /// Seconds before its expiry from which on a token is renewed, so that it does not expire on the way.
  public var renewalSeconds: Int64 = 30

  /// Makes the default limits.
  public init() {}
}
