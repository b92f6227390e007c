import Basics
import Crypto
import JSON
package import MCPHTTP
import Synchronization

/// Proves possession of a key with every request (RFC 9449): one key, a new proof each time.
///
/// A mutex around the nonces, because proofs are made and answers seen wherever requests leave.
package final class DPoPProver: Sendable {
  private let key: P256.Signing.PrivateKey
  private let random: RandomSource
  private let now: @Sendable () -> Int64
  private let nonces = Mutex<[String: Nonce]>([:])

  /// The nonce of one server, and the proofs that left for it with this one and with earlier ones.
  private struct Nonce {
    var value: String?
    var sent = 0
    var older = 0
  }

  /// Makes a new key from the random numbers.
  package init(random: RandomSource, now: @escaping @Sendable () -> Int64)
    throws(AuthorizationError)
  {
    // A number outside the curve's order is no key; one in four billion is.
    var made: P256.Signing.PrivateKey?
    for _ in 0..<8 where made == nil {
      made = try? P256.Signing.PrivateKey(rawRepresentation: random.bytes(32))
    }
    guard let made else {
      throw AuthorizationError(.configuration, "the random numbers make no key for DPoP")
    }
    (key, self.random, self.now) = (made, random, now)
  }

  /// Takes up a stored key; nil when it is none.
  package init?(key text: Secret, random: RandomSource, now: @escaping @Sendable () -> Int64) {
    guard let bytes = Base64.decode(text.value, .url),
      let key = try? P256.Signing.PrivateKey(rawRepresentation: bytes)
    else { return nil }
    (self.key, self.random, self.now) = (key, random, now)
  }

  /// The private key, to be stored with the tokens bound to it.
  package var storedKey: Secret { Secret(Base64.encode(Array(key.rawRepresentation), .url)) }

  /// The key's thumbprint, which is what tokens are bound to (`jkt`; RFC 7638).
  package var thumbprint: String {
    Base64.encode(Array(SHA256.hash(data: JSONWriter.bytes(.object(publicKey)))), .url)
  }

  /// A proof for one request; `token` is the access token it presents, nil at the token endpoint.
  package func proof(
    _ method: String, _ url: HTTPURL, token: Secret? = nil
  ) throws(AuthorizationError) -> String {
    var claims: JSONObject = [
      "jti": .string(random.token()), "htm": .string(method),
      "htu": .string(url.path.isEmpty ? "\(url.display)/" : url.display), "iat": .int(Int(now())),
    ]
    if let token {
      claims["ath"] = .string(
        Base64.encode(Array(SHA256.hash(data: Array(token.value.utf8))), .url))
    }
    if let nonce = useNonce(of: url.origin) { claims["nonce"] = .string(nonce) }
    let header: JSONObject = ["typ": "dpop+jwt", "alg": "ES256", "jwk": .object(publicKey)]
    do {
      return try JSONWebSignature.compact(header: header, claims: claims) { bytes in
        Array(try key.signature(for: bytes).rawRepresentation)
      }
    } catch {
      throw AuthorizationError(.configuration, "the DPoP key made no signature")
    }
  }

  /// Remembers the nonce an answer asks for. False when it names none, or one that was used already, unless the
  /// request refused was likely one that left before.
  package func learn(_ fields: HTTPFields, from url: HTTPURL) -> Bool {
    guard let text = fields["DPoP-Nonce"], SafeText.isScope(text),
      text.utf8.count <= Self.maximumNonceBytes
    else { return false }
    return nonces.withLock { nonces in
      var nonce = nonces[url.origin] ?? Nonce()
      defer { nonces[url.origin] = nonce }
      guard nonce.value == text else {
        nonce.older = min(Self.maximumOlder, max(0, nonce.older + nonce.sent - 1))
        (nonce.value, nonce.sent) = (text, 0)
        return true
      }
      guard nonce.older > 0 else { return false }
      nonce.older -= 1
      return true
    }
  }

  private func useNonce(of origin: String) -> String? {
    nonces.withLock { nonces in
      if nonces.count >= Self.maximumOrigins, nonces[origin] == nil { nonces = [:] }
      nonces[origin, default: Nonce()].sent += 1
      return nonces[origin]?.value
    }
  }

  /// The public key with its members in the order a thumbprint wants (RFC 7638 §3.2).
  private var publicKey: JSONObject {
    let point = Array(key.publicKey.rawRepresentation)
    return [
      "crv": "P-256", "kty": "EC", "x": .string(Base64.encode(point[..<32], .url)),
      "y": .string(Base64.encode(point[32...], .url)),
    ]
  }

  /// Bytes of a nonce: it goes into every proof.
  private static let maximumNonceBytes = 512
  /// Requests at once that are told apart.
  private static let maximumOlder = 8
  /// Servers with nonces: the resource and its authorization servers.
  private static let maximumOrigins = 16
}
