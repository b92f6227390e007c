import JSON
import MCPAuth
import MCPHTTP
import Testing

@Suite("Discovery when things go wrong", .timeLimit(.minutes(1)))
struct DiscoveryFailureTests {
  let network = FakeNetwork()
  static let rs = "https://mcp.example"
  static let login = "https://login.example"
  static let metadataPath = "/.well-known/oauth-protected-resource/mcp"

  /// Answers of the resource (unauthorized requests aside) and the authorization server by path.
  private func run(
    _ resource: [String: HTTPFetchResponse], _ server: [String: HTTPFetchResponse] = [:],
    challenge: String? = "Bearer", legacy: Bool = false
  ) async throws -> AuthorizationError {
    network.serve(Self.rs) { exchange in
      let fields: HTTPFields = challenge.map { ["WWW-Authenticate": $0] } ?? [:]
      return exchange.request.method == "POST"
        ? .status(401, fields) : resource[exchange.path] ?? .status(404)
    }
    network.serve(Self.login) { exchange in
      guard let answer = server[exchange.path] else { return .status(404) }
      if answer.status == 0 { throw HTTPFetchError(.timedOut, "no answer in time") }
      return answer
    }
    let bench = try ClientBench(network, url: "\(Self.rs)/mcp") { $0.usesLegacyDiscovery = legacy }
    #expect(try await bench.call() == 401)
    return try #require(await bench.failure)
  }

  private static func document(_ servers: [String]) -> HTTPFetchResponse {
    .json([
      "resource": .string("\(rs)/mcp"),
      "authorization_servers": .array(servers.map { .string($0) }),
    ])
  }

  /// What is found in place of resource metadata, and the failure that follows.
  static let resources: [(String, HTTPFetchResponse, AuthorizationError.Code)] = [
    ("too busy", .status(429), .unavailable),
    ("broken", .status(500), .unavailable),
    ("no JSON", HTTPFetchResponse(status: 200, body: Array("{".utf8)), .metadata),
    ("an array", .json([]), .metadata),
    ("nothing", HTTPFetchResponse(status: 200), .metadata),
    ("no servers", document([]), .metadata),
    ("no resource", .json(["authorization_servers": ["https://login.example"]]), .metadata),
    (
      "too long", HTTPFetchResponse(status: 200, body: Array(repeating: 32, count: 300_000)),
      .invalidAnswer
    ),
    (
      "deep",
      HTTPFetchResponse(status: 200, body: Array(repeating: UInt8(ascii: "["), count: 9000)),
      .metadata
    ),
    (
      "a page",
      HTTPFetchResponse(
        status: 200, fields: ["Content-Type": "text/html"], body: Array("<p>".utf8)), .metadata
    ),
    (
      "another resource",
      .json([
        "resource": "https://mcp.example/other", "authorization_servers": ["https://login.example"],
      ]), .resourceMismatch
    ),
    ("a private server", document(["https://192.168.0.1"]), .unsafeURL),
    ("a local server", document(["http://127.0.0.1:8080"]), .unsafeURL),
    ("a plain server", document(["http://login.example"]), .unsafeURL),
    ("a server with a query", document(["https://login.example/?x=1"]), .unsafeURL),
    ("elsewhere", .status(302, ["Location": "https://evil.example/prm"]), .metadata),
    ("in circles", .status(302, ["Location": metadataPath]), .metadata),
    ("a redirect to nowhere", .status(302), .metadata),
    ("a server without metadata", document(["https://login.example"]), .metadata),
    ("a server that does not exist", document(["https://nobody.example"]), .unavailable),
  ]

  @Test(
    "bad resource metadata ends it with the reason, and no request goes anywhere it should not",
    arguments: resources)
  func resource(name: String, answer: HTTPFetchResponse, code: AuthorizationError.Code) async throws
  {
    let failure = try await run([Self.metadataPath: answer])
    #expect(failure.code == code, "\(name): \(failure)")
    #expect(
      !network.log.contains {
        $0.contains("evil") || $0.contains("192.168") || $0.contains("127.0")
      })
  }

  /// What is found in place of server metadata.
  static let servers: [(String, HTTPFetchResponse, AuthorizationError.Code)] = [
    ("too busy", .status(429, ["Retry-After": "9"]), .unavailable),
    ("broken", .status(502), .unavailable),
    ("silent", .status(0), .unavailable),
    ("no JSON", HTTPFetchResponse(status: 200, body: Array("nope".utf8)), .metadata),
    ("no issuer", .json([:]), .metadata),
    ("an issuer of another type", .json(["issuer": 7]), .metadata),
    ("another issuer", .json(["issuer": "https://evil.example"]), .issuerMismatch),
    (
      "no endpoints",
      .json(["issuer": "https://login.example", "code_challenge_methods_supported": ["S256"]]),
      .metadata
    ),
    (
      "a private endpoint",
      .json([
        "issuer": "https://login.example", "authorization_endpoint": "https://10.1.2.3/a",
        "token_endpoint": "https://login.example/t", "code_challenge_methods_supported": ["S256"],
      ]), .unsafeURL
    ),
    (
      "a script",
      .json([
        "issuer": "https://login.example", "authorization_endpoint": "javascript:alert(1)",
        "token_endpoint": "https://login.example/t", "code_challenge_methods_supported": ["S256"],
      ]), .unsafeURL
    ),
  ]

  @Test("bad server metadata ends it with the reason", arguments: servers)
  func server(name: String, answer: HTTPFetchResponse, code: AuthorizationError.Code) async throws {
    let failure = try await run(
      [Self.metadataPath: Self.document([Self.login])],
      ["/.well-known/oauth-authorization-server": answer])
    #expect(failure.code == code, "\(name): \(failure)")
  }

  @Test("a URL in the challenge is the only place looked at, and has to be a safe one")
  func namedInChallenge() async throws {
    let nowhere = try await run(
      [Self.metadataPath: Self.document([Self.login])],
      challenge: "Bearer resource_metadata=\"https://mcp.example/custom\"", legacy: true)
    #expect(nowhere.code == .metadata)
    #expect(network.count("GET \(Self.rs)\(Self.metadataPath)") == 0)
    let unsafe = try await run(
      [:], challenge: "Bearer resource_metadata=\"http://169.254.169.254/latest\"", legacy: true)
    #expect(unsafe.code == .unsafeURL)
  }

  @Test("a failure of the metadata is no sign of an old server")
  func noLegacyAfterFailure() async throws {
    let failure = try await run([Self.metadataPath: .status(503)], legacy: true)
    #expect(failure.code == .unavailable)
    #expect(!network.log.contains { $0.contains("oauth-authorization-server") })
  }

  @Test("another kind of authentication is told apart")
  func foreignScheme() async throws {
    let failure = try await run([:], challenge: "Basic realm=\"x\"")
    #expect(failure.code == .configuration && failure.message.contains("Basic"))
    #expect(network.log == ["POST https://mcp.example/mcp"])
  }

  @Test("metadata may move within its origin, and a dead authorization server leaves the next one")
  func redirectAndFallback() async throws {
    let second = "https://second.example"
    network.serve(second) { exchange in
      exchange.path == "/.well-known/openid-configuration"
        ? .json(["issuer": .string(second)]) : .status(404)
    }
    let failure = try await run([
      Self.metadataPath: .status(307, ["Location": "/moved"]),
      "/moved": Self.document(["https://nobody.example", Self.login, second]),
    ])
    // Far enough: the second server's metadata was read, and lacks endpoints.
    #expect(failure.code == .metadata)
    #expect(network.count("GET \(Self.rs)/moved") == 1)
    #expect(network.count("GET \(second)/.well-known/openid-configuration") == 1)
  }

  @Test("an authorization server whose metadata is wrong is no reason to try the next one")
  func noFallbackAfterMismatch() async throws {
    let failure = try await run(
      [Self.metadataPath: Self.document([Self.login, "https://second.example"])],
      ["/.well-known/oauth-authorization-server": .json(["issuer": "https://evil.example"])])
    #expect(failure.code == .issuerMismatch)
    #expect(!network.log.contains { $0.contains("second") })
  }

  @Test("no more authorization servers are tried than the limit says")
  func manyServers() async throws {
    let names = (0..<30).map { "https://s\($0).example" }
    for name in names { network.serve(name) { _ in .status(404) } }
    _ = try await run([Self.metadataPath: Self.document(names)])
    let asked = Set(network.log.compactMap { $0.split(separator: "/").dropFirst().first })
    #expect(asked.count == 1 + AuthorizationLimits().authorizationServers)
  }
}
