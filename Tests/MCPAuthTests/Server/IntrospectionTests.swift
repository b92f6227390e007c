import Basics
import JSON
import MCPAuth
import MCPHTTP
import MCPTransport
import Synchronization
import Testing

@Suite("Access tokens judged by introspection", .timeLimit(.minutes(1)))
struct IntrospectionTests {
  let network = FakeNetwork()
  let clock = TestClock()
  static let audience = "https://ops.example/mcp"

  private func validator(
    _ limits: ValidationLimits = ValidationLimits(),
    _ answer: @escaping FakeNetwork.Host
  ) throws -> IntrospectionValidator {
    network.serve("https://login.example", answer)
    return try IntrospectionValidator(
      endpoint: "https://login.example/introspect", issuer: "https://login.example",
      client: OAuthClient(id: "rs", secret: Secret("rs-secret")), audiences: [Self.audience],
      fetcher: network, limits: limits, random: RandomSource(SeededRandom(seed: 1)),
      now: clock.reader)
  }

  private static func active(_ changes: JSONObject = [:]) -> HTTPFetchResponse {
    var answer: JSONObject = [
      "active": true, "sub": "user-1", "aud": .string(audience), "scope": "a b",
      "exp": 1_800_000_300,
    ]
    for member in changes.members {
      answer[member.key] = member.value.isNull ? JSONValue?.none : member.value
    }
    return .json(.object(answer))
  }

  @Test("the request is that of RFC 7662, and the answer becomes a principal")
  func good() async throws {
    let seen = Mutex<[FakeNetwork.Exchange]>([])
    let validator = try validator { exchange in
      seen.withLock { $0.append(exchange) }
      return Self.active()
    }
    let expected = Principal(
      subject: "user-1", issuer: "https://login.example", scopes: ["a", "b"])
    #expect(await validator.validate(Secret("tok+1")) == .accepted(expected))
    let exchange = try #require(seen.withLock { $0.first })
    #expect(exchange.form == ["token": "tok+1", "token_type_hint": "access_token"])
    #expect(exchange.request.fields["Authorization"] == "Basic cnM6cnMtc2VjcmV0")
  }

  /// Answers, and the words of the refusal or of the failure.
  static let answers: [(HTTPFetchResponse, String, Bool)] = [
    (.json(["active": false]), "not in force", true),
    (active(["aud": "https://other.example"]), "another resource", true),
    (active(["aud": nil]), "another resource", true),
    (active(["iss": "https://evil.example"]), "not trusted", true),
    (active(["iss": 7]), "not trusted", true),
    (active(["exp": 1_799_999_900]), "expired", true),
    (active(["nbf": 1_800_000_900]), "not valid yet", true),
    (active(["sub": nil]), "whose", true),
    (active(["cnf": ["jkt": "x"]]), "bound", true),
    (active(["active": "true"]), "no verdict", false),
    (.json([]), "no verdict", false),
    (.status(401), "client id and secret", false),
    (.status(500), "500", false),
    (.status(302, ["Location": "https://evil.example"]), "302", false),
    (HTTPFetchResponse(status: 200, body: Array("x".utf8)), "no verdict", false),
  ]

  @Test("answers that are no yes", arguments: answers)
  func bad(answer: HTTPFetchResponse, words: String, isRefusal: Bool) async throws {
    let validator = try validator { _ in answer }
    switch await validator.validate(Secret("t")) {
    case .accepted: Issue.record("accepted")
    case .refused(let reason): #expect(isRefusal && reason.contains(words), "\(reason)")
    case .unavailable(let reason): #expect(!isRefusal && reason.contains(words), "\(reason)")
    }
  }

  @Test("verdicts are remembered briefly, a yes no longer than the token lives")
  func memory() async throws {
    let isActive = Mutex(true)
    let validator = try validator { _ in
      isActive.withLock { $0 } ? Self.active(["exp": 1_800_000_010]) : .json(["active": false])
    }
    func ask() async -> Bool {
      if case .accepted = await validator.validate(Secret("t")) { true } else { false }
    }
    #expect(await ask())
    isActive.withLock { $0 = false }
    #expect(await ask())
    #expect(network.log.count == 1)
    clock.advance(10)
    #expect(await !ask())
    #expect(network.log.count == 2)
    isActive.withLock { $0 = true }
    clock.advance(9)
    #expect(await !ask())
    clock.advance(1)
    #expect(await ask())
    #expect(network.log.count == 3)
  }

  @Test("a failure is not remembered")
  func failure() async throws {
    let answers = Mutex<[HTTPFetchResponse]>([.status(503), Self.active()])
    let validator = try validator { _ in answers.withLock { $0.removeFirst() } }
    guard case .unavailable = await validator.validate(Secret("t")),
      case .accepted = await validator.validate(Secret("t"))
    else {
      Issue.record("the failure stuck")
      return
    }
  }

  @Test("a flood of tokens neither fills the memory nor reaches the authorization server unbounded")
  func flood() async throws {
    var limits = ValidationLimits()
    limits.rememberedTokens = 8
    limits.introspectionsAtOnce = 2
    let validator = try validator(limits) { exchange in
      Self.active(["sub": .string(exchange.form["token"] ?? "")])
    }
    for number in 0..<100 { _ = await validator.validate(Secret("t-\(number)")) }
    #expect(network.log.count == 100)
    for number in 95..<100 { _ = await validator.validate(Secret("t-\(number)")) }
    #expect(network.log.count == 100)
    _ = await validator.validate(Secret("t-0"))
    #expect(network.log.count == 101)
  }

  @Test("no more are asked at once than the limit says")
  func atOnce() async throws {
    var limits = ValidationLimits()
    limits.introspectionsAtOnce = 2
    let waiting = Mutex<[CheckedContinuation<Void, Never>]>([])
    let validator = try validator(limits) { _ in
      await withCheckedContinuation { continuation in waiting.withLock { $0.append(continuation) } }
      return Self.active()
    }
    async let first = validator.validate(Secret("t-1"))
    async let second = validator.validate(Secret("t-2"))
    while waiting.withLock({ $0.count }) < 2 { await Task.yield() }
    #expect(await validator.validate(Secret("t-3")) == .unavailable("too many tokens at once"))
    for continuation in waiting.withLock({ $0 }) { continuation.resume() }
    let verdicts = await [first, second]
    #expect(verdicts.allSatisfy { if case .accepted = $0 { true } else { false } })
  }

  @Test("an endpoint that is not https is refused")
  func unsafe() {
    #expect {
      try IntrospectionValidator(
        endpoint: "http://login.example/i", issuer: "https://login.example",
        client: OAuthClient(id: "rs", secret: Secret("s")), audiences: [Self.audience],
        fetcher: network, random: RandomSource(SeededRandom(seed: 1)), now: clock.reader)
    } throws: { ($0 as? AuthorizationError)?.code == .unsafeURL }
  }
}
