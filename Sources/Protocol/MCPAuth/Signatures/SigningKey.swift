package import JSON
import JWTKit

/// A private key that signs for a client: `private_key_jwt` (RFC 7523 §2.2). Shows nothing of the key when printed.
public struct SigningKey: Sendable, CustomStringConvertible, CustomReflectable {
  /// The signature it makes.
  public let algorithm: SignatureAlgorithm
  /// The key's name at the authorization server (`kid`); nil when it has none.
  public let keyID: String?
  private let signer: any JWTAlgorithm

  /// Reads a private key in PEM: PKCS #8, or SEC 1 for elliptic curves.
  ///
  /// Without `algorithm` the kind of key decides: P-256 → ES256, Ed25519 → EdDSA, RSA of at least 2048 bits → RS256.
  public init(
    pem: Secret, algorithm: SignatureAlgorithm? = nil, keyID: String? = nil
  ) async throws(AuthorizationError) {
    let candidates = algorithm.map { [$0] } ?? SignatureAlgorithm.allCases
    for candidate in candidates {
      guard let signer = await Self.signer(pem.value, candidate) else { continue }
      self.algorithm = candidate
      self.keyID = keyID
      self.signer = signer
      return
    }
    let kinds = candidates.map(\.rawValue).joined(separator: ", ")
    throw AuthorizationError(
      .configuration,
      "the private key cannot be used for \(kinds): give it unencrypted in PEM (PKCS #8), as P-256, "
        + "Ed25519, or RSA of at least 2048 bits")
  }

  private static func signer(
    _ pem: String, _ algorithm: SignatureAlgorithm
  ) async -> (any JWTAlgorithm)? {
    let keys = JWTKeyCollection()
    do {
      switch algorithm {
      case .es256: await keys.add(ecdsa: try ES256PrivateKey(pem: pem))
      case .edDSA: await keys.add(eddsa: try EdDSA.PrivateKey(pem: pem))
      case .rs256:
        await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: pem), digestAlgorithm: .sha256)
      }
      return try await keys.getKey()
    } catch {
      // What the libraries say names nothing a person could act on; the caller says what fits.
      return nil
    }
  }

  /// A JWT with `typ`, `alg` and `kid` in its header.
  package func token(_ claims: JSONObject, type: String) throws(AuthorizationError) -> Secret {
    var header: JSONObject = ["typ": .string(type), "alg": .string(algorithm.rawValue)]
    if let keyID { header["kid"] = .string(keyID) }
    do {
      return Secret(
        try JSONWebSignature.compact(header: header, claims: claims) { try signer.sign($0) })
    } catch {
      throw AuthorizationError(
        .configuration, "the private key made no \(algorithm.rawValue) signature")
    }
  }

  /// The algorithm and name, never the key.
  public var description: String { "\(algorithm.rawValue) key \(keyID ?? "without a name")" }
  /// No children, so that dumping shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
