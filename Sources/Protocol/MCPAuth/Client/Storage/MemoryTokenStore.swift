/// Keeps authorizations for as long as it lives.
public actor MemoryTokenStore: TokenStore {
  private var kept = AuthorizationTable()

  /// Makes an empty store.
  public init() {}

  /// Every authorization for a resource, the one changed last first.
  public func authorizations(
    for resource: String
  ) async throws(TokenStoreError) -> [StoredAuthorization] {
    kept.authorizations(for: resource)
  }

  /// Keeps an authorization in place of the one of the same issuer and resource.
  public func save(_ authorization: StoredAuthorization) async throws(TokenStoreError) {
    kept.save(authorization)
  }

  /// Forgets the authorization of an issuer for a resource.
  public func remove(issuer: String, resource: String) async throws(TokenStoreError) {
    kept.remove(issuer: issuer, resource: resource)
  }
}
