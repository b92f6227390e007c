import Basics
import Crypto
import JSON
import JWTKit
import MCPAuth
import Testing

@Suite("Keys")
struct SignatureKeyTests {
  private static func point() -> (x: String, y: String) {
    let bytes = Array(P256.Signing.PrivateKey().publicKey.rawRepresentation)
    return (Base64.encode(bytes[..<32], .url), Base64.encode(bytes[32...], .url))
  }

  @Test("keys that are not for our signatures are passed over")
  func passedOver() async {
    let (x, y) = Self.point()
    let good: JSONObject = ["kty": "EC", "crv": "P-256", "x": .string(x), "y": .string(y)]
    #expect(await VerificationKey(.object(good)) != nil)
    let changes: [JSONObject] = [
      ["use": "enc"], ["use": 7], ["key_ops": ["encrypt"]], ["alg": "ES384"], ["alg": "RS256"],
      ["alg": "none"], ["crv": "P-384"], ["kty": "RSA"], ["x": .string(String(x.dropLast()))],
      ["x": "AAAA"], ["y": .string(x)], ["x": nil], ["x": .string(x + "=")],
    ]
    for change in changes {
      var key = good
      for member in change.members { key[member.key] = member.value }
      #expect(await VerificationKey(.object(key)) == nil, "\(change)")
    }
    let small: JSONValue = [
      "kty": "RSA", "n": .string(Base64.encode(Array(repeating: 255, count: 128), .url)),
      "e": "AQAB",
    ]
    #expect(await VerificationKey(small) == nil)
    for value in [JSONValue.null, 7, [], [:], ["kty": "OKP", "crv": "X25519", "x": .string(x)]] {
      #expect(await VerificationKey(value) == nil)
    }
  }

  @Test("a key of each kind signs what its public half verifies")
  func signing() async throws {
    let elliptic = P256.Signing.PrivateKey()
    let edwards = Curve25519.Signing.PrivateKey()
    let point = Array(elliptic.publicKey.rawRepresentation)
    let edwardsPEM = EdDSA.PrivateKey(backing: edwards).pemRepresentation
    let keys: [(String, SignatureAlgorithm, JSONValue)] = [
      (
        elliptic.pemRepresentation, .es256,
        [
          "kty": "EC", "crv": "P-256", "x": .string(Base64.encode(point[..<32], .url)),
          "y": .string(Base64.encode(point[32...], .url)),
        ]
      ),
      (
        edwardsPEM, .edDSA,
        [
          "kty": "OKP", "crv": "Ed25519", "alg": "Ed25519",
          "x": .string(Base64.encode(Array(edwards.publicKey.rawRepresentation), .url)),
        ]
      ),
      (TestRSAKey.pem, .rs256, ["kty": "RSA", "n": .string(TestRSAKey.modulus), "e": "AQAB"]),
    ]
    for (pem, algorithm, jwk) in keys {
      let key = try await SigningKey(pem: Secret(pem), keyID: "k-1")
      #expect(key.algorithm == algorithm)
      let token = try JSONWebSignature(
        compact: try key.token(["sub": "x"], type: "JWT").value)
      #expect(token.header["kid"] == "k-1" && token.header["alg"]?.string == algorithm.rawValue)
      let publicKey = try #require(await VerificationKey(jwk))
      #expect(publicKey.verifies(token))
      let other = try JSONWebSignature(
        compact: try key.token(["sub": "y"], type: "JWT").value.replacing("JWT", with: "JWT"))
      #expect(other.signedBytes != token.signedBytes)
    }
  }

  @Test("what is no private key is refused without a word of it")
  func noKey() async {
    let weak = """
      -----BEGIN PRIVATE KEY-----
      c2VjcmV0LXRleHQ=
      -----END PRIVATE KEY-----
      """
    for pem in ["", "secret-text", weak] {
      await #expect {
        try await SigningKey(pem: Secret(pem))
      } throws: { error in
        "\(error)".contains("PEM") && !"\(error)".contains("secret")
      }
    }
    let elliptic = P256.Signing.PrivateKey().pemRepresentation
    await #expect {
      try await SigningKey(pem: Secret(elliptic), algorithm: .rs256)
    } throws: { "\($0)".contains("RS256") }
  }
}
