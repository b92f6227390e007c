package import JSON
package import MCPHTTP

/// A token endpoint and who asks there.
package struct TokenEndpoint: Sendable {
  private let url: HTTPURL
  private let client: ClientAuthentication?
  private let prover: DPoPProver?
  private let context: AuthorizationContext

  /// Asks at `url`; without `client` nobody in particular does. With `prover` the tokens are to be bound to its key.
  package init(
    _ url: HTTPURL, client: ClientAuthentication?, prover: DPoPProver?,
    context: AuthorizationContext
  ) {
    self.url = url
    self.client = client
    self.prover = prover
    self.context = context
  }

  /// Asks for tokens and reads them.
  package func tokens(
    for grant: [FormText.Pair], asking scopes: [String]
  ) async throws(AuthorizationError) -> TokenSet {
    let answer = try await answer(to: grant)
    var tokens = try TokenSet(
      answer, asked: scopes, now: context.now(), limits: context.limits)
    tokens.clientID = client?.client.id
    if tokens.kind == .dpop {
      guard let prover else {
        throw AuthorizationError(
          .invalidAnswer, "the token endpoint binds its token to a key nobody has proved")
      }
      tokens.proofKey = prover.storedKey
    }
    return tokens
  }

  /// Asks, and again with the server's nonce if it wants one; the object of a successful answer.
  package func answer(
    to grant: [FormText.Pair]
  ) async throws(AuthorizationError) -> JSONObject {
    let response = try await send(grant)
    if let prover, prover.learn(response.fields, from: url), response.status >= 400,
      AuthorizationHTTP.object(response.body)?["error"]?.string == "use_dpop_nonce"
    {
      return try read(try await send(grant))
    }
    return try read(response)
  }

  private func send(
    _ grant: [FormText.Pair]
  ) async throws(AuthorizationError) -> HTTPFetchResponse {
    var form = grant
    var fields = HTTPFields()
    try client?.sign(&form, &fields, random: context.random, now: context.now())
    if let prover { fields["DPoP"] = try prover.proof("POST", url) }
    return try await context.http.post(form: form, to: url, fields: fields, what: Self.name)
  }

  private func read(_ response: HTTPFetchResponse) throws(AuthorizationError) -> JSONObject {
    let object = AuthorizationHTTP.object(response.body)
    if response.status == 408 || response.status == 429 || response.status >= 500 {
      throw AuthorizationHTTP.unavailable(response, "\(Self.name) at \(url.display)")
    }
    if let code = object?["error"]?.string {
      throw Self.refusal(code, object?["error_description"]?.string)
    }
    guard response.status == 200 || response.status == 201, let object else {
      throw AuthorizationError(
        .invalidAnswer,
        "\(Self.name) at \(url.display) answered with status \(response.status) and no JSON object")
    }
    return object
  }

  /// The error for what an authorization server says about a failure (RFC 6749 §5.2).
  package static func refusal(_ code: String, _ description: String?) -> AuthorizationError {
    let code = SafeText.printable(code, limit: 60)
    let more = description.map { ": \(SafeText.printable($0))" } ?? ""
    return AuthorizationError(
      .refused, "the authorization server refused with \(code)\(more)", oauthError: code)
  }

  private static let name = "the token endpoint"
}
