import Basics
import MCPAuth
import MCPHTTP

/// One client with its authorization, driven as an HTTP transport does it.
struct ClientBench: Sendable {
  let network: FakeNetwork
  let clock: TestClock
  let url: String
  let authorization: OAuthAuthorization

  init(
    _ network: FakeNetwork, url: String, grant: OAuthGrant? = nil, clock: TestClock = TestClock(),
    store: any TokenStore = MemoryTokenStore(), seed: UInt64 = 7,
    _ configure: (inout OAuthConfiguration) -> Void = { _ in }
  ) throws {
    self.network = network
    self.clock = clock
    self.url = url
    let agent = DirectUserAgent(fetcher: network)
    var configuration = OAuthConfiguration(
      resource: url, grant: grant ?? .authorizationCode(agent))
    configure(&configuration)
    authorization = try OAuthAuthorization(
      configuration, fetcher: network, store: store, random: RandomSource(SeededRandom(seed: seed)),
      now: clock.reader)
  }

  /// Makes a request and answers challenges for as long as the authorization wants to; the last status.
  @discardableResult
  func call(_ operation: String = "tools/list") async throws -> Int {
    for _ in 0..<12 {
      let fields = try await authorization.fields(for: "POST", url: url)
      let response = try await network.fetch(
        HTTPFetchRequest("POST", url, fields: fields, body: Array(operation.utf8)))
      guard response.status == 401 || response.status == 403 else { return response.status }
      let challenge = HTTPChallenge(
        status: response.status, fields: response.fields, url: url, method: "POST")
      guard await authorization.challenged(challenge) else { return response.status }
    }
    return 0
  }

  var failure: AuthorizationError? { get async { await authorization.failure } }
}
