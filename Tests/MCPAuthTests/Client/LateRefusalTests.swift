import JSON
import MCPAuth
import MCPHTTP
import Testing

@Suite("Refusals that come late, and bounds", .timeLimit(.minutes(1)))
struct LateRefusalTests {
  let network = FakeNetwork()

  private func world() throws -> (ClientBench, FakeAuthorizationServer, FakeResource) {
    let server = FakeAuthorizationServer("http://localhost:9001", on: network)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    return (try ClientBench(network, url: resource.url), server, resource)
  }

  private func challenge(_ status: Int = 401, scope: String? = nil) -> HTTPChallenge {
    let what = scope.map { "error=\"insufficient_scope\", scope=\"\($0)\", " } ?? ""
    return HTTPChallenge(
      status: status,
      fields: [
        "WWW-Authenticate": "Bearer \(what)resource_metadata="
          + "\"http://localhost:9000/.well-known/oauth-protected-resource/mcp\""
      ], url: "http://localhost:9000/mcp", method: "POST")
  }

  @Test("a refusal of a request that left before the token was there says nothing about the token")
  func late() async throws {
    let (bench, server, _) = try world()
    let authorization = bench.authorization
    func leave() async throws { _ = try await authorization.fields(for: "POST", url: bench.url) }
    // Three requests leave without a token; the first refusal leads to a sign-in.
    for _ in 0..<3 { try await leave() }
    #expect(await authorization.challenged(challenge()))
    try await leave()
    // The other two come back late, and only have to be sent again.
    for _ in 0..<2 {
      #expect(await authorization.challenged(challenge()))
      try await leave()
    }
    #expect(server.authorizations.count == 1)
    // Now it is the token that is refused, three times out of three.
    for _ in 0..<3 { #expect(await !authorization.challenged(challenge())) }
    #expect(await bench.failure?.code == .tokenNotAccepted)
    #expect(server.authorizations.count == 1)
  }

  @Test("requests that lack the same scope share one step-up")
  func lateStepUp() async throws {
    let (bench, server, _) = try world()
    #expect(try await bench.call() == 200)
    let authorization = bench.authorization
    for _ in 0..<2 { _ = try await authorization.fields(for: "POST", url: bench.url) }
    #expect(await authorization.challenged(challenge(403, scope: "w")))
    _ = try await authorization.fields(for: "POST", url: bench.url)
    #expect(await authorization.challenged(challenge(403, scope: "w")))
    #expect(server.authorizations.count == 2)
  }

  @Test("every request to a peer is bounded in time and size, and follows no redirect by itself")
  func bounds() async throws {
    let server = FakeAuthorizationServer("http://localhost:9001", on: network)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    let bench = try ClientBench(network, url: resource.url) {
      $0.limits.connectTimeout = .seconds(3)
      $0.limits.exchangeTimeout = .seconds(7)
      $0.limits.documentBytes = 9999
    }
    #expect(try await bench.call() == 200)
    let requests = network.all.filter {
      !$0.url.hasSuffix("/mcp") || $0.url.contains("well-known")
    }.filter { !$0.url.contains("/authorize?") }
    #expect(requests.count == 4)
    for request in requests {
      #expect(request.connectTimeout == .seconds(3) && request.timeout == .seconds(7))
      #expect(request.maximumBodyBytes == 9999 && request.maximumRedirects == 0)
    }
  }
}
