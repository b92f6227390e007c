package import JSON
package import MCPTransport

/// What must hold of the claims of an access token, however it was checked to be genuine (RFC 9068 §4, RFC 7662 §2.2).
package struct TokenClaims: Sendable, Hashable {
  /// The issuers believed, exactly as written.
  package let issuers: Set<String>
  /// The names of our resource; a token must be meant for one of them.
  package let audiences: Set<String>
  /// Seconds that clocks may differ.
  package let leewaySeconds: Int64

  /// Expects tokens of these issuers for these names.
  package init(issuers: Set<String>, audiences: Set<String>, leewaySeconds: Int64 = 30) {
    self.issuers = issuers
    self.audiences = audiences
    self.leewaySeconds = leewaySeconds
  }

  /// Why a token is refused; safe to tell.
  package struct Refusal: Error, Sendable, Hashable {
    /// The reason.
    package let reason: String
  }

  /// Who the claims of a JWT speak of.
  package func principal(_ claims: JSONObject, now: Int64) throws(Refusal) -> Principal {
    guard let issuer = claims["iss"]?.string, issuers.contains(issuer) else {
      throw Refusal(reason: "the token is of an issuer not trusted here")
    }
    guard let expiry = claims["exp"]?.double else {
      throw Refusal(reason: "the token does not say when it expires")
    }
    return try principal(claims, issuer: issuer, expiry: expiry, now: now)
  }

  /// Who an introspection answer speaks of; the authorization server may leave issuer and expiry out.
  package func introspected(_ claims: JSONObject, now: Int64) throws(Refusal) -> Principal {
    let issuer = claims["iss"]?.string
    guard issuer.map(issuers.contains) ?? (claims["iss"] == nil) else {
      throw Refusal(reason: "the token is of an issuer not trusted here")
    }
    return try principal(
      claims, issuer: issuer ?? (issuers.count == 1 ? issuers.first : nil),
      expiry: claims["exp"]?.double, now: now)
  }

  private func principal(
    _ claims: JSONObject, issuer: String?, expiry: Double?, now: Int64
  ) throws(Refusal) -> Principal {
    if let expiry, Double(now - leewaySeconds) >= expiry {
      throw Refusal(reason: "the token has expired")
    }
    if let start = claims["nbf"], start.double.map({ $0 > Double(now + leewaySeconds) }) ?? true {
      throw Refusal(reason: "the token is not valid yet")
    }
    guard !audiences.isDisjoint(with: Self.audience(claims)) else {
      throw Refusal(reason: "the token is meant for another resource")
    }
    // A bound token proves nothing without the proof, which nobody checks here (RFC 9449 §7.1, RFC 8705 §3).
    guard claims["cnf"] == nil else {
      throw Refusal(reason: "the token is bound to a key, and this server takes Bearer tokens only")
    }
    guard let subject = claims["sub"]?.string ?? claims["client_id"]?.string, !subject.isEmpty
    else {
      throw Refusal(reason: "the token does not say whose it is")
    }
    return Principal(subject: subject, issuer: issuer, scopes: Self.scopes(claims))
  }

  private static func audience(_ claims: JSONObject) -> [String] {
    switch claims["aud"] {
    case .string(let text): [text]
    case .array(let values): values.compactMap(\.string)
    default: []
    }
  }

  /// `scope` as RFC 9068 writes it, or `scp` as some issuers do.
  private static func scopes(_ claims: JSONObject) -> Set<String> {
    for value in [claims["scope"], claims["scp"]] {
      if let text = value?.string { return Set(ScopeList.parse(text)) }
      if let list = value?.array { return Set(ScopeList.unique(list.compactMap(\.string))) }
    }
    return []
  }
}
