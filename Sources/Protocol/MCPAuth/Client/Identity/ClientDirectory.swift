import JSON
import MCPHTTP

/// Finds out who we are at an authorization server (mcp-protocol §10.3.3): registered by hand, by our metadata
/// document, registered by ourselves before, or registered by ourselves now.
package struct ClientDirectory: Sendable {
  private let configuration: OAuthConfiguration
  private let context: AuthorizationContext
  private let policy: EndpointPolicy

  /// Knows the clients of a configuration.
  package init(
    _ configuration: OAuthConfiguration, context: AuthorizationContext, policy: EndpointPolicy
  ) {
    self.configuration = configuration
    self.context = context
    self.policy = policy
  }

  /// Who we are, and the registration that is to be kept when we registered ourselves.
  package struct Identity: Sendable {
    /// The client.
    package let client: OAuthClient
    /// The registration behind it; nil when there is none of our own making.
    package let registration: StoredAuthorization.Client?
    /// Whether that was made just now.
    package let isNew: Bool

    init(
      _ client: OAuthClient, registration: StoredAuthorization.Client? = nil, isNew: Bool = false
    ) {
      self.client = client
      self.registration = registration
      self.isNew = isNew
    }
  }

  /// Who we are where a user signs in.
  ///
  /// `known` is the registration kept for this issuer, `bound` the issuers clients without one belong to by now.
  package func identity(
    at server: AuthorizationServerMetadata, redirectURI: String,
    known: StoredAuthorization.Client?, bound: [String: String]
  ) async throws(AuthorizationError) -> Identity {
    if let client = registered(at: server.issuer, bound: bound) { return Identity(client) }
    if server.readsClientMetadata, let url = configuration.metadataDocumentURL {
      return Identity(
        OAuthClient(id: try Self.metadataDocument(url), method: ClientAuthenticationMethod.none))
    }
    if let known, known.redirectURI == redirectURI, !isExpired(known) {
      return Identity(Self.client(known), registration: known)
    }
    if let endpoint = server.registrationEndpoint, let registration = configuration.registration {
      let client = try await register(registration, endpoint, server, redirectURI)
      return Identity(Self.client(client), registration: client, isNew: true)
    }
    throw nobody(at: server.issuer)
  }

  /// The client registered by hand for an issuer.
  package func registered(at issuer: String, bound: [String: String]) -> OAuthClient? {
    let own = configuration.registered.first { $0.issuer == issuer }
    let any = configuration.registered.first {
      $0.issuer == nil && (bound[$0.client.id] ?? issuer) == issuer
    }
    return (own ?? any)?.client
  }

  /// Whether we are the client of a registration of our own at a server, and not one known otherwise.
  package func isSelfRegistered(
    at server: AuthorizationServerMetadata, bound: [String: String]
  ) -> Bool {
    registered(at: server.issuer, bound: bound) == nil
      && !(server.readsClientMetadata && configuration.metadataDocumentURL != nil)
  }

  /// The client tokens were given to, to renew them; nil when we are no longer that client.
  package func owner(
    of tokens: TokenSet, at issuer: String, known: StoredAuthorization.Client?
  ) -> OAuthClient? {
    guard let id = tokens.clientID else { return nil }
    if let client = configuration.registered.first(where: {
      $0.client.id == id && ($0.issuer ?? issuer) == issuer
    }) {
      return client.client
    }
    if id == configuration.metadataDocumentURL {
      return OAuthClient(id: id, method: ClientAuthenticationMethod.none)
    }
    guard let known, known.id == id, !isExpired(known) else { return nil }
    return Self.client(known)
  }

  /// The error for an authorization server nobody knows us at.
  package func nobody(at issuer: String) -> AuthorizationError {
    let place = SafeText.printable(issuer)
    let others =
      configuration.registered.isEmpty ? "" : " (those configured belong to other issuers)"
    return AuthorizationError(
      .noClient,
      "no client is known at \(place)\(others): register one there by hand and configure its id and secret "
        + "for this issuer, or the URL of a client metadata document if the server reads those")
  }

  // MARK: Registering

  private func register(
    _ registration: ClientRegistration, _ endpoint: String, _ server: AuthorizationServerMetadata,
    _ redirectURI: String
  ) async throws(AuthorizationError) -> StoredAuthorization.Client {
    let url = try policy.url(endpoint, "the registration endpoint")
    let body = JSONWriter.bytes(.object(registration.request(redirectURI: redirectURI, at: server)))
    let response = try await context.http.send(
      "POST", url, fields: ["Content-Type": "application/json"], body: body,
      to: "the registration endpoint")
    return try ClientRegistration.client(response, redirectURI: redirectURI)
  }

  private func isExpired(_ client: StoredAuthorization.Client) -> Bool {
    client.secretExpiresAt.map { $0 <= context.now() } ?? false
  }

  private static func client(_ stored: StoredAuthorization.Client) -> OAuthClient {
    OAuthClient(id: stored.id, secret: stored.secret, method: stored.method)
  }

  /// mcp-protocol §10.3.3: an https URL with a path.
  private static func metadataDocument(_ text: String) throws(AuthorizationError) -> String {
    guard let url = try? HTTPURL(text), url.isSecure, url.path.count > 1, url.fragment == nil,
      url.userInformation == nil
    else {
      throw AuthorizationError(
        .configuration, "the URL of the client metadata document has to be https and to have a path"
      )
    }
    return text
  }
}
