package import JSON

/// The tokens an authorization server gave for one resource.
public struct TokenSet: Sendable, Hashable {
  /// How an access token is presented.
  public enum Kind: String, Sendable, Hashable {
    /// To whom it may belong (RFC 6750).
    case bearer = "Bearer"
    /// With a proof by the key it is bound to (RFC 9449).
    case dpop = "DPoP"
  }

  /// The token for requests.
  public var access: Secret
  /// How it is presented.
  public var kind: Kind
  /// When it expires, in Unix seconds; nil when the server did not say.
  public var expiresAt: Int64?
  /// From when on it should be renewed, in Unix seconds.
  public var renewsAt: Int64?
  /// The token for a new one; nil when there is none.
  public var refresh: Secret?
  /// What was granted, where the server said; otherwise what was asked for.
  public var scopes: [String]
  /// The client they were given to: nobody else can renew them. nil for grants without a client.
  public var clientID: String?
  /// The private key a DPoP token is bound to.
  public var proofKey: Secret?

  /// Makes a set of tokens.
  public init(
    access: Secret, kind: Kind = .bearer, expiresAt: Int64? = nil, renewsAt: Int64? = nil,
    refresh: Secret? = nil, scopes: [String] = [], clientID: String? = nil, proofKey: Secret? = nil
  ) {
    self.access = access
    self.kind = kind
    self.expiresAt = expiresAt
    self.renewsAt = renewsAt
    self.refresh = refresh
    self.scopes = scopes
    self.clientID = clientID
    self.proofKey = proofKey
  }

  /// Reads the answer of a token endpoint (RFC 6749 §5.1).
  package init(
    _ answer: JSONObject, asked scopes: [String], now: Int64, limits: AuthorizationLimits
  ) throws(AuthorizationError) {
    guard let access = try Self.token(answer, "access_token", limits) else {
      throw Self.error("has no access_token")
    }
    self.access = access
    kind = try Self.kind(answer)
    refresh = try Self.token(answer, "refresh_token", limits)
    self.scopes = answer["scope"]?.string.map { ScopeList.parse($0) } ?? scopes
    guard let lifetime = Self.lifetime(answer) else { return }
    expiresAt = now + lifetime
    // A token that lives for seconds must not be renewed before its first use.
    renewsAt = now + lifetime - min(limits.renewalSeconds, lifetime / 10)
  }

  private static func kind(_ answer: JSONObject) throws(AuthorizationError) -> Kind {
    let type = answer["token_type"]?.string
    switch type?.lowercased() {
    case "bearer": return .bearer
    case "dpop": return .dpop
    default:
      let found = type.map { "the type \(SafeText.printable($0, limit: 40))" } ?? "no type"
      throw error("gives a token of \(found), where only Bearer and DPoP are usable")
    }
  }

  private static func token(
    _ answer: JSONObject, _ name: String, _ limits: AuthorizationLimits
  ) throws(AuthorizationError) -> Secret? {
    guard let value = answer[name], !value.isNull else { return nil }
    // Whatever else stood in it would end up in a header field.
    guard let text = value.string, SafeText.isVisibleASCII(text),
      text.utf8.count <= limits.tokenCharacters
    else {
      throw error("has an unusable \(name): not up to \(limits.tokenCharacters) visible characters")
    }
    return Secret(text)
  }

  /// Some servers write the number as text.
  private static func lifetime(_ answer: JSONObject) -> Int64? {
    let value = answer["expires_in"]
    guard let seconds = value?.double ?? value?.string.flatMap({ Double($0) }), seconds >= 0 else {
      return nil
    }
    return Int64(min(seconds, 1e10))
  }

  private static func error(_ what: String) -> AuthorizationError {
    AuthorizationError(.invalidAnswer, "the token endpoint's answer \(what)")
  }
}
