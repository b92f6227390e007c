package import JSON
package import MCPHTTP

/// What we say about ourselves when we register (RFC 7591 §2).
public struct ClientRegistration: Sendable, Hashable {
  /// The name users see when they are asked for consent.
  public var clientName: String
  /// A page about us; nil for none.
  public var clientURI: String?

  /// Says who we are.
  public init(clientName: String = "MCP Cockpit", clientURI: String? = nil) {
    self.clientName = clientName
    self.clientURI = clientURI
  }

  /// The registration request's body.
  package func request(
    redirectURI: String, at server: AuthorizationServerMetadata
  ) -> JSONObject {
    var body: JSONObject = [
      "client_name": .string(clientName), "redirect_uris": [.string(redirectURI)],
      "grant_types": ["authorization_code", "refresh_token"], "response_types": ["code"],
      "application_type": .string(Self.isNative(redirectURI) ? "native" : "web"),
      "token_endpoint_auth_method": .string(Self.method(at: server).rawValue),
    ]
    body["client_uri"] = clientURI.map { .string($0) }
    return body
  }

  /// Reads the answer to a registration.
  package static func client(
    _ response: HTTPFetchResponse, redirectURI: String
  ) throws(AuthorizationError) -> StoredAuthorization.Client {
    if response.status == 408 || response.status == 429 || response.status >= 500 {
      throw AuthorizationHTTP.unavailable(response, "the registration endpoint")
    }
    let object = AuthorizationHTTP.object(response.body)
    guard (200...201).contains(response.status), let id = object?["client_id"]?.string,
      SafeText.printable(id, limit: 1024) == id, !id.isEmpty
    else { throw refusal(response.status, object) }
    let accepted = object?["redirect_uris"]?.array?.compactMap(\.string) ?? []
    guard accepted.isEmpty || accepted.contains(redirectURI) else {
      throw AuthorizationError(
        .noClient,
        "the authorization server registered us, but not with the redirect URI \(redirectURI)")
    }
    let expiry = object?["client_secret_expires_at"]?.int.map { Int64($0) }
    return StoredAuthorization.Client(
      id: id, secret: object?["client_secret"]?.string.map { Secret($0) },
      secretExpiresAt: expiry == 0 ? nil : expiry,
      method: object?["token_endpoint_auth_method"]?.string.flatMap {
        ClientAuthenticationMethod(rawValue: $0)
      }, redirectURI: redirectURI)
  }

  private static func refusal(_ status: Int, _ answer: JSONObject?) -> AuthorizationError {
    let code = answer?["error"]?.string.map { SafeText.printable($0, limit: 60) }
    let said = [code, answer?["error_description"]?.string.map { SafeText.printable($0) }]
    let text = said.compactMap(\.self).joined(separator: ": ")
    return AuthorizationError(
      .noClient,
      "the authorization server did not register us (status \(status)\(text.isEmpty ? "" : ", \(text)")): "
        + "register a client there by hand and configure its id", oauthError: code)
  }

  /// A program on the user's machine cannot keep a secret, so it asks for none where the server lets it.
  private static func method(at server: AuthorizationServerMetadata) -> ClientAuthenticationMethod {
    guard let methods = server.authenticationMethods else { return .basic }
    let wanted: [ClientAuthenticationMethod] = [.none, .basic, .post]
    return wanted.first { methods.contains($0.rawValue) } ?? .none
  }

  /// Whether a redirect URI is that of a program on the user's machine: loopback, or a scheme of its own.
  private static func isNative(_ redirectURI: String) -> Bool {
    let scheme = redirectURI.prefix { $0 != ":" }.lowercased()
    guard scheme == "https" || scheme == "http" else { return true }
    return (try? HTTPURL(redirectURI))?.isLoopback ?? false
  }
}
