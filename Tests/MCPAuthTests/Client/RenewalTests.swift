import JSON
import MCPAuth
import MCPHTTP
import Testing

@Suite("Renewing and keeping tokens", .timeLimit(.minutes(1)))
struct RenewalTests {
  let network = FakeNetwork()
  let clock = TestClock()

  private func world(
    _ change: (inout FakeAuthorizationServer.Options) -> Void = { _ in }
  ) -> (FakeAuthorizationServer, FakeResource) {
    var options = FakeAuthorizationServer.Options()
    options.givesRefresh = true
    change(&options)
    let server = FakeAuthorizationServer("http://localhost:9001", on: network, options)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    return (server, resource)
  }

  private func grants(_ server: FakeAuthorizationServer) -> [String] {
    server.tokenRequests.compactMap { $0["grant_type"] }
  }

  @Test("a token is renewed shortly before it expires, each refresh token used once")
  func renewal() async throws {
    let (server, resource) = world()
    let bench = try ClientBench(network, url: resource.url, clock: clock)
    #expect(try await bench.call() == 200)
    clock.advance(3500)
    #expect(try await bench.call() == 200)
    #expect(grants(server) == ["authorization_code"])
    for round in 1...3 {
      clock.advance(3580)
      #expect(try await bench.call() == 200)
      #expect(grants(server).count == round + 1)
    }
    #expect(server.authorizations.count == 1)
    #expect(server.tokenRequests.allSatisfy { $0["resource"] == resource.url })
    // The server refuses a refresh token that comes twice, so rotation was followed.
    #expect(Set(server.tokenRequests.compactMap { $0["refresh_token"] }).count == 3)
  }

  @Test("the next run goes on with what was kept, and a kept refresh token still works")
  func nextRun() async throws {
    let (server, resource) = world()
    let store = MemoryTokenStore()
    let first = try ClientBench(network, url: resource.url, clock: clock, store: store)
    #expect(try await first.call() == 200)
    let second = try ClientBench(network, url: resource.url, clock: clock, store: store, seed: 8)
    #expect(try await second.call() == 200)
    #expect(server.tokenRequests.count == 1)
    clock.advance(4000)
    let third = try ClientBench(network, url: resource.url, clock: clock, store: store, seed: 9)
    #expect(try await third.call() == 200)
    #expect(grants(server) == ["authorization_code", "refresh_token"])
    #expect(server.registrations.count == 1)
  }

  @Test("connections that share a store use what the other one renewed")
  func shared() async throws {
    let (server, resource) = world()
    let store = MemoryTokenStore()
    let first = try ClientBench(network, url: resource.url, clock: clock, store: store)
    let second = try ClientBench(network, url: resource.url, clock: clock, store: store, seed: 8)
    #expect(try await first.call() == 200)
    #expect(try await second.call() == 200)
    clock.advance(4000)
    #expect(try await first.call() == 200)
    #expect(try await second.call() == 200)
    #expect(grants(server) == ["authorization_code", "refresh_token"])
    // Revoked: one of them signs in or renews, the other one follows.
    server.revokeTokens()
    clock.advance(1)
    #expect(try await second.call() == 200)
    #expect(try await first.call() == 200)
    #expect(grants(server) == ["authorization_code", "refresh_token", "refresh_token"])
  }

  @Test("a refused refresh token leads to a new sign-in")
  func refusedRefresh() async throws {
    let (server, resource) = world()
    let bench = try ClientBench(network, url: resource.url, clock: clock)
    #expect(try await bench.call() == 200)
    server.change { $0.tokenAnswers = [.error("invalid_grant")] }
    clock.advance(4000)
    #expect(try await bench.call() == 200)
    #expect(grants(server) == ["authorization_code", "refresh_token", "authorization_code"])
    #expect(server.authorizations.count == 2)
  }

  @Test("without a refresh token an expired one leads to a new sign-in")
  func noRefreshToken() async throws {
    let (server, resource) = world { $0.givesRefresh = false }
    let bench = try ClientBench(network, url: resource.url, clock: clock)
    #expect(try await bench.call() == 200)
    clock.advance(4000)
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.count == 2)
    #expect(resource.authorizations.count == 2)
  }

  @Test(
    "an authorization server that cannot serve fails only what has no valid token, and nothing is lost"
  )
  func unavailable() async throws {
    let (server, resource) = world()
    let bench = try ClientBench(network, url: resource.url, clock: clock)
    #expect(try await bench.call() == 200)
    clock.advance(3580)
    server.change { $0.tokenAnswers = [.status(503)] }
    #expect(try await bench.call() == 200)
    clock.advance(100)
    server.change { $0.tokenAnswers = [.status(429, ["Retry-After": "17"])] }
    await #expect {
      try await bench.call()
    } throws: { error in
      (error as? AuthorizationError)?.code == .unavailable && "\(error)".contains("17")
    }
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.count == 1)
  }

  @Test("a token revoked in mid-life is renewed first, and only then signed in for")
  func revoked() async throws {
    let (server, resource) = world()
    let bench = try ClientBench(network, url: resource.url, clock: clock)
    #expect(try await bench.call() == 200)
    #expect(try await bench.call() == 200)
    server.revokeTokens()
    #expect(try await bench.call() == 200)
    #expect(grants(server) == ["authorization_code", "refresh_token"])
    resource.change { $0.refusesTokens = true }
    #expect(try await bench.call() == 401)
    #expect(
      grants(server) == [
        "authorization_code", "refresh_token", "refresh_token", "authorization_code",
      ])
    #expect(await bench.failure?.code == .tokenNotAccepted)
  }

  @Test("a fresh token that is refused ends it, however often one tries; later it may be accepted")
  func freshRefused() async throws {
    let (server, resource) = world()
    resource.change { $0.refusesTokens = true }
    let bench = try ClientBench(network, url: resource.url, clock: clock)
    for _ in 0..<3 {
      #expect(try await bench.call() == 401)
      #expect(await bench.failure?.code == .tokenNotAccepted)
    }
    #expect(server.authorizations.count == 1)
    resource.change { $0.refusesTokens = false }
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.count == 1)
  }

  @Test("bound tokens are renewed with the key they are bound to, in the next run too")
  func boundRenewal() async throws {
    let (server, resource) = world { $0.proofAlgorithms = ["ES256"] }
    resource.change { $0.takesDPoP = true }
    let store = MemoryTokenStore()
    let first = try ClientBench(network, url: resource.url, clock: clock, store: store)
    #expect(try await first.call() == 200)
    clock.advance(4000)
    let second = try ClientBench(network, url: resource.url, clock: clock, store: store, seed: 99)
    #expect(try await second.call() == 200)
    #expect(grants(server) == ["authorization_code", "refresh_token"])
    let proofs = server.tokenFields.compactMap { $0["DPoP"].map(ProofReading.init) }
    #expect(Set(proofs.map(\.thumbprint)).count == 1 && Set(proofs.map(\.id)).count == 2)
  }

  @Test("bound tokens whose key is lost are not shown to anybody")
  func lostKey() async throws {
    let (server, resource) = world { $0.proofAlgorithms = ["ES256"] }
    resource.change { $0.takesDPoP = true }
    for (seed, key) in [(1, nil), (2, Secret("broken"))] as [(UInt64, Secret?)] {
      let store = MemoryTokenStore()
      try await store.save(
        StoredAuthorization(
          issuer: server.issuer, resource: resource.url,
          tokens: TokenSet(access: Secret("orphan"), kind: .dpop, proofKey: key)))
      let bench = try ClientBench(
        network, url: resource.url, clock: clock, store: store, seed: seed)
      #expect(try await bench.call() == 200)
    }
    #expect(!resource.authorizations.contains { $0.contains("orphan") })
  }

  @Test("forgetting removes the tokens here and in the store")
  func forget() async throws {
    let (server, resource) = world()
    let store = MemoryTokenStore()
    let bench = try ClientBench(network, url: resource.url, clock: clock, store: store)
    #expect(try await bench.call() == 200)
    try await bench.authorization.forget()
    #expect(try await store.authorizations(for: resource.url).isEmpty)
    #expect(try await bench.call() == 200)
    #expect(server.authorizations.count == 2)
  }

  @Test("a store that fails does not stop anything, and says so")
  func failingStore() async throws {
    struct Failing: TokenStore {
      func authorizations(
        for resource: String
      ) async throws(TokenStoreError) -> [StoredAuthorization] {
        throw TokenStoreError("the disk is gone")
      }
      func save(_ authorization: StoredAuthorization) async throws(TokenStoreError) {
        throw TokenStoreError("the disk is full")
      }
      func remove(issuer: String, resource: String) async throws(TokenStoreError) {}
    }
    let (_, resource) = world()
    let bench = try ClientBench(network, url: resource.url, clock: clock, store: Failing())
    #expect(try await bench.call() == 200)
    #expect(await bench.authorization.storageFailure?.message == "the disk is full")
  }

  @Test("tokens never leave for another origin")
  func otherOrigin() async throws {
    let (_, resource) = world()
    let bench = try ClientBench(network, url: resource.url, clock: clock)
    #expect(try await bench.call() == 200)
    for url in ["https://localhost:9000/mcp", "http://localhost:9009/mcp", "http://evil.example/"] {
      #expect(try await bench.authorization.fields(for: "GET", url: url).fields.isEmpty)
      let challenge = HTTPChallenge(status: 401, fields: [:], url: url, method: "GET")
      #expect(await !bench.authorization.challenged(challenge))
    }
    let fields = try await bench.authorization.fields(
      for: "GET", url: "http://localhost:9000/other")
    #expect(fields["Authorization"]?.hasPrefix("Bearer ") == true)
  }
}
