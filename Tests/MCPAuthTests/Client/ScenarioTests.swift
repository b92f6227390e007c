import JSON
import MCPAuth
import MCPHTTP
import Testing

/// The behaviour that the conformance suite's `auth/*` client scenarios check, one test each (mcp-protocol §13.4).
@Suite("Conformance scenarios: discovery and clients", .timeLimit(.minutes(1)))
struct ScenarioTests {
  let network = FakeNetwork()
  let asOrigin = "http://localhost:9001"
  let rsOrigin = "http://localhost:9000"

  private func bench(
    _ server: FakeAuthorizationServer, _ options: FakeResource.Options = .init(),
    _ configure: (inout OAuthConfiguration) -> Void = { _ in }
  ) throws -> (ClientBench, FakeResource) {
    let resource = FakeResource(rsOrigin, on: network, trusting: [server], options)
    return (try ClientBench(network, url: resource.url, configure), resource)
  }

  private func wellKnown(_ path: String = "") -> String {
    "GET \(rsOrigin)/.well-known/oauth-protected-resource\(path)"
  }

  @Test("auth/metadata-default: metadata named in the challenge, no probing, own registration")
  func metadataDefault() async throws {
    let server = FakeAuthorizationServer(asOrigin, on: network)
    let (bench, resource) = try bench(server)
    #expect(try await bench.call() == 200)
    #expect(network.count(wellKnown("/mcp")) == 1)
    #expect(network.count(wellKnown()) == 0)
    #expect(server.registrations.count == 1)
    #expect(resource.authorizations.allSatisfy { $0.hasPrefix("Bearer ") })
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.count == 1)
  }

  @Test("auth/metadata-var1: metadata at the path, server metadata only as OpenID configuration")
  func metadataVar1() async throws {
    var options = FakeAuthorizationServer.Options()
    options.metadataPaths = ["/.well-known/openid-configuration"]
    let server = FakeAuthorizationServer(asOrigin, on: network, options)
    var resource = FakeResource.Options()
    resource.namesMetadata = false
    let (bench, _) = try bench(server, resource)
    #expect(try await bench.call() == 200)
    #expect(network.count(wellKnown("/mcp")) == 1)
    #expect(network.count(wellKnown()) == 0)
  }

  @Test("auth/metadata-var2: metadata only at the root, for the origin; issuer with a path")
  func metadataVar2() async throws {
    var options = FakeAuthorizationServer.Options()
    options.prefix = "/tenant1"
    options.metadataPaths = ["/.well-known/oauth-authorization-server/tenant1"]
    let server = FakeAuthorizationServer(asOrigin, on: network, options)
    var resource = FakeResource.Options()
    resource.namesMetadata = false
    resource.metadataPath = "/.well-known/oauth-protected-resource"
    let (bench, _) = try bench(server, resource)
    #expect(try await bench.call() == 200)
    #expect(network.count("GET \(asOrigin)/.well-known/oauth-authorization-server") == 0)
    #expect(server.authorizations.first?["resource"] == "\(rsOrigin)/mcp")
  }

  @Test(
    "auth/metadata-var3: metadata at a place of its own, server metadata behind the issuer's path")
  func metadataVar3() async throws {
    var options = FakeAuthorizationServer.Options()
    options.prefix = "/tenant1"
    options.metadataPaths = ["/tenant1/.well-known/openid-configuration"]
    let server = FakeAuthorizationServer(asOrigin, on: network, options)
    var resource = FakeResource.Options()
    resource.metadataPath = "/custom/metadata/location.json"
    let (bench, _) = try bench(server, resource)
    #expect(try await bench.call() == 200)
    #expect(network.count(wellKnown("/mcp")) + network.count(wellKnown()) == 0)
    let asked = network.log.filter {
      $0.hasPrefix("GET \(asOrigin)") && !$0.hasSuffix("/authorize")
    }
    #expect(
      asked == [
        "GET \(asOrigin)/.well-known/oauth-authorization-server/tenant1",
        "GET \(asOrigin)/.well-known/openid-configuration/tenant1",
        "GET \(asOrigin)/tenant1/.well-known/openid-configuration",
      ])
  }

  @Test(
    "auth/basic-cimd: the URL of our metadata document is the client id, and nothing is registered")
  func basicCIMD() async throws {
    var options = FakeAuthorizationServer.Options()
    options.readsClientMetadata = true
    let server = FakeAuthorizationServer(asOrigin, on: network, options)
    let document = "https://conformance-test.local/client-metadata.json"
    let (bench, _) = try bench(server) { $0.metadataDocumentURL = document }
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.map { $0["client_id"] } == [document])
    #expect(server.registrations.isEmpty)
  }

  @Test(
    "auth/token-endpoint-auth-basic, -post, -none: as registered and announced",
    arguments: ["client_secret_basic", "client_secret_post", "none"])
  func tokenEndpointAuth(method: String) async throws {
    var options = FakeAuthorizationServer.Options()
    options.methods = [method]
    options.registration = ["client_id": "c", "token_endpoint_auth_method": .string(method)]
    if method != "none" { options.registration["client_secret"] = "s e:c/r" }
    let server = FakeAuthorizationServer(asOrigin, on: network, options)
    server.change { options in
      // What the form encoding of RFC 6749 §2.3.1 makes of it inside Basic.
      if method == "client_secret_basic" { options.clients = [:] }
    }
    let (bench, _) = try bench(server)
    _ = try await bench.call()
    let request = try #require(server.tokenRequests.first)
    let basic = server.tokenFields.first?["Authorization"]
    switch method {
    case "client_secret_basic":
      #expect(basic == "Basic Yzpz" + "JTIwZSUzQWMlMkZy")
      #expect(request["client_secret"] == nil)
    case "client_secret_post":
      #expect(basic == nil)
      #expect(request["client_secret"] == "s e:c/r")
    default:
      #expect(basic == nil && request["client_secret"] == nil)
      #expect(request["client_id"] == "c")
    }
    #expect(request["resource"] == "\(rsOrigin)/mcp")
    #expect(server.authorizations.first?["resource"] == request["resource"])
  }

  @Test("auth/pre-registration: the given client with Basic, never registering")
  func preRegistration() async throws {
    var options = FakeAuthorizationServer.Options()
    options.registers = false
    options.methods = ["client_secret_basic"]
    options.clients = ["pre-registered-client": "pre-registered-secret"]
    let server = FakeAuthorizationServer(asOrigin, on: network, options)
    let client = OAuthClient(
      id: "pre-registered-client", secret: Secret("pre-registered-secret"))
    let (bench, _) = try bench(server) { $0.registered = [.init(client)] }
    #expect(try await bench.call() == 200)
    #expect(server.tokenFields.first?["Authorization"]?.hasPrefix("Basic ") == true)
    #expect(network.count("POST \(asOrigin)/register") == 0)
  }

  @Test(
    "auth/resource-mismatch: metadata for another resource ends it before any authorization request"
  )
  func resourceMismatch() async throws {
    let server = FakeAuthorizationServer(asOrigin, on: network)
    var resource = FakeResource.Options()
    resource.resource = "https://evil.example.com/mcp"
    let (bench, _) = try bench(server, resource)
    #expect(try await bench.call() == 401)
    #expect(await bench.failure?.code == .resourceMismatch)
    #expect(!network.log.contains { $0.contains(asOrigin) })
  }

  @Test("auth/authorization-server-migration: registers anew at the new server and reuses nothing")
  func migration() async throws {
    var options = FakeAuthorizationServer.Options()
    options.givesRefresh = true
    options.registration = ["client_id": "as1-client", "client_secret": "as1-secret"]
    let first = FakeAuthorizationServer(asOrigin, on: network, options)
    options.registration = ["client_id": "as2-client", "client_secret": "as2-secret"]
    let second = FakeAuthorizationServer("http://localhost:9002", on: network, options)
    let resource = FakeResource(rsOrigin, on: network, trusting: [first, second])
    let bench = try ClientBench(network, url: resource.url)
    resource.afterAccept { $0.servers = ["http://localhost:9002"] }
    #expect(try await bench.call() == 200)
    #expect(try await bench.call("tools/call") == 200)
    #expect(second.registrations.count == 1)
    #expect(second.authorizations.map { $0["client_id"] } == ["as2-client"])
    #expect(second.tokenRequests.allSatisfy { $0["client_id"] == "as2-client" })
    #expect(second.tokenRequests.allSatisfy { $0["refresh_token"] == nil })
    #expect(first.tokenRequests.count == 1)
  }

  @Test(
    "auth/2025-03-26-oauth-metadata-backcompat: no resource metadata, server metadata at the origin"
  )
  func legacyMetadata() async throws {
    var options = FakeAuthorizationServer.Options()
    options.prefix = "/oauth"
    options.metadataIssuer = rsOrigin
    let server = FakeAuthorizationServer(rsOrigin, on: network, options)
    let url = "\(rsOrigin)/mcp"
    try legacy(server)
    let bench = try ClientBench(network, url: url)
    #expect(try await bench.call() == 200)
    #expect(server.registrations.count == 1)
    #expect(network.count("POST \(rsOrigin)/oauth/token") == 1)
  }

  @Test("auth/2025-03-26-oauth-endpoint-fallback: no metadata at all, endpoints at the origin")
  func legacyEndpoints() async throws {
    var options = FakeAuthorizationServer.Options()
    options.metadataPaths = []
    options.announcesIssuer = nil
    options.methods = nil
    options.issuerAnswer = .missing
    let server = FakeAuthorizationServer(rsOrigin, on: network, options)
    try legacy(server)
    let bench = try ClientBench(network, url: "\(rsOrigin)/mcp")
    #expect(try await bench.call() == 200)
    #expect(network.count("POST \(rsOrigin)/register") == 1)
    #expect(network.count("POST \(rsOrigin)/token") == 1)
    let strict = try ClientBench(network, url: "\(rsOrigin)/mcp") {
      $0.usesLegacyDiscovery = false
    }
    #expect(try await strict.call() == 401)
    #expect(await strict.failure?.code == .metadata)
  }

  /// Puts an MCP server of revision 2025-03-26 and its authorization server on one origin.
  private func legacy(_ server: FakeAuthorizationServer) throws {
    let inner = FakeNetwork()
    inner.serve(rsOrigin) { server.answer($0) }
    network.serve(rsOrigin) { exchange in
      guard exchange.path == "/mcp" else { return try await inner.fetch(exchange.request) }
      let parts = exchange.request.fields["Authorization"]?.split(separator: " ") ?? []
      return parts.count == 2 && server.token(String(parts[1])) != nil
        ? .json(["ok": true]) : .status(401)
    }
  }
}
