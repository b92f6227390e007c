/// Why a token store could not read or write. Holds no secret.
public struct TokenStoreError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, where, and what to do about it.
  public let message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }
}

/// Keeps authorizations between runs.
public protocol TokenStore: Sendable {
  /// Every authorization for a resource, whoever issued it, the one changed last first.
  func authorizations(for resource: String) async throws(TokenStoreError) -> [StoredAuthorization]
  /// Keeps an authorization in place of the one of the same issuer and resource.
  func save(_ authorization: StoredAuthorization) async throws(TokenStoreError)
  /// Forgets the authorization of an issuer for a resource.
  func remove(issuer: String, resource: String) async throws(TokenStoreError)
}
