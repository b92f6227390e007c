import JSON
import MCPAuth
import Testing

@Suite("Answers of token endpoints")
struct TokenSetTests {
  private func read(_ text: String, asked: [String] = ["a"]) throws -> TokenSet {
    let object = try #require(try JSONParser.parse(text).object)
    return try TokenSet(object, asked: asked, now: 1000, limits: AuthorizationLimits())
  }

  @Test("a full answer")
  func full() throws {
    let tokens = try read(
      """
      {"access_token":"t-1","token_type":"BEARER","expires_in":3600,"refresh_token":"r","scope":"x y"}
      """)
    #expect(tokens.access.value == "t-1" && tokens.kind == .bearer)
    #expect(tokens.expiresAt == 4600 && tokens.renewsAt == 4570)
    #expect(tokens.refresh?.value == "r" && tokens.scopes == ["x", "y"])
  }

  @Test(
    "lifetimes in every spelling servers use",
    arguments: [
      ("60", 1060, 1054), ("\"3600\"", 4600, 4570), ("59.9", 1059, 1054), ("0", 1000, 1000),
      ("1e300", 10_000_001_000, 10_000_000_970),
    ] as [(String, Int64, Int64)])
  func lifetimes(text: String, expires: Int64, renews: Int64) throws {
    let tokens = try read(
      "{\"access_token\":\"t\",\"token_type\":\"DPoP\",\"expires_in\":\(text)}")
    #expect(tokens.expiresAt == expires && tokens.renewsAt == renews)
    #expect(tokens.kind == .dpop && tokens.scopes == ["a"])
  }

  @Test("no lifetime, no expiry", arguments: ["null", "-1", "\"soon\"", "{}"])
  func noLifetime(text: String) throws {
    let tokens = try read(
      "{\"access_token\":\"t\",\"token_type\":\"bearer\",\"expires_in\":\(text),\"refresh_token\":null}"
    )
    #expect(tokens.expiresAt == nil && tokens.renewsAt == nil && tokens.refresh == nil)
  }

  @Test(
    "what cannot stand in a header, or is no token, is refused without quoting it",
    arguments: [
      "{}", "{\"token_type\":\"Bearer\"}", "{\"access_token\":\"hidden\"}",
      "{\"access_token\":\"hidden\",\"token_type\":\"mac\"}",
      "{\"access_token\":\"hid den\",\"token_type\":\"Bearer\"}",
      "{\"access_token\":\"hidden\\r\\nX: y\",\"token_type\":\"Bearer\"}",
      "{\"access_token\":\"\",\"token_type\":\"Bearer\"}",
      "{\"access_token\":7,\"token_type\":\"Bearer\"}",
      "{\"access_token\":\"hidden\",\"token_type\":\"Bearer\",\"refresh_token\":\"hid\\nden\"}",
      "{\"access_token\":\"\(String(repeating: "x", count: 17_000))\",\"token_type\":\"Bearer\"}",
    ])
  func refused(text: String) throws {
    #expect {
      try read(text)
    } throws: { error in
      (error as? AuthorizationError)?.code == .invalidAnswer && !"\(error)".contains("hid")
        && !"\(error)".contains("xxx")
    }
  }
}
