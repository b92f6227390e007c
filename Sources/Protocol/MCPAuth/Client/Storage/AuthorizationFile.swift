import JSON

/// The content of a token file: JSON of a version and a list of authorizations.
///
/// ```json
/// {"version":1,"authorizations":[{"issuer":"https://login.example","resource":"https://mcp.example/mcp",…}]}
/// ```
package enum AuthorizationFile {
  /// The content for a table.
  package static func bytes(_ table: AuthorizationTable) -> [UInt8] {
    JSONWriter.bytes([
      "version": 1, "authorizations": .array(table.entries.map { .object(encode($0)) }),
    ])
  }

  /// The table in a file; nil when the content is not what `bytes` writes.
  package static func table(_ bytes: [UInt8]) -> AuthorizationTable? {
    var limits = JSONLimits()
    limits.maximumDepth = 8
    guard let document = try? JSONParser.parse(bytes, limits: limits),
      document["version"]?.int == 1,
      let list = document["authorizations"]?.array
    else { return nil }
    let entries = list.compactMap(decode)
    return entries.count == list.count ? AuthorizationTable(entries) : nil
  }

  // MARK: Writing

  private static func encode(_ entry: StoredAuthorization) -> JSONObject {
    var object: JSONObject = [
      "issuer": .string(entry.issuer), "resource": .string(entry.resource),
      "requestedScopes": texts(entry.requestedScopes), "updatedAt": .int(Int(entry.updatedAt)),
    ]
    object["client"] = entry.client.map { .object(encode($0)) }
    object["tokens"] = entry.tokens.map { .object(encode($0)) }
    return object
  }

  private static func encode(_ client: StoredAuthorization.Client) -> JSONObject {
    var object: JSONObject = ["id": .string(client.id), "redirectURI": .string(client.redirectURI)]
    object["secret"] = text(client.secret)
    object["secretExpiresAt"] = number(client.secretExpiresAt)
    object["method"] = client.method.map { .string($0.rawValue) }
    return object
  }

  private static func encode(_ tokens: TokenSet) -> JSONObject {
    var object: JSONObject = [
      "access": .string(tokens.access.value), "kind": .string(tokens.kind.rawValue),
      "scopes": texts(tokens.scopes),
    ]
    object["expiresAt"] = number(tokens.expiresAt)
    object["renewsAt"] = number(tokens.renewsAt)
    object["refresh"] = text(tokens.refresh)
    object["clientID"] = tokens.clientID.map { .string($0) }
    object["proofKey"] = text(tokens.proofKey)
    return object
  }

  private static func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
  private static func text(_ secret: Secret?) -> JSONValue? { secret.map { .string($0.value) } }
  private static func number(_ value: Int64?) -> JSONValue? { value.map { .int(Int($0)) } }

  // MARK: Reading

  private static func decode(_ value: JSONValue) -> StoredAuthorization? {
    guard let issuer = value["issuer"]?.string, let resource = value["resource"]?.string,
      let scopes = value["requestedScopes"]?.array, let updatedAt = value["updatedAt"]?.int
    else { return nil }
    let client = value["client"].map(decodeClient)
    let tokens = value["tokens"].map(decodeTokens)
    if case .some(.none) = client { return nil }
    if case .some(.none) = tokens { return nil }
    return StoredAuthorization(
      issuer: issuer, resource: resource, client: client ?? nil, tokens: tokens ?? nil,
      requestedScopes: ScopeList.unique(scopes.compactMap(\.string)), updatedAt: Int64(updatedAt))
  }

  private static func decodeClient(_ value: JSONValue) -> StoredAuthorization.Client? {
    guard let id = value["id"]?.string, let redirectURI = value["redirectURI"]?.string else {
      return nil
    }
    return StoredAuthorization.Client(
      id: id, secret: value["secret"]?.string.map { Secret($0) },
      secretExpiresAt: value["secretExpiresAt"]?.int.map { Int64($0) },
      method: value["method"]?.string.flatMap { ClientAuthenticationMethod(rawValue: $0) },
      redirectURI: redirectURI)
  }

  private static func decodeTokens(_ value: JSONValue) -> TokenSet? {
    // A file is as untrusted as a peer: the token goes into a header field.
    guard let access = value["access"]?.string, SafeText.isVisibleASCII(access),
      let kind = value["kind"]?.string.flatMap({ TokenSet.Kind(rawValue: $0) }),
      let scopes = value["scopes"]?.array
    else { return nil }
    return TokenSet(
      access: Secret(access), kind: kind, expiresAt: value["expiresAt"]?.int.map { Int64($0) },
      renewsAt: value["renewsAt"]?.int.map { Int64($0) },
      refresh: value["refresh"]?.string.map { Secret($0) },
      scopes: ScopeList.unique(scopes.compactMap(\.string)), clientID: value["clientID"]?.string,
      proofKey: value["proofKey"]?.string.map { Secret($0) })
  }
}
