import JSON
import MCPAuth
import MCPHTTP
import Testing

@Suite("Conformance scenarios: scopes", .timeLimit(.minutes(1)))
struct ScenarioScopeTests {
  let network = FakeNetwork()

  private func bench(
    _ resource: FakeResource.Options, _ options: FakeAuthorizationServer.Options = .init(),
    _ configure: (inout OAuthConfiguration) -> Void = { _ in }
  ) throws -> (ClientBench, FakeAuthorizationServer) {
    let server = FakeAuthorizationServer("http://localhost:9001", on: network, options)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server], resource)
    return (try ClientBench(network, url: resource.url, configure), server)
  }

  @Test("auth/scope-from-www-authenticate: exactly the scope of the challenge")
  func fromChallenge() async throws {
    var options = FakeResource.Options()
    options.challengeScope = "mcp:basic"
    options.scopesSupported = ["mcp:basic", "mcp:other"]
    let (bench, server) = try bench(options)
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.map { $0["scope"] } == ["mcp:basic"])
  }

  @Test("auth/scope-from-scopes-supported: all the resource knows, where the challenge names none")
  func fromMetadata() async throws {
    var options = FakeResource.Options()
    options.scopesSupported = ["mcp:basic", "mcp:read", "mcp:write"]
    let (bench, server) = try bench(options)
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.map { $0["scope"] } == ["mcp:basic mcp:read mcp:write"])
  }

  @Test("auth/scope-omitted-when-undefined: no scope parameter where nobody names one")
  func omitted() async throws {
    var scopes = FakeAuthorizationServer.Options()
    scopes.scopes = ["offline_access"]
    let (bench, server) = try bench(.init(), scopes)
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.count == 1)
    #expect(server.authorizations[0]["scope"] == nil)
  }

  @Test("what one of several challenges says holds, whichever it is")
  func severalChallenges() async throws {
    var options = FakeResource.Options()
    options.metadataPath = "/custom"
    options.challenge = [
      "Basic realm=\"x\"", "DPoP algs=\"ES256\"",
      "Bearer scope=\"b\", resource_metadata=\"http://localhost:9000/custom\"",
    ]
    let (bench, server) = try bench(options)
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.map { $0["scope"] } == ["b"])
    #expect(server.tokenFields.first?["DPoP"] == nil)
  }

  @Test("scopes of the configuration stand in for those the resource knows, not for the challenge")
  func configured() async throws {
    var options = FakeResource.Options()
    options.scopesSupported = ["a", "b"]
    let (first, server) = try bench(options) { $0.scopes = ["b"] }
    #expect(try await first.call() == 200)
    #expect(server.authorizations.map { $0["scope"] } == ["b"])
  }

  @Test("auth/scope-step-up: asks for what was granted and what is wanted, and goes on")
  func stepUp() async throws {
    var options = FakeResource.Options()
    options.challengeScope = "mcp:basic"
    options.scopesSupported = ["mcp:profile"]
    options.needed = ["tools/list": ["mcp:basic"], "tools/call": ["mcp:write"]]
    let (bench, server) = try bench(options)
    #expect(try await bench.call("tools/list") == 200)
    #expect(try await bench.call("tools/call") == 200)
    #expect(server.authorizations.map { $0["scope"] } == ["mcp:basic", "mcp:basic mcp:write"])
    #expect(try await bench.call("tools/list") == 200)
  }

  @Test("auth/scope-retry-limit: at most three authorizations, then the refusal is final")
  func retryLimit() async throws {
    var options = FakeResource.Options()
    options.challengeScope = "mcp:admin"
    options.scopesSupported = ["mcp:admin"]
    options.insatiable = "mcp:admin"
    let (bench, server) = try bench(options)
    #expect(try await bench.call() == 403)
    #expect(server.authorizations.count == 3)
    #expect(await bench.failure?.code == .tooManyAttempts)
    #expect(try await bench.call() == 403)
    #expect(server.authorizations.count == 3)
  }

  @Test("a server that wants another scope each time is given up")
  func endlessStepUp() async throws {
    let server = FakeAuthorizationServer("http://localhost:9001", on: network)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    let bench = try ClientBench(network, url: resource.url)
    #expect(try await bench.call() == 200)
    for number in 0..<10 {
      _ = await bench.authorization.challenged(
        HTTPChallenge(
          status: 403,
          fields: [
            "WWW-Authenticate": "Bearer error=\"insufficient_scope\", scope=\"s\(number)\", "
              + "resource_metadata=\"http://localhost:9000/.well-known/oauth-protected-resource/mcp\""
          ], url: resource.url, method: "POST"))
      _ = try await bench.authorization.fields(for: "POST", url: resource.url)
    }
    #expect(server.authorizations.count == AuthorizationLimits().attemptsInWindow)
    #expect(await bench.failure?.code == .tooManyAttempts)
    bench.clock.advance(61)
    resource.change { $0.needed = ["x": ["more"]] }
    #expect(try await bench.call("x") == 200)
  }

  @Test("auth/offline-access-scope: asked for where the authorization server knows it")
  func offlineAccess() async throws {
    var options = FakeResource.Options()
    options.scopesSupported = ["mcp:basic"]
    var scopes = FakeAuthorizationServer.Options()
    scopes.scopes = ["mcp:basic", "offline_access"]
    let (bench, server) = try bench(options, scopes)
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.map { $0["scope"] } == ["mcp:basic offline_access"])
    #expect(server.authorizations.map { $0["prompt"] } == ["consent"])
    #expect(server.registrations[0]["grant_types"] == ["authorization_code", "refresh_token"])
    #expect(server.registrations[0]["application_type"] == "native")
  }

  @Test("auth/offline-access-not-supported: not asked for where it does not")
  func noOfflineAccess() async throws {
    var options = FakeResource.Options()
    options.scopesSupported = ["mcp:basic", "mcp:read"]
    var scopes = FakeAuthorizationServer.Options()
    scopes.scopes = ["mcp:basic", "mcp:read"]
    let (bench, server) = try bench(options, scopes)
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.map { $0["scope"] } == ["mcp:basic mcp:read"])
  }

  @Test("a 403 that is no question of scopes is left alone")
  func plainRefusal() async throws {
    let (bench, server) = try bench(.init())
    let isRetried = await bench.authorization.challenged(
      HTTPChallenge(status: 403, fields: [:], url: bench.url, method: "POST"))
    #expect(!isRetried)
    #expect(server.authorizations.isEmpty && network.log.isEmpty)
  }
}
