import Basics
import Crypto
import JSON
import MCPHTTP
import Synchronization

/// An MCP server in memory that wants tokens: it knows which authorization servers' tokens are good, and which scopes
/// an operation (named by the request's body) needs.
final class FakeResource: Sendable {
  struct Options: Sendable {
    /// Where the metadata is; nil for nowhere.
    var metadataPath: String? = "/.well-known/oauth-protected-resource/mcp"
    var namesMetadata = true
    var resource: String?
    var servers: [String] = []
    var scopesSupported: [String]?
    /// The scope of the 401.
    var challengeScope: String?
    /// Scopes by operation; others need none.
    var needed: [String: [String]] = [:]
    /// Never satisfied: answers 403 for this scope.
    var insatiable: String?
    var takesDPoP = false
    var requiresNonce = false
    /// Refuses every token.
    var refusesTokens = false
    /// What the 401 says instead of a challenge of its own.
    var challenge: [String]?
  }

  struct State: Sendable {
    var options: Options
    var accepted = 0
    var authorizations: [String] = []
    var proofIDs: Set<String> = []
    var afterAccept: (@Sendable (inout Options) -> Void)?
  }

  let origin: String
  let url: String
  let state: Mutex<State>
  private let issuers: Mutex<[FakeAuthorizationServer]>

  init(
    _ origin: String, on network: FakeNetwork, path: String = "/mcp",
    trusting servers: [FakeAuthorizationServer], _ options: Options = Options()
  ) {
    self.origin = origin
    url = origin + path
    var options = options
    if options.servers.isEmpty { options.servers = servers.prefix(1).map(\.issuer) }
    state = Mutex(State(options: options))
    issuers = Mutex(servers)
    network.serve(origin) { exchange in self.answer(exchange) }
  }

  var authorizations: [String] { state.withLock { $0.authorizations } }
  var accepted: Int { state.withLock { $0.accepted } }
  func change(_ body: (inout Options) -> Void) { state.withLock { body(&$0.options) } }
  /// Runs once, after the next request that is accepted.
  func afterAccept(_ body: @escaping @Sendable (inout Options) -> Void) {
    state.withLock { $0.afterAccept = body }
  }

  private func answer(_ exchange: FakeNetwork.Exchange) -> HTTPFetchResponse {
    let options = state.withLock { $0.options }
    if exchange.request.method == "GET" {
      return exchange.path == options.metadataPath ? .json(metadata(options)) : .status(404)
    }
    guard exchange.url.text == url else { return .status(404) }
    let operation = String(decoding: exchange.request.body ?? [], as: UTF8.self)
    guard let header = exchange.request.fields["Authorization"] else {
      return refuse(401, [], options.challengeScope, options)
    }
    state.withLock { $0.authorizations.append(header) }
    let parts = header.split(separator: " ").map { String($0) }
    let servers = issuers.withLock { $0.filter { options.servers.contains($0.issuer) } }
    guard parts.count == 2, !options.refusesTokens,
      let token = servers.lazy.compactMap({ $0.token(parts[1]) }).first, covers(token.resource)
    else { return refuse(401, ["error=\"invalid_token\""], options.challengeScope, options) }
    if let refusal = checkProof(exchange, parts, token, options) { return refusal }
    let needed = options.insatiable.map { [$0] } ?? options.needed[operation] ?? []
    guard options.insatiable == nil, Set(needed).isSubset(of: token.scopes) else {
      return refuse(403, ["error=\"insufficient_scope\""], needed.joined(separator: " "), options)
    }
    state.withLock { state in
      state.accepted += 1
      state.afterAccept?(&state.options)
      state.afterAccept = nil
    }
    return .json(["ok": true])
  }

  private func covers(_ resource: String) -> Bool { resource == url }

  private func checkProof(
    _ exchange: FakeNetwork.Exchange, _ parts: [String], _ token: FakeAuthorizationServer.Token,
    _ options: Options
  ) -> HTTPFetchResponse? {
    guard options.takesDPoP else { return nil }
    let proof = ProofReading(exchange.request.fields["DPoP"] ?? "")
    let hash = Base64.encode(Array(SHA256.hash(data: Array(parts[1].utf8))), .url)
    let isFresh = state.withLock { $0.proofIDs.insert(proof.id).inserted }
    guard parts[0] == "DPoP", isFresh, proof.tokenHash == hash,
      proof.isGood(method: exchange.request.method, url: url),
      proof.thumbprint == token.thumbprint
    else { return refuse(401, ["error=\"invalid_dpop_proof\""], nil, options) }
    guard !options.requiresNonce || proof.nonce == "rs-nonce" else {
      return refuse(401, ["error=\"use_dpop_nonce\""], nil, options, ["DPoP-Nonce": "rs-nonce"])
    }
    return nil
  }

  private func refuse(
    _ status: Int, _ parameters: [String], _ scope: String?, _ options: Options,
    _ fields: HTTPFields = [:]
  ) -> HTTPFetchResponse {
    var fields = fields
    if let challenge = options.challenge {
      for value in challenge { fields.append("WWW-Authenticate", value) }
      return .status(status, fields)
    }
    var all = parameters
    if let scope, !scope.isEmpty { all.append("scope=\"\(scope)\"") }
    if let path = options.metadataPath, options.namesMetadata {
      all.append("resource_metadata=\"\(origin)\(path)\"")
    }
    let scheme = options.takesDPoP ? "DPoP" : "Bearer"
    fields["WWW-Authenticate"] = all.isEmpty ? scheme : "\(scheme) \(all.joined(separator: ", "))"
    return .status(status, fields)
  }

  private func metadata(_ options: Options) -> JSONValue {
    let isRoot = options.metadataPath == "/.well-known/oauth-protected-resource"
    var object: JSONObject = [
      "resource": .string(options.resource ?? (isRoot ? origin : url)),
      "authorization_servers": .array(options.servers.map { .string($0) }),
    ]
    object["scopes_supported"] = options.scopesSupported.map { .array($0.map { .string($0) }) }
    return .object(object)
  }
}
