import Basics
import Crypto
import MCPAuth
import MCPHTTP
import Testing

@Suite("Small texts")
struct TextTests {
  @Test(
    "form text: everything but letters, digits and -._~ is encoded",
    arguments: [
      ("abc-._~XYZ019", "abc-._~XYZ019"), ("a b", "a%20b"), ("a+b&c=d", "a%2Bb%26c%3Dd"),
      ("ä€", "%C3%A4%E2%82%AC"), ("", ""), ("*'()!", "%2A%27%28%29%21"), ("\r\n", "%0D%0A"),
    ])
  func encode(text: String, encoded: String) {
    #expect(FormText.encode(text) == encoded)
    #expect(FormText.decode("n=\(encoded)") == [.init("n", text)])
  }

  @Test("form text: what is read")
  func decode() {
    #expect(
      FormText.decode("a=1&b=x+y&&c&d=&=e") == [
        .init("a", "1"), .init("b", "x y"), .init("c", ""), .init("d", ""), .init("", "e"),
      ])
    for broken in ["a=%", "a=%4", "a=%zz", "a=%C3", "%FF=1"] {
      #expect(FormText.decode(broken) == nil, "\(broken)")
    }
  }

  @Test("PKCE: the example of RFC 7636 appendix B")
  func pkce() {
    let pkce = PKCE(verifier: Secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
    #expect(pkce.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
  }

  @Test("random texts have 43 characters, depend on the generator alone, and never come twice")
  func random() {
    let source = RandomSource(SeededRandom(seed: 1))
    let texts = (0..<200).map { _ in source.token() }
    #expect(Set(texts).count == 200)
    #expect(texts.allSatisfy { $0.utf8.count == 43 && SafeText.isScope($0) })
    let again = RandomSource(SeededRandom(seed: 1))
    #expect(again.token() == texts[0])
    #expect(again.bytes(32).count == 32)
  }

  @Test("scopes: words, each once, in order, nothing that is no scope")
  func scopes() {
    #expect(ScopeList.parse("b a  b c\"d e\\f ä g") == ["b", "a", "g"])
    #expect(ScopeList.union(["a", "b"], ["b", "c"]) == ["a", "b", "c"])
    #expect(ScopeList.unique((0..<400).map { "s\($0)" }).count == ScopeList.maximum)
    #expect(ScopeList.text(["a", "b"]) == "a b")
  }

  @Test("secrets show nothing, wherever they are printed")
  func secrets() async throws {
    let tokens = TokenSet(
      access: Secret("hidden-1"), refresh: Secret("hidden-2"), proofKey: Secret("hidden-3"))
    let stored = StoredAuthorization(
      issuer: "https://i.example", resource: "https://r.example",
      client: .init(id: "c", secret: Secret("hidden-4"), redirectURI: "http://127.0.0.1/"),
      tokens: tokens)
    let key = try await SigningKey(pem: Secret(P256.Signing.PrivateKey().pemRepresentation))
    let client = OAuthClient(id: "c", secret: Secret("hidden-5"), key: key)
    var dumped = ""
    dump((stored, client), to: &dumped)
    for text in ["\(stored)", String(reflecting: stored), "\(client)", dumped, "\(tokens.access)"] {
      #expect(!text.contains("hidden") && !text.contains("PRIVATE"), "\(text)")
    }
    #expect(Secret("a") == Secret("a") && Secret("a") != Secret("b") && Secret("a") != Secret("aa"))
  }

  @Test("text of peers is made safe to show")
  func safeText() {
    #expect(SafeText.printable("a\u{1B}[31mb\nc") == "a?[31mb?c")
    #expect(SafeText.printable(String(repeating: "x", count: 300)).count == 201)
    #expect(
      !SafeText.isVisibleASCII("a b") && !SafeText.isVisibleASCII("")
        && SafeText.isVisibleASCII("a!~"))
  }
}
