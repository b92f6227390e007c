/// Why no authorization came about. Holds no secret, and of a peer's text only what is safe to show.
public struct AuthorizationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kinds of failure.
  public enum Code: Sendable, Hashable {
    /// Our own settings do not suffice; the message says what to set.
    case configuration
    /// A URL that must not be used: not https, or into a network the server has no business in.
    case unsafeURL
    /// The server, or the authorization server, publishes no usable metadata.
    case metadata
    /// The metadata is for another resource than the server we talk to.
    case resourceMismatch
    /// Metadata or an answer comes from another issuer than it should.
    case issuerMismatch
    /// The authorization server does not offer PKCE with S256.
    case noPKCE
    /// The authorization server knows no client of ours, and offers no way to become one.
    case noClient
    /// The authorization server said no; `oauthError` has its word for why.
    case refused
    /// What the user's browser brought back does not belong to our request.
    case badCallback
    /// The user did not come back in time, or gave up.
    case noConsent
    /// A peer answered with something the protocol does not know.
    case invalidAnswer
    /// A peer could not be reached, or cannot serve now.
    case unavailable
    /// The server does not accept a token that was just made for it.
    case tokenNotAccepted
    /// Too many authorizations without the server being satisfied.
    case tooManyAttempts
    /// The caller gave up.
    case cancelled
  }

  /// What kind of failure it is.
  public let code: Code
  /// What happened and what to do, for a person.
  public let message: String
  /// The error code of RFC 6749 §5.2 or §4.1.2.1, such as `invalid_grant`, where a peer gave one.
  public let oauthError: String?

  /// Makes an error.
  public init(_ code: Code, _ message: String, oauthError: String? = nil) {
    self.code = code
    self.message = message
    self.oauthError = oauthError
  }

  /// The message.
  public var description: String { message }
}
