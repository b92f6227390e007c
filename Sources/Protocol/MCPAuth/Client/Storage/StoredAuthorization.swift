/// What is kept of an authorization between runs: it belongs to one issuer and one resource, and to no other.
public struct StoredAuthorization: Sendable, Hashable {
  /// A client that registered itself (RFC 7591).
  public struct Client: Sendable, Hashable {
    /// The client id.
    public var id: String
    /// The client secret; nil for a public client.
    public var secret: Secret?
    /// When the secret expires, in Unix seconds; nil for never.
    public var secretExpiresAt: Int64?
    /// The method it was registered with; nil when the server did not say.
    public var method: ClientAuthenticationMethod?
    /// The redirect URI it was registered with.
    public var redirectURI: String

    /// Makes a client.
    public init(
      id: String, secret: Secret? = nil, secretExpiresAt: Int64? = nil,
      method: ClientAuthenticationMethod? = nil, redirectURI: String
    ) {
      self.id = id
      self.secret = secret
      self.secretExpiresAt = secretExpiresAt
      self.method = method
      self.redirectURI = redirectURI
    }
  }

  /// The issuer, exactly as written.
  public var issuer: String
  /// The resource by its canonical name.
  public var resource: String
  /// The client we registered there; nil when another identity is used.
  public var client: Client?
  /// The tokens; nil when there are none.
  public var tokens: TokenSet?
  /// The scopes asked for last.
  public var requestedScopes: [String]
  /// When this was last changed, in Unix seconds.
  public var updatedAt: Int64

  /// Makes a record.
  public init(
    issuer: String, resource: String, client: Client? = nil, tokens: TokenSet? = nil,
    requestedScopes: [String] = [], updatedAt: Int64 = 0
  ) {
    self.issuer = issuer
    self.resource = resource
    self.client = client
    self.tokens = tokens
    self.requestedScopes = requestedScopes
    self.updatedAt = updatedAt
  }
}
