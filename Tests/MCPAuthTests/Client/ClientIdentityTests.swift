import Basics
import Crypto
import JSON
import MCPAuth
import MCPHTTP
import Testing

@Suite("Who we are at an authorization server", .timeLimit(.minutes(1)))
struct ClientIdentityTests {
  /// What is known of the client (s: secret, k: key), what the server supports, and the method that follows.
  static let methods: [(String, [String]?, ClientAuthenticationMethod)] = [
    ("s", nil, .basic), ("s", ["client_secret_post"], .post),
    ("s", ["client_secret_post", "client_secret_basic"], .basic), ("s", ["none"], .none),
    ("s", ["private_key_jwt"], .basic), ("s", [], .basic), ("", nil, .none),
    ("", ["client_secret_basic"], .none), ("k", nil, .privateKey),
    ("k", ["client_secret_basic"], .privateKey), ("sk", ["private_key_jwt"], .privateKey),
    ("sk", ["client_secret_basic"], .basic),
  ]

  @Test("the method follows from what we have and what the server supports", arguments: methods)
  func method(has: String, supported: [String]?, expected: ClientAuthenticationMethod) async throws
  {
    var client = OAuthClient(id: "c", secret: has.contains("s") ? Secret("s") : nil)
    if has.contains("k") {
      client.key = try await SigningKey(pem: Secret(P256.Signing.PrivateKey().pemRepresentation))
    }
    #expect(try client.method(supported: supported, algorithms: nil) == expected)
  }

  @Test(
    "a registered method without its secret or key, or with a key of the wrong kind, is an error that says so"
  )
  func missing() async throws {
    for method in [ClientAuthenticationMethod.basic, .post, .privateKey] {
      let client = OAuthClient(id: "c", method: method)
      #expect {
        try client.method(supported: nil, algorithms: nil)
      } throws: { "\($0)".contains(method.rawValue) && "\($0)".contains("configure") }
    }
    let key = try await SigningKey(pem: Secret(P256.Signing.PrivateKey().pemRepresentation))
    let client = OAuthClient(id: "c", key: key)
    #expect { try client.method(supported: nil, algorithms: ["RS256", "PS256"]) } throws: {
      "\($0)".contains("ES256") && "\($0)".contains("RS256, PS256")
    }
  }

  private let network = FakeNetwork()

  private func run(
    _ options: FakeAuthorizationServer.Options,
    _ configure: (inout OAuthConfiguration) -> Void
  ) async throws -> (Int, FakeAuthorizationServer, AuthorizationError?) {
    let server = FakeAuthorizationServer("http://localhost:9001", on: network, options)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    let bench = try ClientBench(network, url: resource.url, configure)
    return (try await bench.call(), server, await bench.failure)
  }

  @Test("registered for this issuer comes first, then the document's URL, then registering")
  func order() async throws {
    var options = FakeAuthorizationServer.Options()
    options.readsClientMetadata = true
    let document = "https://app.example/client.json"
    let other = OAuthConfiguration.Registered(
      issuer: "https://other.example", OAuthClient(id: "of-other"))
    let own = OAuthConfiguration.Registered(
      issuer: "http://localhost:9001", OAuthClient(id: "own"))
    let (_, first, _) = try await run(options) {
      $0.registered = [other, own]
      $0.metadataDocumentURL = document
    }
    #expect(first.authorizations.map { $0["client_id"] } == ["own"])
    let (_, second, _) = try await run(options) {
      $0.registered = [other]
      $0.metadataDocumentURL = document
    }
    #expect(second.authorizations.map { $0["client_id"] } == [document])
    let (_, third, _) = try await run(options) { $0.registered = [other] }
    #expect(third.authorizations.map { $0["client_id"] } == ["registered"])
  }

  @Test("without any identity the error says what to configure")
  func nobody() async throws {
    var options = FakeAuthorizationServer.Options()
    options.registers = false
    let (status, server, failure) = try await run(options) {
      $0.metadataDocumentURL = "https://app.example/client.json"
    }
    #expect(status == 401)
    #expect(failure?.code == .noClient)
    #expect(failure?.message.contains("http://localhost:9001") == true)
    #expect(failure?.message.contains("configure") == true)
    #expect(server.authorizations.isEmpty)
  }

  @Test("a refused registration is told with the server's reason")
  func refusedRegistration() async throws {
    var options = FakeAuthorizationServer.Options()
    options.registration = [
      "error": "invalid_redirect_uri", "error_description": "no loopback\u{1B}",
    ]
    let (status, server, failure) = try await run(options) { _ in }
    #expect(status == 401)
    #expect(failure?.code == .noClient)
    #expect(failure?.oauthError == "invalid_redirect_uri")
    #expect(failure?.message.contains("no loopback?") == true)
    #expect(server.authorizations.isEmpty)
  }

  @Test(
    "a client metadata URL has to be https with a path",
    arguments: ["http://app.example/c.json", "https://app.example", "https://app.example/", "x"])
  func badDocument(url: String) async throws {
    var options = FakeAuthorizationServer.Options()
    options.readsClientMetadata = true
    let (_, server, failure) = try await run(options) { $0.metadataDocumentURL = url }
    #expect(failure?.code == .configuration)
    #expect(server.authorizations.isEmpty)
  }

  @Test("a client configured without issuer belongs to the first one it was used with")
  func boundToFirst() async throws {
    let first = FakeAuthorizationServer("http://localhost:9001", on: network)
    let second = FakeAuthorizationServer("http://localhost:9002", on: network)
    second.change { $0.registers = false }
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [first, second])
    let store = MemoryTokenStore()
    func make() throws -> ClientBench {
      try ClientBench(network, url: resource.url, store: store) {
        $0.registered = [.init(OAuthClient(id: "given", secret: Secret("given-secret")))]
      }
    }
    let bench = try make()
    #expect(try await bench.call() == 200)
    #expect(first.authorizations.map { $0["client_id"] } == ["given"])
    resource.change { $0.servers = ["http://localhost:9002"] }
    // The same in this run and, from the store, in the next.
    for bench in [bench, try make()] {
      #expect(try await bench.call() == 401)
      #expect(await bench.failure?.code == .noClient)
    }
    #expect(second.authorizations.isEmpty && second.tokenRequests.isEmpty)
  }

  @Test(
    "a registration is kept, used again, and made anew for another redirect URI or when it is forgotten"
  )
  func keptRegistration() async throws {
    let server = FakeAuthorizationServer("http://localhost:9001", on: network)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    let store = MemoryTokenStore()
    func run(_ redirect: String) async throws -> Int {
      let agent = DirectUserAgent(fetcher: network, redirectURI: redirect)
      let bench = try ClientBench(
        network, url: resource.url, grant: .authorizationCode(agent), store: store)
      server.revokeTokens()
      return try await bench.call()
    }
    #expect(try await run("http://localhost:1/cb") == 200)
    #expect(try await run("http://localhost:1/cb") == 200)
    #expect(server.registrations.count == 1)
    #expect(try await run("http://localhost:2/cb") == 200)
    #expect(server.registrations.count == 2)
    // The server forgets the client: its token endpoint refuses it once.
    server.change { $0.tokenAnswers = [.error("invalid_client", status: 401)] }
    #expect(try await run("http://localhost:2/cb") == 200)
    #expect(server.registrations.count == 3)
    #expect(server.authorizations.count == 5)
  }

  @Test("web redirect URIs register a web application, everything else a native one")
  func applicationType() throws {
    let server = AuthorizationServerMetadata(legacyOrigin: "https://i.example")
    for (uri, type) in [
      ("http://127.0.0.1:3/cb", "native"), ("http://localhost/cb", "native"),
      ("com.example.app:/cb", "native"), ("https://app.example/cb", "web"),
    ] {
      let body = ClientRegistration().request(redirectURI: uri, at: server)
      #expect(body["application_type"]?.string == type, "\(uri)")
      #expect(body["redirect_uris"] == [.string(uri)])
    }
  }
}
