package import JSON

/// What an authorization server says about itself (RFC 8414 §2), as far as we need it.
package struct AuthorizationServerMetadata: Sendable, Hashable {
  /// The issuer, exactly as written.
  package let issuer: String
  /// Where the user's browser is sent.
  package let authorizationEndpoint: String?
  /// Where tokens are given.
  package let tokenEndpoint: String?
  /// Where clients register themselves (RFC 7591).
  package let registrationEndpoint: String?
  /// Where the issuer's public keys are.
  package let keySetURL: String?
  /// The scopes it knows; nil when it does not say.
  package let scopesSupported: [String]?
  /// How clients may identify themselves at the token endpoint; nil when it does not say.
  package let authenticationMethods: [String]?
  /// The signatures it takes from clients; nil when it does not say.
  package let authenticationAlgorithms: [String]?
  /// The PKCE methods it knows; nil when it does not say.
  package let challengeMethods: [String]?
  /// The signatures it takes in DPoP proofs; nil when it does not say.
  package let proofAlgorithms: [String]?
  /// Whether every answer of the authorization endpoint carries `iss` (RFC 9207).
  package let sendsIssuer: Bool
  /// Whether a URL can be a client id.
  package let readsClientMetadata: Bool

  /// Reads a document and checks that it is that of `issuer`, by plain comparison.
  package init(_ document: JSONObject, issuer: String) throws(AuthorizationError) {
    guard let named = document["issuer"]?.string else {
      throw AuthorizationError(.metadata, "the authorization server's metadata names no issuer")
    }
    guard Array(named.utf8) == Array(issuer.utf8) else {
      throw AuthorizationError(
        .issuerMismatch,
        "the metadata found for \(SafeText.printable(issuer)) belongs to the issuer "
          + "\(SafeText.printable(named)): none of its endpoints is used")
    }
    self.issuer = issuer
    authorizationEndpoint = document["authorization_endpoint"]?.string
    tokenEndpoint = document["token_endpoint"]?.string
    registrationEndpoint = document["registration_endpoint"]?.string
    keySetURL = document["jwks_uri"]?.string
    scopesSupported = Self.texts(document, "scopes_supported")
    authenticationMethods = Self.texts(document, "token_endpoint_auth_methods_supported")
    authenticationAlgorithms = Self.texts(
      document, "token_endpoint_auth_signing_alg_values_supported")
    challengeMethods = Self.texts(document, "code_challenge_methods_supported")
    proofAlgorithms = Self.texts(document, "dpop_signing_alg_values_supported")
    sendsIssuer = document["authorization_response_iss_parameter_supported"]?.bool ?? false
    readsClientMetadata = document["client_id_metadata_document_supported"]?.bool ?? false
  }

  /// The endpoints every server of revision 2025-03-26 has when it publishes nothing (its authorization §2.3.3).
  package init(legacyOrigin origin: String) {
    issuer = origin
    authorizationEndpoint = "\(origin)/authorize"
    tokenEndpoint = "\(origin)/token"
    registrationEndpoint = "\(origin)/register"
    keySetURL = nil
    scopesSupported = nil
    authenticationMethods = nil
    authenticationAlgorithms = nil
    challengeMethods = ["S256"]
    proofAlgorithms = nil
    sendsIssuer = false
    readsClientMetadata = false
  }

  private static func texts(_ document: JSONObject, _ name: String) -> [String]? {
    document[name]?.array?.compactMap(\.string)
  }
}
