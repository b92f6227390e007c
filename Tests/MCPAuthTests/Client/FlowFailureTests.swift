import Basics
import EventLoop
import JSON
import MCPAuth
import MCPHTTP
import Synchronization
import Testing

@Suite("Authorization when things go wrong", .timeLimit(.minutes(1)))
struct FlowFailureTests {
  let network = FakeNetwork()

  private func world(
    _ options: FakeAuthorizationServer.Options = .init(), grant: OAuthGrant? = nil
  ) throws -> (ClientBench, FakeAuthorizationServer, FakeResource) {
    let server = FakeAuthorizationServer("http://localhost:9001", on: network, options)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    return (try ClientBench(network, url: resource.url, grant: grant), server, resource)
  }

  /// Answers of the token endpoint, and the failure that follows.
  static let tokenAnswers: [(HTTPFetchResponse, AuthorizationError.Code, String)] = [
    (.status(429, ["Retry-After": "30"]), .unavailable, "30"),
    (.status(500), .unavailable, "500"),
    (.status(204), .invalidAnswer, "204"),
    (.status(302, ["Location": "https://evil.example/"]), .invalidAnswer, "302"),
    (HTTPFetchResponse(status: 200, body: Array("<html>".utf8)), .invalidAnswer, "200"),
    (.json([:]), .invalidAnswer, "access_token"),
    (.error("invalid_grant"), .refused, "invalid_grant"),
    (.json(["error": "bad_verification_code"]), .refused, "bad_verification_code"),
    (.json(["error": "x\n", "error_description": "\u{1B}[2J"], status: 400), .refused, "x?"),
    (.json(["access_token": "t", "token_type": "DPoP"]), .invalidAnswer, "key"),
  ]

  @Test("answers of the token endpoint that are no tokens", arguments: tokenAnswers)
  func tokenEndpoint(answer: HTTPFetchResponse, code: AuthorizationError.Code, word: String)
    async throws
  {
    var options = FakeAuthorizationServer.Options()
    options.tokenAnswers = [answer]
    let (bench, server, _) = try world(options)
    #expect(try await bench.call() == 401)
    let failure = try #require(await bench.failure)
    #expect(failure.code == code && failure.message.contains(word), "\(failure)")
    #expect(!failure.message.unicodeScalars.contains { $0.value < 0x20 })
    #expect(server.tokenRequests.count == 1)
    #expect(!network.log.contains { $0.contains("evil") })
    // It was a passing fault: the next attempt starts anew.
    #expect(try await bench.call() == 200)
    #expect(await bench.failure == nil)
  }

  @Test("an authorization endpoint that shows a page instead of redirecting wants a person")
  func noRedirect() async throws {
    let (bench, server, _) = try world()
    network.serve("http://localhost:9001") { exchange in
      exchange.path == "/authorize" ? .status(200) : server.answer(exchange)
    }
    #expect(try await bench.call() == 401)
    #expect(await bench.failure?.code == .noConsent)
  }

  /// Stands for a user who does something unexpected.
  struct Agent: AuthorizationUserAgent {
    let act: @Sendable (String) async throws(AuthorizationError) -> String
    let closed = Counter()

    func redirectURI() async throws(AuthorizationError) -> String { "http://127.0.0.1:1/cb" }
    func authorize(_ url: String, redirectURI: String) async throws(AuthorizationError) -> String {
      try await act(url)
    }
    func close() async { closed.add() }
  }

  /// A number several tasks count up.
  final class Counter: Sendable {
    private let count = Mutex(0)
    func add() { count.withLock { $0 += 1 } }
    var value: Int { count.withLock { $0 } }
  }

  @Test("whatever the user does, the agent is closed, and no code is redeemed that is not ours")
  func agents() async throws {
    let agents: [(Agent, AuthorizationError.Code)] = [
      (
        Agent { _ throws(AuthorizationError) in throw AuthorizationError(.noConsent, "gave up") },
        .noConsent
      ),
      (Agent { _ in "http://127.0.0.1:1/cb?code=stolen&state=guessed" }, .badCallback),
      (Agent { _ in "https://evil.example/cb?code=x" }, .badCallback),
      (Agent { _ in "" }, .badCallback),
    ]
    for (agent, code) in agents {
      let (bench, server, _) = try world(grant: .authorizationCode(agent))
      #expect(try await bench.call() == 401)
      #expect(await bench.failure?.code == code)
      #expect(server.tokenRequests.isEmpty)
      #expect(agent.closed.value == 1)
    }
  }

  @Test("an answer of an earlier attempt does not fit a later one")
  func replay() async throws {
    let urls = Mutex<[String]>([])
    let agent = Agent { url in
      urls.withLock { $0.append(url) }
      let first = urls.withLock { $0[0] }
      let state = FakeNetwork.Exchange.pairs(String(first.split(separator: "?")[1]))["state"] ?? ""
      return "http://127.0.0.1:1/cb?code=x&state=\(state)"
    }
    var options = FakeAuthorizationServer.Options()
    options.announcesIssuer = nil
    let (bench, server, _) = try world(options, grant: .authorizationCode(agent))
    #expect(try await bench.call() == 401)
    #expect(await bench.failure?.oauthError == "invalid_grant")
    #expect(try await bench.call() == 401)
    #expect(server.tokenRequests.count == 1)
    #expect(await bench.failure?.code == .badCallback)
  }

  @Test("requests refused together share one sign-in")
  func together() async throws {
    let (bench, server, resource) = try world()
    try await all(bench, expect: 200)
    #expect(server.authorizations.count == 1)
    server.revokeTokens()
    try await all(bench, expect: 200)
    // A request that was under way with the old token may be refused after the new one came, and ask once more.
    #expect((2...3).contains(server.authorizations.count))
    server.revokeTokens()
    server.change { $0.denial = "access_denied" }
    try await all(bench, expect: 401)
    #expect(server.authorizations.count <= AuthorizationLimits().attemptsInWindow)
    #expect(resource.accepted == 40)
  }

  private func all(_ bench: ClientBench, expect status: Int) async throws {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 { group.addTask { try await bench.call() } }
      for try await found in group { #expect(found == status) }
    }
  }

  @Test("a request given up while another signs in stops waiting")
  func cancelledWait() async throws {
    let loop = try EventLoop.startThread(named: "auth-test")
    defer { loop.stop() }
    let hasBegun = Counter()
    let agent = Agent { url throws(AuthorizationError) in
      hasBegun.add()
      do { try await loop.sleep(for: .seconds(50)) } catch {
        throw AuthorizationError(.cancelled, "given up")
      }
      return ""
    }
    let (bench, _, _) = try world(grant: .authorizationCode(agent))
    try await withThrowingTaskGroup(of: Int.self) { signingIn in
      signingIn.addTask { try await bench.call() }
      while hasBegun.value == 0 { await Task.yield() }
      let given = try await withThrowingTaskGroup(of: Int.self) { waiting in
        waiting.addTask { try await bench.call() }
        for _ in 0..<50 { await Task.yield() }
        waiting.cancelAll()
        return try await waiting.next()
      }
      #expect(given == 401)
      signingIn.cancelAll()
      let status = try await signingIn.next()
      #expect(status == 401)
    }
    #expect(await bench.failure?.code == .cancelled)
  }

  @Test("a sign-in that is given up does not fail the requests that wait for it")
  func cancelledOther() async throws {
    let loop = try EventLoop.startThread(named: "auth-test")
    defer { loop.stop() }
    let begun = Counter()
    let direct = DirectUserAgent(fetcher: network, redirectURI: "http://127.0.0.1:1/cb")
    let agent = Agent { url throws(AuthorizationError) in
      begun.add()
      guard begun.value == 1 else {
        return try await direct.authorize(url, redirectURI: "http://127.0.0.1:1/cb")
      }
      do { try await loop.sleep(for: .seconds(50)) } catch {
        throw AuthorizationError(.cancelled, "given up")
      }
      return ""
    }
    let (bench, _, _) = try world(grant: .authorizationCode(agent))
    let first = try await withThrowingTaskGroup(of: Int.self) { signingIn in
      signingIn.addTask { try await bench.call() }
      while begun.value == 0 { await Task.yield() }
      async let second = bench.call()
      for _ in 0..<50 { await Task.yield() }
      signingIn.cancelAll()
      let status = try await second
      #expect(status == 200)
      return try await signingIn.next()
    }
    #expect(first == 401)
  }

  @Test("a server's URL that is none is refused at once, with the reason")
  func badResource() {
    for url in ["", "mcp.example", "ftp://mcp.example", "https://"] {
      #expect {
        try ClientBench(network, url: url)
      } throws: { ($0 as? AuthorizationError)?.code == .configuration }
    }
  }
}
