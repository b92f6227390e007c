import Basics
package import JSON
import JWTKit

/// A public key of an issuer, from its key set (RFC 7517).
package struct VerificationKey: Sendable {
  /// The key's name; nil when it has none.
  package let keyID: String?
  /// The only signature it is good for: the key decides, never the token.
  package let algorithm: SignatureAlgorithm
  private let verifier: any JWTAlgorithm

  /// Reads a JWK; nil for a key that is not for signatures, of a kind we do not use, or not well-formed.
  package init?(_ key: JSONValue) async {
    guard let object = key.object, object["use"].map({ $0.string == "sig" }) ?? true else {
      return nil
    }
    if let operations = object["key_ops"]?.array, !operations.contains("verify") { return nil }
    guard let algorithm = Self.algorithm(of: object) else { return nil }
    if let name = object["alg"], name.string.flatMap(SignatureAlgorithm.init(name:)) != algorithm {
      return nil
    }
    guard let verifier = await Self.verifier(object, algorithm) else { return nil }
    self.keyID = object["kid"]?.string
    self.algorithm = algorithm
    self.verifier = verifier
  }

  /// Whether the token was signed by this key.
  package func verifies(_ token: JSONWebSignature) -> Bool {
    // An error of the library means a signature of impossible form: no signature either.
    (try? verifier.verify(token.signature, signs: token.signedBytes)) ?? false
  }

  private static func algorithm(of key: JSONObject) -> SignatureAlgorithm? {
    switch (key["kty"]?.string, key["crv"]?.string) {
    case ("EC", "P-256"): .es256
    case ("OKP", "Ed25519"): .edDSA
    case ("RSA", nil): .rs256
    default: nil
    }
  }

  private static func verifier(
    _ key: JSONObject, _ algorithm: SignatureAlgorithm
  ) async -> (any JWTAlgorithm)? {
    let keys = JWTKeyCollection()
    do {
      switch algorithm {
      case .es256:
        guard let x = coordinate(key, "x"), let y = coordinate(key, "y") else { return nil }
        await keys.add(ecdsa: try ES256PublicKey(parameters: (x, y)))
      case .edDSA:
        guard let x = coordinate(key, "x") else { return nil }
        await keys.add(eddsa: try EdDSA.PublicKey(x: x, curve: .ed25519))
      case .rs256:
        guard let modulus = number(key, "n", 256...1024), let exponent = number(key, "e", 1...8)
        else { return nil }
        await keys.add(
          rsa: try Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent),
          digestAlgorithm: .sha256)
      }
      return try await keys.getKey()
    } catch {
      return nil  // a point that is not on the curve, a modulus that is too small
    }
  }

  private static func coordinate(_ key: JSONObject, _ name: String) -> String? {
    number(key, name, 32...32)
  }

  /// The member as it is, once it is known to be strict base64url of so many bytes.
  private static func number(
    _ key: JSONObject, _ name: String, _ bytes: ClosedRange<Int>
  ) -> String? {
    guard let text = key[name]?.string, let decoded = Base64.decode(text, .url),
      bytes.contains(decoded.count)
    else { return nil }
    return text
  }
}
