import Basics
import Crypto
import JSON
import MCPAuth
import MCPHTTP
import MCPTransport
import Synchronization
import Testing

@Suite("Access tokens that are JWTs", .timeLimit(.minutes(1)))
struct JWTValidatorTests {
  let network = FakeNetwork()
  let clock = TestClock()
  let mint: TokenMint
  let validator: JWTValidator

  init() {
    mint = TokenMint(on: network)
    validator = JWTValidator(
      issuers: [.init(mint.issuer)], audiences: [mint.audience], fetcher: network, now: clock.reader
    )
  }

  private func verdict(_ token: String) async -> TokenVerdict {
    await validator.validate(Secret(token))
  }

  private var principal: Principal {
    Principal(subject: "user-1", issuer: mint.issuer, scopes: ["depot:read", "depot:write"])
  }

  @Test("a good token of each kind of key", arguments: ["ES256", "EdDSA", "RS256"])
  func good(algorithm: String) async throws {
    let claims = mint.claims(at: clock.now)
    #expect(
      await verdict(try await mint.token(claims, algorithm: algorithm)) == .accepted(principal))
  }

  /// Changes of the claims that leave a token good, and what it says then.
  static let goodClaims: [(String, JSONObject, String, Set<String>)] = [
    (
      "one of several audiences", ["aud": ["https://x.example", "https://ops.example/mcp"]],
      "user-1", ["depot:read", "depot:write"]
    ),
    ("just within the leeway", ["exp": 1_799_999_971], "user-1", ["depot:read", "depot:write"]),
    ("soon to begin", ["nbf": 1_800_000_030], "user-1", ["depot:read", "depot:write"]),
    ("scp as list", ["scope": nil, "scp": ["a", "b"]], "user-1", ["a", "b"]),
    ("scp as text", ["scope": nil, "scp": "a b"], "user-1", ["a", "b"]),
    ("no scope", ["scope": nil], "user-1", []),
    ("a program", ["sub": nil], "client-1", ["depot:read", "depot:write"]),
    (
      "a fraction of a second", ["exp": .double(1_800_000_100.5)], "user-1",
      ["depot:read", "depot:write"]
    ),
  ]

  @Test("claims that are good", arguments: goodClaims)
  func claimsThatPass(name: String, changes: JSONObject, subject: String, scopes: Set<String>)
    async throws
  {
    let token = try await mint.token(mint.claims(at: clock.now, changes))
    let expected = Principal(subject: subject, issuer: mint.issuer, scopes: scopes)
    #expect(await verdict(token) == .accepted(expected), "\(name)")
  }

  /// Changes of claims and header that make a token bad, and a word of the reason.
  static let bad: [(String, JSONObject, JSONObject, String)] = [
    ("another audience", ["aud": "https://other.example/mcp"], [:], "another resource"),
    ("the origin as audience", ["aud": "https://ops.example"], [:], "another resource"),
    ("a slash more", ["aud": "https://ops.example/mcp/"], [:], "another resource"),
    ("no audience", ["aud": nil], [:], "another resource"),
    ("an audience of numbers", ["aud": [7]], [:], "another resource"),
    ("expired", ["exp": 1_799_999_970], [:], "expired"),
    ("long expired", ["exp": 0], [:], "expired"),
    ("no expiry", ["exp": nil], [:], "expires"),
    ("an expiry of text", ["exp": "1900000000"], [:], "expires"),
    ("not valid yet", ["nbf": 1_800_000_031], [:], "not valid yet"),
    ("a beginning of text", ["nbf": "1"], [:], "not valid yet"),
    ("another issuer", ["iss": "https://evil.example"], [:], "not trusted"),
    ("a slash more in the issuer", ["iss": "https://login.example/"], [:], "not trusted"),
    ("no issuer", ["iss": nil], [:], "not trusted"),
    ("nobody's", ["sub": nil, "client_id": nil], [:], "whose"),
    ("bound to a key", ["cnf": ["jkt": "x"]], [:], "bound"),
    ("unsigned", [:], ["alg": "none"], "signed"),
    ("unsigned, in disguise", [:], ["alg": "nOnE"], "signed"),
    ("a shared secret", [:], ["alg": "HS256"], "signed"),
    ("another algorithm", [:], ["alg": "PS256"], "signed"),
    ("no algorithm", [:], ["alg": nil], "signed"),
    ("the algorithm of another key", [:], ["alg": "RS256"], "no key"),
    ("a key that does not exist", [:], ["kid": "gone"], "no key"),
    ("the name of another key", [:], ["kid": "ed"], "no key"),
    ("extensions", [:], ["crit": ["exp"]], "extensions"),
    ("a proof", [:], ["typ": "dpop+jwt"], "another kind"),
    ("an identity grant", [:], ["typ": "oauth-id-jag+jwt"], "another kind"),
    ("a type of another type", [:], ["typ": 7], "another kind"),
  ]

  @Test("tokens that must not pass", arguments: bad)
  func refused(name: String, claims: JSONObject, header: JSONObject, reason: String) async throws {
    let token = try await mint.token(mint.claims(at: clock.now, claims), header: header)
    guard case .refused(let said) = await verdict(token) else {
      Issue.record("\(name) passed")
      return
    }
    #expect(said.contains(reason), "\(name): \(said)")
  }

  @Test(
    "types that are access tokens",
    arguments: [nil, "JWT", "at+jwt", "application/at+jwt", "AT+JWT"])
  func types(type: String?) async throws {
    let header: JSONObject = ["typ": type.map { .string($0) } ?? .null]
    let token = try await mint.token(mint.claims(at: clock.now), header: header)
    #expect(await verdict(token) == .accepted(principal))
  }

  @Test("a token without a key's name is tried with every key of its kind")
  func noKeyID() async throws {
    let token = try await mint.token(mint.claims(at: clock.now), header: ["kid": nil])
    #expect(await verdict(token) == .accepted(principal))
  }

  @Test("one bit changed anywhere, and the token is refused")
  func tampered() async throws {
    let token = Array(try await mint.token(mint.claims(at: clock.now)).utf8)
    for place in stride(from: 0, to: token.count, by: 3) {
      var changed = token
      changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      guard changed != token else { continue }
      guard case .refused = await verdict(String(decoding: changed, as: UTF8.self)) else {
        Issue.record("a change at \(place) passed")
        return
      }
    }
  }

  @Test("signed by somebody else's key of the same name")
  func wrongKey() async throws {
    let other = TokenMint(on: FakeNetwork())
    for algorithm in ["ES256", "EdDSA"] {
      let token = try await other.token(other.claims(at: clock.now), algorithm: algorithm)
      #expect(await verdict(token) == .refused("the token's signature is of no key of its issuer"))
    }
  }

  static let malformed = [
    "", ".", "..", "a.b", "a.b.c.d", "e30.e30.", "e30.e30.e30", "W10.W10.AA", "e30=.e30.AA",
    "e30.e30.A", "{}.{}.{}", "eyJhIjoxLCJhIjoyfQ.e30.AA", String(repeating: "a", count: 17_000),
    String(repeating: ".", count: 10_000), "e30.\u{0}.AA", "ä.ö.ü",
    Base64.encode(Array(String(repeating: "[", count: 3000).utf8), .url) + ".e30.AA",
  ]

  @Test("texts that are no tokens are refused without a request", arguments: malformed)
  func unreadable(text: String) async {
    guard case .refused = await verdict(text) else {
      Issue.record("passed")
      return
    }
    #expect(network.log.isEmpty)
  }

  @Test("members named twice make two tokens of one, and none for us")
  func duplicates() async throws {
    let body =
      "{\"iss\":\"https://login.example\",\"aud\":\"x\",\"aud\":\"https://ops.example/mcp\"}"
    let header = Base64.encode(Array("{\"alg\":\"ES256\"}".utf8), .url)
    let verdict = await verdict("\(header).\(Base64.encode(Array(body.utf8), .url)).AA")
    #expect(verdict == .refused("the token's payload names a member twice"))
  }

  // MARK: Key sets

  @Test("keys are asked for once, and again after their time")
  func caching() async throws {
    for _ in 0..<20 {
      #expect(
        await verdict(try await mint.token(mint.claims(at: clock.now))) == .accepted(principal))
    }
    #expect(mint.fetches.withLock { $0 } == 1)
    clock.advance(601)
    #expect(await verdict(try await mint.token(mint.claims(at: clock.now))) == .accepted(principal))
    #expect(mint.fetches.withLock { $0 } == 2)
  }

  @Test(
    "tokens with invented key names cause one request in 30 s, and new keys are found after that")
  func unknownKeys() async throws {
    _ = await verdict(try await mint.token(mint.claims(at: clock.now)))
    for number in 0..<50 {
      let header: JSONObject = ["kid": .string("invented-\(number)")]
      _ = await verdict(try await mint.token(mint.claims(at: clock.now), header: header))
    }
    #expect(mint.fetches.withLock { $0 } == 1)
    mint.publish(ids: ["new", "ed", "rsa"])
    clock.advance(30)
    let token = try await mint.token(mint.claims(at: clock.now), header: ["kid": "new"])
    #expect(await verdict(token) == .accepted(principal))
    #expect(mint.fetches.withLock { $0 } == 2)
  }

  @Test("many at once cause one request")
  func together() async throws {
    let token = try await mint.token(mint.claims(at: clock.now))
    await withTaskGroup(of: TokenVerdict.self) { group in
      for _ in 0..<30 { group.addTask { await validator.validate(Secret(token)) } }
      for await verdict in group { #expect(verdict == .accepted(principal)) }
    }
    #expect(mint.fetches.withLock { $0 } == 1)
  }

  @Test(
    "while no keys are to be had nobody is refused for it, and nobody accepted",
    arguments: [
      .status(500), .status(404), .json(["keys": 7]), .json([]),
      HTTPFetchResponse(status: 200, body: Array(repeating: 32, count: 300_000)),
    ] as [HTTPFetchResponse])
  func unavailable(answer: HTTPFetchResponse) async throws {
    mint.keySet.withLock { $0 = answer }
    let token = try await mint.token(mint.claims(at: clock.now))
    for _ in 0..<3 {
      guard case .unavailable = await verdict(token) else {
        Issue.record("a verdict without keys")
        return
      }
    }
    #expect(mint.fetches.withLock { $0 } == 1)
    mint.publish(ids: ["ec", "ed", "rsa"])
    clock.advance(31)
    #expect(await verdict(token) == .accepted(principal))
  }

  @Test("old keys serve for a while when new ones cannot be had, and not for ever")
  func stale() async throws {
    #expect(await verdict(try await mint.token(mint.claims(at: clock.now))) == .accepted(principal))
    mint.keySet.withLock { $0 = .status(503) }
    clock.advance(700)
    #expect(await verdict(try await mint.token(mint.claims(at: clock.now))) == .accepted(principal))
    clock.advance(3600)
    guard case .unavailable = await verdict(try await mint.token(mint.claims(at: clock.now))) else {
      Issue.record("keys from an hour ago still served")
      return
    }
  }

  @Test("a key set may be named, must be https, and no more than so many keys are read")
  func namedKeySet() async throws {
    let unsafe = JWTValidator(
      issuers: [.init(mint.issuer, keySetURL: "http://login.example/keys")],
      audiences: [mint.audience], fetcher: network, now: clock.reader)
    let token = try await mint.token(mint.claims(at: clock.now))
    guard case .unavailable = await unsafe.validate(Secret(token)) else {
      Issue.record("keys over http")
      return
    }
    #expect(network.log.isEmpty)
    var limits = ValidationLimits()
    limits.keys = 1
    let named = JWTValidator(
      issuers: [.init(mint.issuer, keySetURL: "\(mint.issuer)/keys")], audiences: [mint.audience],
      fetcher: network, limits: limits, now: clock.reader)
    #expect(await named.validate(Secret(token)) == .accepted(principal))
    let second = try await mint.token(mint.claims(at: clock.now), algorithm: "EdDSA")
    #expect(
      await named.validate(Secret(second))
        == .refused("the token's signature is of no key of its issuer"))
    #expect(network.log == ["GET \(mint.issuer)/keys"])
  }
}
