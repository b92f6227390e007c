import Basics
import JSON
import MCPAuth
import MCPHTTP
import Testing

@Suite("Authorization requests and their answers")
struct AuthorizationRequestTests {
  private func request(
    redirect: String = "http://127.0.0.1:5000/callback", sendsIssuer: Bool = false,
    scopes: [String] = ["a", "b"]
  ) throws -> AuthorizationRequest {
    let server = try AuthorizationServerMetadata(
      [
        "issuer": "https://i.example",
        "authorization_response_iss_parameter_supported": .bool(sendsIssuer),
      ], issuer: "https://i.example")
    return AuthorizationRequest(
      server: server, clientID: "c&1", redirectURI: redirect, resource: "https://r.example/mcp",
      scopes: scopes, random: RandomSource(SeededRandom(seed: 3)))
  }

  @Test("the URL keeps the endpoint's own query and encodes everything")
  func url() throws {
    let request = try request()
    let url = try HTTPURL(request.url(try HTTPURL("https://i.example/authorize?tenant=x%20y")))
    #expect(url.path == "/authorize")
    let pairs = try #require(FormText.decode(url.query ?? ""))
    #expect(
      pairs == [
        .init("tenant", "x y"), .init("response_type", "code"), .init("client_id", "c&1"),
        .init("redirect_uri", "http://127.0.0.1:5000/callback"),
        .init("state", request.state.value), .init("code_challenge", request.pkce.challenge),
        .init("code_challenge_method", "S256"), .init("resource", "https://r.example/mcp"),
        .init("scope", "a b"),
      ])
    #expect(request.state != request.pkce.verifier)
    #expect(!request.url(try HTTPURL("https://i.example/")).contains(request.pkce.verifier.value))
  }

  /// What comes back behind the redirect URI (`S` stands for the right state), and the code or the kind of failure.
  static let answers: [(String, String?, AuthorizationError.Code?)] = [
    ("?code=x%2By&state=S", "x+y", nil),
    ("?state=S&code=x&iss=https://i.example", "x", nil),
    ("?state=S&code=x&extra=1", "x", nil),
    ("?state=S&code=x#_=_", "x", nil),
    ("?state=S&code=x&iss=https%3A%2F%2Fi.example", "x", nil),
    ("?state=S&code=x&iss=https://I.example", nil, .issuerMismatch),
    ("?state=S&code=x&iss=https://i.example/", nil, .issuerMismatch),
    ("?state=S&code=x&iss=https://i.example:443", nil, .issuerMismatch),
    ("?state=S&code=x&iss=", nil, .issuerMismatch),
    ("?code=x", nil, .badCallback),
    ("?code=x&state=other", nil, .badCallback),
    ("?code=x&state=S&state=S", nil, .badCallback),
    ("?code=x&code=y&state=S", nil, .badCallback),
    ("?state=S", nil, .badCallback),
    ("?state=S&code=", nil, .badCallback),
    ("?state=S&code=%zz", nil, .badCallback),
    ("", nil, .badCallback),
    ("#code=x&state=S", nil, .badCallback),
    ("?error=access_denied&state=S", nil, .refused),
    ("?error=access_denied&state=S&iss=https://evil.example", nil, .issuerMismatch),
    ("?error=access_denied", nil, .badCallback),
    ("/other?code=x&state=S", nil, .badCallback),
  ]

  @Test("answers are judged before they are used", arguments: answers)
  func answer(text: String, code: String?, failure: AuthorizationError.Code?) throws {
    let request = try request()
    let filled = text.replacing("state=S", with: "state=\(request.state.value)")
    do throws(AuthorizationError) {
      let found = try request.code(in: "http://127.0.0.1:5000/callback" + filled)
      #expect(found.value == code, "\(text)")
    } catch {
      #expect(error.code == failure, "\(text)")
    }
  }

  @Test("an issuer that was promised has to come, for errors too")
  func promisedIssuer() throws {
    let request = try request(sendsIssuer: true)
    for what in ["code=x", "error=access_denied"] {
      #expect {
        try request.code(
          in: "http://127.0.0.1:5000/callback?\(what)&state=\(request.state.value)")
      } throws: { error in
        (error as? AuthorizationError)?.code == .issuerMismatch
          && !"\(error)".contains("access_denied")
      }
    }
  }

  @Test(
    "the answer has to come to the redirect URI, whatever its form",
    arguments: [
      ("com.example.app:/callback", "com.example.app:/callback", true),
      ("http://localhost:3000", "http://localhost:3000/", true),
      ("http://localhost:3000/cb?x=1", "http://localhost:3000/cb", true),
      ("http://localhost:3000/cb", "http://localhost:3001/cb", false),
      ("http://localhost:3000/cb", "https://localhost:3000/cb", false),
      ("http://localhost:3000/cb", "http://localhost:3000/cb2", false),
    ])
  func redirects(registered: String, found: String, isSame: Bool) throws {
    let request = try request(redirect: registered)
    let answer = "\(found)?code=x&state=\(request.state.value)"
    #expect((try? request.code(in: answer).value) == (isSame ? "x" : nil))
  }

  @Test("an error's words are made safe to show")
  func errorText() throws {
    let request = try request()
    #expect {
      try request.code(
        in: "http://127.0.0.1:5000/callback?error=a%1Bb&error_description=%1B%5B2Jx"
          + "&state=\(request.state.value)")
    } throws: { error in
      !"\(error)".unicodeScalars.contains { $0.value < 0x20 } && "\(error)".contains("a?b")
    }
  }
}
