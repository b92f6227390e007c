/// How tokens are obtained.
public enum OAuthGrant: Sendable {
  /// A user signs in (RFC 6749 §4.1 with PKCE).
  case authorizationCode(any AuthorizationUserAgent)
  /// The client stands for itself, by its secret or key (RFC 6749 §4.4).
  case clientCredentials
  /// The user's company has signed the user in (enterprise-managed authorization, SEP-990).
  case enterprise(EnterpriseIdentity)
  /// The platform vouches for the program that runs (workload identity federation, SEP-1933).
  case workload(WorkloadIdentity)
}

/// A user's identity at a company's identity provider.
public struct EnterpriseIdentity: Sendable {
  /// The provider's token endpoint.
  public var tokenEndpoint: String
  /// The provider's issuer: the audience where the client signs for itself.
  public var issuer: String
  /// Who we are at the provider.
  public var client: OAuthClient
  /// Gives the user's ID token.
  public var idToken: @Sendable () async throws(AuthorizationError) -> Secret

  /// Makes an identity.
  public init(
    tokenEndpoint: String, issuer: String, client: OAuthClient,
    idToken: @escaping @Sendable () async throws(AuthorizationError) -> Secret
  ) {
    self.tokenEndpoint = tokenEndpoint
    self.issuer = issuer
    self.client = client
    self.idToken = idToken
  }
}

/// The identity of a program as its platform states it.
public struct WorkloadIdentity: Sendable {
  /// Gives the platform's JWT for an audience, the authorization server's issuer.
  public var assertion: @Sendable (_ audience: String) async throws(AuthorizationError) -> Secret

  /// Makes an identity.
  public init(
    assertion: @escaping @Sendable (_ audience: String) async throws(AuthorizationError) -> Secret
  ) {
    self.assertion = assertion
  }
}
