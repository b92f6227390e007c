import Basics
import JSON
package import MCPHTTP

/// A client's proof of itself on a token request (RFC 6749 §2.3, RFC 7523 §2.2).
package struct ClientAuthentication: Sendable {
  /// Who it is.
  package let client: OAuthClient
  /// How it says so.
  package let method: ClientAuthenticationMethod
  /// The issuer, as the audience of a signed proof.
  package let issuer: String

  /// Makes a proof for the server with that metadata.
  package init(
    _ client: OAuthClient, at metadata: AuthorizationServerMetadata
  ) throws(AuthorizationError) {
    self.client = client
    issuer = metadata.issuer
    method = try client.method(
      supported: metadata.authenticationMethods, algorithms: metadata.authenticationAlgorithms)
  }

  /// Makes a proof by a known method.
  package init(_ client: OAuthClient, method: ClientAuthenticationMethod, issuer: String) {
    self.client = client
    self.method = method
    self.issuer = issuer
  }

  /// Adds the proof to a request: another one each time.
  package func sign(
    _ form: inout [FormText.Pair], _ fields: inout HTTPFields, random: RandomSource, now: Int64
  ) throws(AuthorizationError) {
    switch method {
    case .basic:
      let pair = "\(FormText.encode(client.id)):\(FormText.encode(client.secret?.value ?? ""))"
      fields["Authorization"] = "Basic \(Base64.encode(Array(pair.utf8)))"
    case .post:
      form += [.init("client_id", client.id), .init("client_secret", client.secret?.value ?? "")]
    case .none:
      form.append(.init("client_id", client.id))
    case .privateKey:
      form += [
        .init("client_id", client.id),
        .init("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        .init("client_assertion", try assertion(random, now).value),
      ]
    }
  }

  private func assertion(
    _ random: RandomSource, _ now: Int64
  ) throws(AuthorizationError) -> Secret {
    guard let key = client.key else {
      throw AuthorizationError(.configuration, "there is no private key for client \(client.id)")
    }
    let claims: JSONObject = [
      "iss": .string(client.id), "sub": .string(client.id), "aud": .string(issuer),
      "jti": .string(random.token()), "iat": .int(Int(now)),
      "exp": .int(Int(now + Self.lifetimeSeconds)),
    ]
    return try key.token(claims, type: "JWT")
  }

  /// Long enough for clocks that differ a little, short enough to be worth little when seen.
  private static let lifetimeSeconds: Int64 = 120
}
