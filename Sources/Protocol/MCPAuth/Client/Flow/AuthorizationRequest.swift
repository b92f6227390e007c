package import MCPHTTP

/// One request to an authorization endpoint, with all that is needed to judge what comes back
/// (mcp-protocol §10.3.6).
package struct AuthorizationRequest: Sendable, Hashable {
  /// The issuer asked.
  package let issuer: String
  /// Whether every answer of that issuer carries `iss`.
  package let sendsIssuer: Bool
  /// The client that asks.
  package let clientID: String
  /// Where the answer comes.
  package let redirectURI: String
  /// The resource the tokens are for.
  package let resource: String
  /// The scopes asked for; empty to leave them to the server.
  package let scopes: [String]
  /// Names this request in the answer.
  package let state: Secret
  /// Binds the code to us.
  package let pkce: PKCE

  /// Makes a request of its own state and verifier.
  package init(
    server: AuthorizationServerMetadata, clientID: String, redirectURI: String, resource: String,
    scopes: [String], random: RandomSource
  ) {
    issuer = server.issuer
    sendsIssuer = server.sendsIssuer
    self.clientID = clientID
    self.redirectURI = redirectURI
    self.resource = resource
    self.scopes = scopes
    state = Secret(random.token())
    pkce = PKCE(verifier: Secret(random.token()))
  }

  /// The URL to send the user's browser to. What the endpoint's own query says is kept.
  package func url(_ endpoint: HTTPURL) -> String {
    var pairs: [FormText.Pair] = [
      .init("response_type", "code"), .init("client_id", clientID),
      .init("redirect_uri", redirectURI), .init("state", state.value),
      .init("code_challenge", pkce.challenge), .init("code_challenge_method", "S256"),
      .init("resource", resource),
    ]
    if !scopes.isEmpty { pairs.append(.init("scope", ScopeList.text(scopes))) }
    // Servers that follow OpenID Connect ignore offline_access without it (Core §11).
    if scopes.contains("offline_access") { pairs.append(.init("prompt", "consent")) }
    var url = endpoint
    let own = endpoint.query.map { $0.isEmpty ? "" : "\($0)&" } ?? ""
    url.query = own + FormText.encode(pairs)
    return url.text
  }

  /// The form that redeems the code of the answer.
  package func grant(code: Secret) -> [FormText.Pair] {
    [
      .init("grant_type", "authorization_code"), .init("code", code.value),
      .init("redirect_uri", redirectURI), .init("code_verifier", pkce.verifier.value),
      .init("resource", resource),
    ]
  }

  /// Judges the URL the browser was sent back to, and takes the code out of it (mcp-protocol §10.3.7).
  ///
  /// Nothing of the answer is looked at, an error neither, before `state` and issuer are known to be right.
  package func code(in redirect: String) throws(AuthorizationError) -> Secret {
    let answer = try parameters(of: redirect)
    guard let state = answer["state"], Secret(state) == self.state else {
      throw AuthorizationError(
        .badCallback,
        "the answer does not belong to the request that was made (its state is another): sign in again"
      )
    }
    try check(issuer: answer["iss"])
    if let error = answer["error"] {
      throw TokenEndpoint.refusal(error, answer["error_description"])
    }
    guard let code = answer["code"], !code.isEmpty else {
      throw AuthorizationError(
        .badCallback, "the authorization server sent back neither code nor error")
    }
    return Secret(code)
  }

  private func check(issuer found: String?) throws(AuthorizationError) {
    guard let found else {
      guard !sendsIssuer else {
        throw AuthorizationError(
          .issuerMismatch,
          "the authorization server promises to name itself in its answer and did not: the answer is not used"
        )
      }
      return
    }
    guard Array(found.utf8) == Array(issuer.utf8) else {
      throw AuthorizationError(
        .issuerMismatch,
        "the answer names another issuer than \(SafeText.printable(issuer)), which was asked: it is not used"
      )
    }
  }

  private func parameters(of redirect: String) throws(AuthorizationError) -> [String: String] {
    let bare = redirect.prefix { $0 != "#" }
    let parts = bare.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard let place = parts.first, Self.isSame(String(place), redirectURI) else {
      throw AuthorizationError(
        .badCallback, "the browser came back to another place than \(redirectURI)")
    }
    let pairs = parts.count == 2 ? FormText.decode(String(parts[1])) : []
    guard let pairs, Set(pairs.map(\.name)).count == pairs.count else {
      throw AuthorizationError(
        .badCallback, "the answer's query is broken or names something twice")
    }
    return Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, $0.value) })
  }

  /// Whether a place is the redirect URI, whose own query the answer's parameters were added to.
  private static func isSame(_ place: String, _ redirectURI: String) -> Bool {
    let own = redirectURI.prefix { $0 != "?" }
    // A browser writes the root path of a URL that has none.
    return place == own || place == own + "/" || place + "/" == own
  }
}
