/// Everything a person decides about the authorization for one MCP server.
public struct OAuthConfiguration: Sendable {
  /// A client that was registered by hand.
  public struct Registered: Sendable {
    /// The issuer it was registered with, exactly as the server writes it. nil: the issuer the server names first,
    /// and from then on no other.
    public var issuer: String?
    /// The client.
    public var client: OAuthClient

    /// Makes an entry.
    public init(issuer: String? = nil, _ client: OAuthClient) {
      self.issuer = issuer
      self.client = client
    }
  }

  /// When tokens are bound to a key (RFC 9449).
  public enum KeyBinding: Sendable, Hashable {
    /// When the server asks for it.
    case whenAsked
    /// Always; a token that is not bound is refused.
    case always
    /// Never.
    case never
  }

  /// The MCP server's URL, as connected to.
  public var resource: String
  /// How tokens are obtained.
  public var grant: OAuthGrant
  /// Clients registered by hand; the first one for an issuer counts.
  public var registered: [Registered] = []
  /// The https URL of our client metadata document, which is our client id where servers read such documents.
  public var metadataDocumentURL: String?
  /// What we say when we register ourselves; nil never to do so.
  public var registration: ClientRegistration? = ClientRegistration()
  /// The scopes to ask for when the server's challenge names none; nil for all the server knows.
  public var scopes: [String]?
  /// Whether servers without resource metadata are treated as revision 2025-03-26 says.
  public var usesLegacyDiscovery = true
  /// When tokens are bound to a key.
  public var keyBinding = KeyBinding.whenAsked
  /// Bounds.
  public var limits = AuthorizationLimits()

  /// Makes a configuration with nothing registered.
  public init(resource: String, grant: OAuthGrant) {
    self.resource = resource
    self.grant = grant
  }
}
