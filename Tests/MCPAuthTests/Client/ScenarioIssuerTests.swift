import JSON
import MCPAuth
import MCPHTTP
import Testing

@Suite("Conformance scenarios: issuers", .timeLimit(.minutes(1)))
struct ScenarioIssuerTests {
  let network = FakeNetwork()

  private func run(
    _ options: FakeAuthorizationServer.Options
  ) async throws -> (Int, FakeAuthorizationServer, AuthorizationError?) {
    let server = FakeAuthorizationServer("http://localhost:9001", on: network, options)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    let bench = try ClientBench(network, url: resource.url)
    let status = try await bench.call()
    return (status, server, await bench.failure)
  }

  /// The scenario's name, whether `iss` is announced, what comes, and whether the code may be redeemed.
  static let cases: [(String, Bool?, FakeAuthorizationServer.IssuerAnswer, Bool)] = [
    ("auth/iss-supported", true, .correct, true),
    ("auth/iss-not-advertised", nil, .missing, true),
    ("not announced, but right", false, .correct, true),
    ("auth/iss-supported-missing", true, .missing, false),
    ("auth/iss-wrong-issuer", true, .wrong, false),
    ("auth/iss-unexpected", nil, .wrong, false),
    ("auth/iss-normalized", true, .normalized, false),
    ("normalized, not announced", nil, .normalized, false),
  ]

  @Test("the issuer of the answer is compared as plain text", arguments: cases)
  func issuer(
    name: String, announced: Bool?, answer: FakeAuthorizationServer.IssuerAnswer, isGood: Bool
  ) async throws {
    var options = FakeAuthorizationServer.Options()
    options.announcesIssuer = announced
    options.issuerAnswer = answer
    let (status, server, failure) = try await run(options)
    #expect(server.authorizations.count == 1, "\(name)")
    #expect(server.tokenRequests.count == (isGood ? 1 : 0), "\(name)")
    #expect(status == (isGood ? 200 : 401), "\(name)")
    #expect(failure?.code == (isGood ? nil : .issuerMismatch), "\(name)")
  }

  @Test("an error from the wrong issuer is not shown, one from the right issuer is")
  func errors() async throws {
    var options = FakeAuthorizationServer.Options()
    options.denial = "access_denied"
    let (_, _, refused) = try await run(options)
    #expect(refused?.code == .refused)
    #expect(refused?.oauthError == "access_denied")
    options.issuerAnswer = .wrong
    let (_, _, foreign) = try await run(options)
    #expect(foreign?.code == .issuerMismatch)
    #expect(foreign?.message.contains("access_denied") == false)
  }

  @Test("auth/metadata-issuer-mismatch: of foreign metadata no endpoint is used")
  func metadataIssuer() async throws {
    var options = FakeAuthorizationServer.Options()
    options.metadataIssuer = "https://attacker.example.com"
    let (status, server, failure) = try await run(options)
    #expect(status == 401)
    #expect(failure?.code == .issuerMismatch)
    #expect(server.registrations.isEmpty && server.authorizations.isEmpty)
    #expect(network.count("GET http://localhost:9001/.well-known/oauth-authorization-server") == 1)
  }

  @Test("a trailing slash makes another issuer of the metadata too")
  func metadataSlash() async throws {
    var options = FakeAuthorizationServer.Options()
    options.metadataIssuer = "http://localhost:9001/"
    let (_, _, failure) = try await run(options)
    #expect(failure?.code == .issuerMismatch)
  }

  @Test("servers that do not announce S256 are refused", arguments: [nil, [], ["plain"]])
  func noPKCE(methods: [String]?) async throws {
    var options = FakeAuthorizationServer.Options()
    options.challengeMethods = methods
    let (status, server, failure) = try await run(options)
    #expect(status == 401)
    #expect(failure?.code == .noPKCE)
    #expect(server.registrations.isEmpty && server.authorizations.isEmpty)
  }
}
