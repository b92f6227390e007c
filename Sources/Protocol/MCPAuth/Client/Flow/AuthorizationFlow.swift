package import MCPHTTP

/// The steps of one authorization, without memory between two of them.
package struct AuthorizationFlow: Sendable {
  /// What discovery found.
  package struct Guardian: Sendable {
    /// The authorization server.
    package let server: AuthorizationServerMetadata
    /// What the resource says; nil for servers of revision 2025-03-26.
    package let resource: ProtectedResourceMetadata?
  }

  /// What there is to ask for, and with what.
  package struct Wish: Sendable {
    /// The scopes; empty to leave them to the server.
    package var scopes: [String]
    /// Proves the key the tokens are to be bound to; nil for tokens that are not.
    package var prover: DPoPProver?
    /// What is kept for this issuer already.
    package var stored: StoredAuthorization
    /// The issuers that clients configured without one belong to by now.
    package var bound: [String: String]
    /// What the platform says about us, where that is the grant.
    package var assertion: Secret?
  }

  let configuration: OAuthConfiguration
  let context: AuthorizationContext
  let policy: EndpointPolicy
  let directory: ClientDirectory
  /// The resource's URL, and its name towards authorization servers.
  package let resource: HTTPURL
  package let resourceName: String

  /// Prepares for the resource of a configuration.
  package init(
    _ configuration: OAuthConfiguration, context: AuthorizationContext
  ) throws(AuthorizationError) {
    do { resource = try HTTPURL(configuration.resource) } catch {
      throw AuthorizationError(.configuration, "the server's URL: \(error.message)")
    }
    self.configuration = configuration
    self.context = context
    policy = EndpointPolicy(resource: resource)
    directory = ClientDirectory(configuration, context: context, policy: policy)
    resourceName = CanonicalResource.text(resource)
  }

  // MARK: Discovery

  /// Finds the authorization server, starting from the server's challenge; `preferred` issuers come first.
  package func discover(
    _ challenge: AuthenticationChallenge?, preferred: [String]
  ) async throws(AuthorizationError) -> Guardian {
    let discovery = MetadataDiscovery(http: context.http, policy: policy)
    let found = try await discovery.resource(resource, named: challenge?["resource_metadata"])
    guard let found else {
      guard configuration.usesLegacyDiscovery else {
        throw AuthorizationError(
          .metadata, "\(resource.display) asks for authorization and publishes no resource metadata"
        )
      }
      let server = try await discovery.server(issuer: resource.origin, legacy: true)
      return Guardian(
        server: server ?? AuthorizationServerMetadata(legacyOrigin: resource.origin), resource: nil)
    }
    let issuers = found.authorizationServers
    let ordered =
      preferred.filter { issuers.contains($0) } + issuers.filter { !preferred.contains($0) }
    var failure: AuthorizationError?
    for issuer in ordered.prefix(context.limits.authorizationServers) {
      do {
        if let server = try await discovery.server(issuer: issuer) {
          return Guardian(server: server, resource: found)
        }
      } catch {
        guard error.code == .unavailable else { throw error }
        failure = error
      }
    }
    let names = SafeText.printable(ordered.joined(separator: ", "))
    throw failure
      ?? AuthorizationError(.metadata, "the authorization server \(names) publishes no metadata")
  }

  /// The scopes to ask for (mcp-protocol §10.3.5).
  package func scopes(
    _ challenge: AuthenticationChallenge?, _ guardian: Guardian
  ) -> [String] {
    let asked = challenge?.scopes ?? configuration.scopes.map(ScopeList.unique)
    let wanted = asked ?? guardian.resource?.scopesSupported ?? []
    guard !wanted.isEmpty else { return [] }
    return offline(wanted, guardian)
  }

  /// The scopes, and the one for refresh tokens where the authorization server knows it and a user signs in.
  package func offline(_ scopes: [String], _ guardian: Guardian) -> [String] {
    guard case .authorizationCode = configuration.grant,
      guardian.server.scopesSupported?.contains("offline_access") == true
    else { return scopes }
    return ScopeList.union(scopes, ["offline_access"])
  }

  // MARK: Obtaining

  /// Obtains tokens. `keep` is given what should survive a failure of a later step.
  package func obtain(
    _ wish: Wish, from guardian: Guardian, keep: (StoredAuthorization) async -> Void
  ) async throws(AuthorizationError) -> StoredAuthorization {
    var kept = wish.stored
    let tokens: TokenSet
    switch configuration.grant {
    case .authorizationCode(let agent):
      (kept, tokens) = try await signIn(agent, wish, guardian.server, keep)
    case .clientCredentials: tokens = try await clientCredentials(wish, guardian.server)
    case .enterprise(let identity):
      tokens = try await enterprise(identity, wish, guardian.server)
    case .workload: tokens = try await workload(wish, guardian.server)
    }
    kept.tokens = tokens
    kept.requestedScopes = wish.scopes
    kept.updatedAt = context.now()
    return kept
  }

  /// Renews tokens with their refresh token; nil when they cannot be renewed.
  package func renew(
    _ stored: StoredAuthorization, at server: AuthorizationServerMetadata, prover: DPoPProver?
  ) async throws(AuthorizationError) -> StoredAuthorization? {
    guard let tokens = stored.tokens, let refresh = tokens.refresh,
      let client = directory.owner(of: tokens, at: stored.issuer, known: stored.client)
    else { return nil }
    let endpoint = try tokenEndpoint(
      server, try ClientAuthentication(client, at: server), prover)
    var renewed = try await endpoint.tokens(
      for: [
        .init("grant_type", "refresh_token"), .init("refresh_token", refresh.value),
        .init("resource", resourceName),
      ], asking: tokens.scopes)
    renewed.refresh = renewed.refresh ?? refresh
    var kept = stored
    kept.tokens = renewed
    kept.updatedAt = context.now()
    return kept
  }

  func tokenEndpoint(
    _ server: AuthorizationServerMetadata, _ client: ClientAuthentication?, _ prover: DPoPProver?
  ) throws(AuthorizationError) -> TokenEndpoint {
    guard let endpoint = server.tokenEndpoint else {
      throw AuthorizationError(.metadata, "the authorization server names no token endpoint")
    }
    return TokenEndpoint(
      try policy.url(endpoint, "the token endpoint"), client: client, prover: prover,
      context: context)
  }
}
