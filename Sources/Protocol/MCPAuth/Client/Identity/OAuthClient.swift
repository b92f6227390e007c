/// How a client proves who it is at the token endpoint (RFC 7591 §2, `token_endpoint_auth_method`).
public enum ClientAuthenticationMethod: String, Sendable, Hashable {
  /// Id and secret in `Authorization: Basic`.
  case basic = "client_secret_basic"
  /// Id and secret in the form.
  case post = "client_secret_post"
  /// The id alone: a public client.
  case none
  /// A token signed with the client's key (RFC 7523).
  case privateKey = "private_key_jwt"
}

/// A client as an authorization server knows it.
public struct OAuthClient: Sendable {
  /// The client id.
  public var id: String
  /// The client secret; nil without one.
  public var secret: Secret?
  /// The key that signs for the client; nil without one.
  public var key: SigningKey?
  /// The method registered; nil leaves the choice to what the authorization server supports.
  public var method: ClientAuthenticationMethod?

  /// Makes a client.
  public init(
    id: String, secret: Secret? = nil, key: SigningKey? = nil,
    method: ClientAuthenticationMethod? = nil
  ) {
    self.id = id
    self.secret = secret
    self.key = key
    self.method = method
  }

  /// The method to use at a server that supports `supported` (nil: it does not say) and, for signatures,
  /// `algorithms`.
  package func method(
    supported: [String]?, algorithms: [String]?
  ) throws(AuthorizationError) -> ClientAuthenticationMethod {
    let chosen = method ?? usualMethod(supported.map(Set.init))
    switch chosen {
    case .basic, .post:
      guard secret != nil else { throw missing("a client secret", for: chosen) }
    case .privateKey:
      guard let key else { throw missing("a private key", for: chosen) }
      if let algorithms, !algorithms.contains(key.algorithm.rawValue) {
        let known = SafeText.printable(algorithms.joined(separator: ", "))
        throw AuthorizationError(
          .configuration,
          "the private key signs with \(key.algorithm.rawValue), the authorization server takes \(known): "
            + "configure a key of that kind")
      }
    case .none: break
    }
    return chosen
  }

  /// RFC 8414 §2: a server that does not say supports Basic.
  private func usualMethod(_ supported: Set<String>?) -> ClientAuthenticationMethod {
    func isSupported(_ method: ClientAuthenticationMethod) -> Bool {
      supported?.contains(method.rawValue) ?? (method != .post)
    }
    if key != nil, secret == nil || isSupported(.privateKey) { return .privateKey }
    guard secret != nil else { return .none }
    if isSupported(.basic) { return .basic }
    if isSupported(.post) { return .post }
    return isSupported(.none) ? .none : .basic
  }

  private func missing(
    _ what: String, for method: ClientAuthenticationMethod
  ) -> AuthorizationError {
    AuthorizationError(
      .configuration,
      "client \(SafeText.printable(id)) authenticates by \(method.rawValue): configure \(what) for it"
    )
  }
}
