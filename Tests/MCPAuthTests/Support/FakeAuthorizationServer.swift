import Basics
import Crypto
import JSON
import MCPHTTP
import Synchronization

/// An authorization server in memory that speaks the wire formats of RFC 6749, 7591, 7636, 8414, 8707, 9207 and 9449
/// strictly, and misbehaves where it is told to.
final class FakeAuthorizationServer: Sendable {
  /// What `iss` of the redirect says.
  enum IssuerAnswer: Sendable { case correct, wrong, missing, normalized }

  struct Options: Sendable {
    var metadataPaths = ["/.well-known/oauth-authorization-server"]
    /// In front of the endpoints, and the issuer's path.
    var prefix = ""
    var metadataIssuer: String?
    var challengeMethods: [String]? = ["S256"]
    var scopes: [String]?
    var methods: [String]? = ["none"]
    var proofAlgorithms: [String]?
    var readsClientMetadata: Bool?
    var registers = true
    var registration: JSONObject = [
      "client_id": "registered", "client_secret": "registered-secret",
    ]
    var announcesIssuer: Bool? = true
    var issuerAnswer = IssuerAnswer.correct
    /// The error of the authorization endpoint instead of a code.
    var denial: String?
    var givesRefresh = false
    var lifetime = 3600
    var requiresNonce = false
    /// Answers of the token endpoint that come first.
    var tokenAnswers: [HTTPFetchResponse] = []
    /// Clients besides the registered one, with their secrets.
    var clients: [String: String] = [:]
    /// The grants served besides codes and refresh tokens.
    var grant: (@Sendable ([String: String]) -> HTTPFetchResponse?)?
  }

  struct Token: Sendable, Hashable {
    var scopes: [String]
    var resource: String
    var thumbprint: String?
  }

  struct State: Sendable {
    var options: Options
    var registrations: [JSONValue] = []
    var authorizations: [[String: String]] = []
    var tokenRequests: [[String: String]] = []
    var tokenFields: [HTTPFields] = []
    var codes: [String: [String: String]] = [:]
    var tokens: [String: Token] = [:]
    var refreshTokens: [String: Token] = [:]
    var proofIDs: Set<String> = []
    var serial = 0
  }

  let origin: String
  let state: Mutex<State>

  init(_ origin: String, on network: FakeNetwork, _ options: Options = Options()) {
    self.origin = origin
    state = Mutex(State(options: options))
    network.serve(origin) { exchange in self.answer(exchange) }
  }

  var issuer: String { origin + options.prefix }
  var options: Options { state.withLock { $0.options } }
  var authorizations: [[String: String]] { state.withLock { $0.authorizations } }
  var registrations: [JSONValue] { state.withLock { $0.registrations } }
  var tokenRequests: [[String: String]] { state.withLock { $0.tokenRequests } }
  var tokenFields: [HTTPFields] { state.withLock { $0.tokenFields } }
  func token(_ text: String) -> Token? { state.withLock { $0.tokens[text] } }
  func revokeTokens() { state.withLock { $0.tokens = [:] } }
  func change(_ body: (inout Options) -> Void) { state.withLock { body(&$0.options) } }

  func answer(_ exchange: FakeNetwork.Exchange) -> HTTPFetchResponse {
    let prefix = options.prefix
    switch (exchange.request.method, exchange.path) {
    case ("GET", let path) where options.metadataPaths.contains(path): return .json(metadata)
    case ("GET", "\(prefix)/authorize"): return authorize(exchange.query)
    case ("POST", "\(prefix)/register"): return register(exchange)
    case ("POST", "\(prefix)/token"): return token(exchange)
    default: return .status(404)
    }
  }

  private var metadata: JSONValue {
    let options = options
    var object: JSONObject = [
      "issuer": .string(options.metadataIssuer ?? issuer),
      "authorization_endpoint": .string("\(issuer)/authorize"),
      "token_endpoint": .string("\(issuer)/token"), "response_types_supported": ["code"],
    ]
    func texts(_ list: [String]?) -> JSONValue? { list.map { .array($0.map { .string($0) }) } }
    if options.registers { object["registration_endpoint"] = .string("\(issuer)/register") }
    object["code_challenge_methods_supported"] = texts(options.challengeMethods)
    object["scopes_supported"] = texts(options.scopes)
    object["token_endpoint_auth_methods_supported"] = texts(options.methods)
    object["dpop_signing_alg_values_supported"] = texts(options.proofAlgorithms)
    object["client_id_metadata_document_supported"] = options.readsClientMetadata.map { .bool($0) }
    object["authorization_response_iss_parameter_supported"] = options.announcesIssuer.map {
      .bool($0)
    }
    return .object(object)
  }

  private func register(_ exchange: FakeNetwork.Exchange) -> HTTPFetchResponse {
    state.withLock { state in
      guard state.options.registers else { return .status(404) }
      let body = (try? JSONParser.parse(exchange.request.body ?? [])) ?? .null
      state.registrations.append(body)
      var client = state.options.registration
      client["redirect_uris"] = body["redirect_uris"]
      return .json(.object(client), status: client["error"] == nil ? 201 : 400)
    }
  }

  private func authorize(_ query: [String: String]) -> HTTPFetchResponse {
    state.withLock { state in
      state.authorizations.append(query)
      guard query["response_type"] == "code", query["code_challenge_method"] == "S256",
        query["code_challenge"]?.utf8.count == 43, let redirect = query["redirect_uri"],
        let client = query["client_id"], !client.isEmpty, query["resource"]?.isEmpty == false
      else { return .error("invalid_request") }
      state.serial += 1
      var answer = "state=\(query["state"] ?? "")"
      if let denial = state.options.denial {
        answer += "&error=\(denial)"
      } else {
        let code = "code-\(state.serial)"
        state.codes[code] = query
        answer += "&code=\(code)"
      }
      switch state.options.issuerAnswer {
      case .correct: answer += "&iss=\(state.options.metadataIssuer ?? issuer(state.options))"
      case .wrong: answer += "&iss=https%3A%2F%2Fevil.example.com"
      case .normalized: answer += "&iss=\(issuer(state.options))/"
      case .missing: break
      }
      return .status(302, ["Location": "\(redirect)?\(answer)"])
    }
  }

  private func issuer(_ options: Options) -> String { origin + options.prefix }
}
