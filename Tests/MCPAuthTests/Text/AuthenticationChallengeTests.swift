import MCPAuth
import MCPHTTP
import Testing

@Suite("Challenges")
struct AuthenticationChallengeTests {
  /// The field value and what it says, written plainly: `scheme|token|name=value;…`.
  static let readable: [(String, [String])] = [
    ("", []),
    (" , ,", []),
    ("Bearer", ["Bearer||"]),
    ("Negotiate, Basic", ["Negotiate||", "Basic||"]),
    ("Negotiate dG9rZW4=", ["Negotiate|dG9rZW4=|"]),
    ("Negotiate YQ==, Bearer realm=\"x\"", ["Negotiate|YQ==|", "Bearer||realm=x"]),
    ("Bearer realm=\"a, b\", error=invalid_token", ["Bearer||realm=a, b;error=invalid_token"]),
    ("Basic realm=\"say \\\"hi\\\" \\\\\"", ["Basic||realm=say \"hi\" \\"]),
    (
      "Newauth realm=\"apps\", type=1, title=\"x\", Basic realm=\"simple\"",
      ["Newauth||realm=apps;type=1;title=x", "Basic||realm=simple"]
    ),
    ("Bearer realm = \"x\" , scope =\"a b\"", ["Bearer||realm=x;scope=a b"]),
    ("bearer SCOPE=\"A\"", ["bearer||scope=A"]),
    ("Bearer\trealm=\"x\"", ["Bearer||realm=x"]),
    ("Digest a=1,,b=2,", ["Digest||a=1;b=2"]),
    ("Bearer a=\"\"", ["Bearer||a="]),
    // What servers really send.
    (
      "Bearer resource_metadata=https://a.example/.well-known/x?y=1, scope=a",
      ["Bearer||resource_metadata=https://a.example/.well-known/x?y=1;scope=a"]
    ),
    ("Bearer realm=\"x\" scope=\"a\"", ["Bearer||realm=x;scope=a"]),
    (
      "Bearer error=\"invalid_token\" Basic realm=\"y\"",
      ["Bearer||error=invalid_token", "Basic||realm=y"]
    ),
    ("DPoP algs=\"ES256\", Bearer scope=\"ä\"", ["DPoP||algs=ES256", "Bearer||scope=ä"]),
  ]

  @Test("readable fields give their challenges", arguments: readable)
  func reads(value: String, expected: [String]) throws {
    let found = try AuthenticationChallengeParser.parse(value).map { challenge in
      let parameters = challenge.parameters.map { "\($0.name)=\($0.value)" }
      return "\(challenge.scheme)|\(challenge.token ?? "")|\(parameters.joined(separator: ";"))"
    }
    #expect(found == expected)
  }

  static let unreadable = [
    "Bearer realm=\"open", "Bearer realm=\"a\\", "=x", "Bearer a=1, a=2", "Bearer a=1, A=2",
    "\"Bearer\"", "Bearer;", "Bearer a=,b=1", "Bearer a=\"x\" \"y\"",
    "Bearer " + (0..<65).map { "p\($0)=1" }.joined(separator: ","),
    Array(repeating: "B", count: 33).joined(separator: ","),
    "Bearer a=" + String(repeating: "x", count: 17_000),
  ]

  @Test("unreadable fields say so and nothing worse", arguments: unreadable)
  func refuses(value: String) {
    #expect(throws: AuthenticationChallengeError.self) {
      try AuthenticationChallengeParser.parse(value)
    }
  }

  @Test("all fields of a message are read, broken ones left out")
  func allFields() {
    let fields = HTTPFields([
      .init("WWW-Authenticate", "Basic realm=\"open"), .init("www-authenticate", "DPoP"),
      .init("WWW-Authenticate", "Bearer scope=\"b a b \""),
    ])
    let challenges = AuthenticationChallenge.all(in: fields)
    #expect(challenges.map(\.scheme) == ["DPoP", "Bearer"])
    #expect(challenges[1].scopes == ["b", "a"])
    #expect(challenges[0].scopes == nil)
    #expect(challenges[1].has(scheme: "bearer"))
  }

  @Test("no order of bytes stops the parser or makes it fail otherwise", arguments: 0..<300)
  func anyBytes(seed: UInt64) {
    var random = SeededText(seed: seed)
    let pieces = ["Bearer", " ", ",", "=", "\"", "\\", "a", "token68==", "\t", "ä", "scope", ";"]
    let value = (0..<40).map { _ in random.pick(pieces) }.joined()
    do throws(AuthenticationChallengeError) {
      _ = try AuthenticationChallengeParser.parse(value)
    } catch {
      #expect(!error.message.isEmpty && error.offset <= value.utf8.count)
    }
  }

  @Test("what is written is read back the same")
  func roundTrip() throws {
    let challenges = [
      AuthenticationChallenge("Bearer"), AuthenticationChallenge("Negotiate", token: "YQ=="),
      AuthenticationChallenge(
        "Bearer", [.init("error", "invalid_token"), .init("realm", "a \"b\" \\ c, d=e")]),
    ]
    let text = challenges.map(\.fieldValue).joined(separator: ", ")
    #expect(try AuthenticationChallengeParser.parse(text) == challenges)
  }

  @Test("what no field may hold does not get into one")
  func noInjection() {
    let challenge = AuthenticationChallenge(
      "Bearer", [.init("error_description", "a\r\nX: y\u{7F}")])
    #expect(challenge.fieldValue == "Bearer error_description=\"a??X: y?\"")
  }
}
