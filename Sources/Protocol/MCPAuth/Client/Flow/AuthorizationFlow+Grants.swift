import JSON
import MCPHTTP

/// The grants without a user in front of a browser.
extension AuthorizationFlow {
  private static let jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer"
  private static let tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
  private static let idToken = "urn:ietf:params:oauth:token-type:id_token"
  private static let identityGrant = "urn:ietf:params:oauth:token-type:id-jag"

  /// The client for itself (RFC 6749 §4.4).
  func clientCredentials(
    _ wish: Wish, _ server: AuthorizationServerMetadata
  ) async throws(AuthorizationError) -> TokenSet {
    guard let client = directory.registered(at: server.issuer, bound: wish.bound) else {
      throw directory.nobody(at: server.issuer)
    }
    return try await tokens([.init("grant_type", "client_credentials")], client, wish, server)
  }

  /// A company's user: the ID token becomes an identity assertion for this authorization server (RFC 8693), and that
  /// becomes an access token (RFC 7523).
  func enterprise(
    _ identity: EnterpriseIdentity, _ wish: Wish, _ server: AuthorizationServerMetadata
  ) async throws(AuthorizationError) -> TokenSet {
    guard let client = directory.registered(at: server.issuer, bound: wish.bound) else {
      throw directory.nobody(at: server.issuer)
    }
    let assertion = try await exchange(identity, wish, server)
    return try await tokens(
      [.init("grant_type", Self.jwtBearer), .init("assertion", assertion.value)], client, wish,
      server)
  }

  /// A program its platform vouches for (RFC 7523 §2.1).
  func workload(
    _ wish: Wish, _ server: AuthorizationServerMetadata
  ) async throws(AuthorizationError) -> TokenSet {
    let client = directory.registered(at: server.issuer, bound: wish.bound)
    guard let assertion = wish.assertion else {
      throw AuthorizationError(.configuration, "the platform gave no identity for this program")
    }
    return try await tokens(
      [.init("grant_type", Self.jwtBearer), .init("assertion", assertion.value)], client, wish,
      server)
  }

  private func exchange(
    _ identity: EnterpriseIdentity, _ wish: Wish, _ server: AuthorizationServerMetadata
  ) async throws(AuthorizationError) -> Secret {
    // The provider is the person's choice, not the server's: judged by its own place.
    let url: HTTPURL
    do { url = try HTTPURL(identity.tokenEndpoint) } catch {
      throw AuthorizationError(
        .configuration, "the identity provider's token endpoint: \(error.message)")
    }
    let place = try EndpointPolicy(resource: url).url(
      identity.tokenEndpoint, "the identity provider's token endpoint")
    let method = try identity.client.method(supported: nil, algorithms: nil)
    let endpoint = TokenEndpoint(
      place,
      client: ClientAuthentication(identity.client, method: method, issuer: identity.issuer),
      prover: nil, context: context)
    var form: [FormText.Pair] = [
      .init("grant_type", Self.tokenExchange), .init("requested_token_type", Self.identityGrant),
      .init("subject_token", try await identity.idToken().value),
      .init("subject_token_type", Self.idToken), .init("audience", server.issuer),
      .init("resource", resourceName),
    ]
    if !wish.scopes.isEmpty { form.append(.init("scope", ScopeList.text(wish.scopes))) }
    return try Self.assertion(try await endpoint.answer(to: form), context.limits)
  }

  private static func assertion(
    _ answer: JSONObject, _ limits: AuthorizationLimits
  ) throws(AuthorizationError) -> Secret {
    guard answer["issued_token_type"]?.string == identityGrant,
      let text = answer["access_token"]?.string, SafeText.isVisibleASCII(text),
      text.utf8.count <= limits.tokenCharacters
    else {
      throw AuthorizationError(
        .invalidAnswer, "the identity provider gave no identity assertion grant (id-jag)")
    }
    return Secret(text)
  }

  private func tokens(
    _ grant: [FormText.Pair], _ client: OAuthClient?, _ wish: Wish,
    _ server: AuthorizationServerMetadata
  ) async throws(AuthorizationError) -> TokenSet {
    var authentication: ClientAuthentication?
    if let client { authentication = try ClientAuthentication(client, at: server) }
    let endpoint = try tokenEndpoint(server, authentication, wish.prover)
    var form = grant + [.init("resource", resourceName)]
    if !wish.scopes.isEmpty { form.append(.init("scope", ScopeList.text(wish.scopes))) }
    return try await endpoint.tokens(for: form, asking: wish.scopes)
  }
}
