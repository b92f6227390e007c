public import MCPTransport

/// What a validator found out about an access token.
public enum TokenVerdict: Sendable, Hashable {
  /// It is good, and this is whose it is.
  case accepted(Principal)
  /// It is not good; the reason is safe to tell.
  case refused(String)
  /// Nobody can say for now; the reason is safe to tell.
  case unavailable(String)
}

/// Judges access tokens for a resource server.
public protocol AccessTokenValidator: Sendable {
  /// Judges one token: whether it is genuine, in force, and meant for this resource.
  func validate(_ token: Secret) async -> TokenVerdict
}
