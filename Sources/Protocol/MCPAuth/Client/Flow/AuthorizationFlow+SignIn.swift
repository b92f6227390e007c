import MCPHTTP

extension AuthorizationFlow {
  /// Lets a user sign in, registering us before where that is needed.
  func signIn(
    _ agent: any AuthorizationUserAgent, _ wish: Wish, _ server: AuthorizationServerMetadata,
    _ keep: (StoredAuthorization) async -> Void
  ) async throws(AuthorizationError) -> (StoredAuthorization, TokenSet) {
    // Judged before anything is registered or shown.
    let place = try authorizationEndpoint(server)
    try checkProofOfPossession(server)
    do throws(AuthorizationError) {
      let redirectURI = try await agent.redirectURI()
      var stored = wish.stored
      let identity = try await directory.identity(
        at: server, redirectURI: redirectURI, known: stored.client, bound: wish.bound)
      let authentication = try ClientAuthentication(identity.client, at: server)
      let endpoint = try tokenEndpoint(server, authentication, wish.prover)
      stored.client = identity.registration
      if identity.isNew { await keep(stored) }
      let request = AuthorizationRequest(
        server: server, clientID: identity.client.id, redirectURI: redirectURI,
        resource: resourceName, scopes: wish.scopes, random: context.random)
      let answer = try await agent.authorize(request.url(place), redirectURI: redirectURI)
      let code = try request.code(in: answer)
      let tokens = try await endpoint.tokens(for: request.grant(code: code), asking: wish.scopes)
      await agent.close()
      return (stored, tokens)
    } catch {
      await agent.close()
      throw error
    }
  }

  private func authorizationEndpoint(
    _ server: AuthorizationServerMetadata
  ) throws(AuthorizationError) -> HTTPURL {
    guard let endpoint = server.authorizationEndpoint else {
      throw AuthorizationError(
        .metadata, "the authorization server names no authorization endpoint")
    }
    return try policy.url(endpoint, "the authorization endpoint")
  }

  /// OAuth 2.1 wants PKCE, and a server that does not announce it may ignore it (mcp-protocol §10.3.2).
  private func checkProofOfPossession(
    _ server: AuthorizationServerMetadata
  ) throws(AuthorizationError) {
    guard server.challengeMethods?.contains("S256") == true else {
      throw AuthorizationError(
        .noPKCE,
        "the authorization server \(SafeText.printable(server.issuer)) does not announce PKCE with S256, "
          + "without which a stolen code could be used: ask its operator to enable it")
    }
  }
}
