import Basics
import JSON
import MCPAuth
import MCPHTTP
import MCPTransport
import Testing

@Suite("Our endpoint as a resource server", .timeLimit(.minutes(1)))
struct ResourceServerTests {
  static let token = "abcdefghijklmnopqrstuvwxyz-._~+/"
  static let metadata = "https://ops.example/.well-known/oauth-protected-resource/mcp"

  private func guarding(
    _ change: (inout ResourceServer.Configuration) -> Void = { _ in }
  ) throws -> ResourceServer {
    var configuration = ResourceServer.Configuration(resource: "https://ops.example/mcp")
    configuration.authorizationServers = ["https://login.example"]
    change(&configuration)
    let validator = try StaticTokenValidator([
      .init(token: Secret(Self.token), subject: "ada", scopes: ["depot:write"]),
      .init(token: Secret("another-token-of-some-length="), subject: "bob"),
    ])
    return try ResourceServer(configuration, validator: validator)
  }

  private func ask(_ server: ResourceServer, _ values: [String], query: String? = nil) async
    -> HTTPAuthorization
  {
    let fields = HTTPFields(values.map { .init("authorization", $0) })
    return await server.authorize(
      HTTPRequest(method: "POST", path: "/mcp", query: query, fields: fields))
  }

  @Test("the scheme is read without regard to case, the token as it is")
  func accepted() async throws {
    let server = try guarding()
    for scheme in ["Bearer", "bearer", "BEARER", "Bearer  "] {
      #expect(
        await ask(server, ["\(scheme) \(Self.token)"])
          == .allowed(Principal(subject: "ada", scopes: ["depot:write"])))
    }
    #expect(
      await ask(server, ["Bearer another-token-of-some-length="])
        == .allowed(Principal(subject: "bob")))
  }

  /// Authorization fields, and the status, error and words of the refusal.
  static let refusals: [([String], Int, String?)] = [
    ([], 401, nil),
    (["Basic YTpi"], 401, nil),
    (["DPoP abc"], 401, nil),
    (["Bearer wrong-token"], 401, "invalid_token"),
    (["Bearer \(token)x"], 401, "invalid_token"),
    (["Bearer"], 400, "invalid_request"),
    (["Bearer "], 400, "invalid_request"),
    (["Bearer a b"], 400, "invalid_request"),
    (["Bearer a\"b"], 400, "invalid_request"),
    (["Bearer ="], 400, "invalid_request"),
    (["Bearer ä"], 400, "invalid_request"),
    (["Bearer \(token)", "Bearer \(token)"], 400, "invalid_request"),
    (["Bearer " + String(repeating: "x", count: 20_000)], 400, "invalid_request"),
  ]

  @Test("refusals say what is missing, and where to get it", arguments: refusals)
  func refused(values: [String], status: Int, error: String?) async throws {
    let server = try guarding { $0.scopesSupported = ["depot:read"] }
    guard case .refused(let found, let fields, let message) = await ask(server, values) else {
      Issue.record("allowed")
      return
    }
    #expect(found == status && !message.isEmpty)
    let challenge = try #require(AuthenticationChallenge.all(in: fields).first)
    #expect(challenge.scheme == "Bearer" && challenge["error"] == error)
    #expect(challenge["resource_metadata"] == Self.metadata)
    #expect(!fields.fields.contains { $0.value.contains(Self.token) })
  }

  @Test("a token in the query is not looked at")
  func query() async throws {
    let server = try guarding()
    guard
      case .refused(401, let fields, _) = await ask(server, [], query: "access_token=\(Self.token)")
    else {
      Issue.record("a token in the query counted")
      return
    }
    #expect(AuthenticationChallenge.all(in: fields).first?["error"] == nil)
  }

  @Test("the scopes every request needs are challenged for, and included ones count")
  func scopes() async throws {
    let server = try guarding {
      $0.requiredScopes = ["depot:read"]
      $0.includedScopes = [
        "depot:write": ["depot:read"], "depot:read": ["depot:list"], "depot:list": ["depot:write"],
      ]
    }
    let all: Set = ["depot:write", "depot:read", "depot:list"]
    #expect(
      await ask(server, ["Bearer \(Self.token)"])
        == .allowed(Principal(subject: "ada", scopes: all)))
    guard
      case .refused(403, let fields, _) = await ask(
        server, ["Bearer another-token-of-some-length="])
    else {
      Issue.record("bob has no scope")
      return
    }
    #expect(fields == server.insufficientScope([]))
    guard case .refused(401, let none, _) = await ask(server, []) else {
      Issue.record("nobody was let in")
      return
    }
    #expect(AuthenticationChallenge.all(in: none).first?.scopes == ["depot:read"])
    let challenge = try #require(
      AuthenticationChallenge.all(in: server.insufficientScope(["b", "a"])).first)
    #expect(challenge["error"] == "insufficient_scope")
    #expect(challenge.scopes == ["a", "b", "depot:read"])
    #expect(challenge["resource_metadata"] == Self.metadata)
  }

  @Test("the metadata stands at the endpoint's path and at the root, and nowhere else")
  func document() throws {
    let server = try guarding {
      $0.scopesSupported = ["depot:read", "offline_access", "depot:write"]
    }
    let document = try #require(server.metadata(path: "/.well-known/oauth-protected-resource/mcp"))
    #expect(
      String(decoding: document, as: UTF8.self)
        == "{\"resource\":\"https://ops.example/mcp\",\"authorization_servers\":[\"https://login.example\"],"
        + "\"scopes_supported\":[\"depot:read\",\"depot:write\"],\"bearer_methods_supported\":[\"header\"]}"
    )
    #expect(server.metadata(path: "/.well-known/oauth-protected-resource") == document)
    for path in [
      "/.well-known/oauth-protected-resource/", "/.well-known/oauth-protected-resource/mcp/",
      "/mcp", "",
    ] {
      #expect(server.metadata(path: path) == nil)
    }
  }

  @Test("without an authorization server there is no metadata, and the challenge names none")
  func noServers() async throws {
    let server = try guarding { $0.authorizationServers = [] }
    #expect(server.metadata(path: "/.well-known/oauth-protected-resource") == nil)
    guard case .refused(401, let fields, _) = await ask(server, []) else {
      Issue.record("nobody was let in")
      return
    }
    #expect(fields["WWW-Authenticate"] == "Bearer")
  }

  @Test("a public URL that is not https is refused outside of this machine")
  func https() throws {
    for url in [
      "http://ops.example/mcp", "ops.example", "https://u@ops.example/", "https://ops.example/#x",
    ] {
      #expect { try guarding { $0.resource = url } } throws: {
        ($0 as? AuthorizationError)?.code == .configuration
      }
    }
    for url in ["http://localhost:8080/mcp", "http://127.0.0.1/", "https://ops.example"] {
      _ = try guarding { $0.resource = url }
    }
  }

  @Test(
    "configured tokens that could be guessed or sent wrongly are refused",
    arguments: [
      "", "short", "has a space in the middle of it", "quote\"quote\"quote\"quote",
      "=====================a",
    ])
  func weakTokens(token: String) {
    #expect {
      try StaticTokenValidator([.init(token: Secret(token), subject: "x")])
    } throws: { error in
      "\(error)".contains("20") && (token.isEmpty || !"\(error)".contains(token))
    }
  }

  @Test("while tokens cannot be judged the answer is 503, not a refusal")
  func unavailable() async throws {
    struct Silent: AccessTokenValidator {
      func validate(_ token: Secret) async -> TokenVerdict { .unavailable("no answer") }
    }
    let server = try ResourceServer(
      ResourceServer.Configuration(resource: "https://ops.example/mcp"), validator: Silent())
    guard case .refused(503, let fields, _) = await ask(server, ["Bearer x"]) else {
      Issue.record("judged without a judge")
      return
    }
    #expect(fields["Retry-After"] == "30" && fields["WWW-Authenticate"] == nil)
  }

  @Test("our client signs in at our server")
  func bothSides() async throws {
    let network = FakeNetwork()
    let mint = TokenMint(on: network)
    let clock = TestClock()
    var options = FakeAuthorizationServer.Options()
    options.scopes = ["depot:read", "depot:write"]
    let login = FakeAuthorizationServer("https://as.example", on: network, options)
    let good = try await mint.token(mint.claims(at: clock.now))
    login.change {
      $0.tokenAnswers = [.json(["access_token": .string(good), "token_type": "Bearer"])]
    }
    let server = try ResourceServer(
      {
        var configuration = ResourceServer.Configuration(resource: mint.audience)
        configuration.authorizationServers = ["https://as.example"]
        configuration.requiredScopes = ["depot:read"]
        return configuration
      }(),
      validator: JWTValidator(
        issuers: [.init(mint.issuer)], audiences: [mint.audience], fetcher: network,
        now: clock.reader))
    network.serve("https://ops.example") { exchange in
      if exchange.request.method == "GET" {
        guard let document = server.metadata(path: exchange.path) else { return .status(404) }
        return HTTPFetchResponse(
          status: 200, fields: ["Content-Type": "application/json"], body: document)
      }
      let request = HTTPRequest(
        method: "POST", path: exchange.path, fields: exchange.request.fields)
      switch await server.authorize(request) {
      case .allowed: return .status(200)
      case .refused(let status, let fields, _): return .status(status, fields)
      }
    }
    let bench = try ClientBench(network, url: mint.audience, clock: clock)
    #expect(try await bench.call() == 200)
    #expect(login.authorizations.map { $0["scope"] } == ["depot:read"])
  }
}
