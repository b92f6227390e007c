/// An answer that asks for authorization: 401, or 403 for a scope that does not suffice.
public struct HTTPChallenge: Sendable, Hashable {
  /// 401 or 403.
  public let status: Int
  /// The answer's header fields; `WWW-Authenticate` says what is wanted, `DPoP-Nonce` may be among them.
  public let fields: HTTPFields
  /// The URL of the request.
  public let url: String
  /// The method of the request.
  public let method: String

  /// Makes a challenge.
  public init(status: Int, fields: HTTPFields, url: String, method: String) {
    self.status = status
    self.fields = fields
    self.url = url
    self.method = method
  }
}

/// What puts credentials on the requests of a transport and obtains them when the server asks.
public protocol HTTPClientAuthorization: Sendable {
  /// The fields for one request, such as `Authorization` and `DPoP`; asked anew for every request. Throwing fails
  /// the request with the error's text, so that text must hold no secret.
  func fields(for method: String, url: String) async throws -> HTTPFields
  /// Takes a refusal. True when the request should be sent again with fresh fields; false to give it up.
  func challenged(_ challenge: HTTPChallenge) async -> Bool
}
