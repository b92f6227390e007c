import Basics
import Crypto
import JSON
import MCPHTTP
import Synchronization

/// An issuer of JWTs with one key of each kind, and its key set on a network.
final class TokenMint: Sendable {
  let issuer = "https://login.example"
  let audience = "https://ops.example/mcp"
  let elliptic = P256.Signing.PrivateKey()
  let edwards = Curve25519.Signing.PrivateKey()
  /// What the key set says; hosts may change it.
  let keySet: Mutex<HTTPFetchResponse>
  let fetches = Mutex(0)

  init(on network: FakeNetwork) {
    keySet = Mutex(.status(404))
    publish(ids: ["ec", "ed", "rsa"])
    network.serve(issuer) { exchange in
      switch exchange.path {
      case "/.well-known/openid-configuration":
        return .json(["issuer": .string(self.issuer), "jwks_uri": .string("\(self.issuer)/keys")])
      case "/keys":
        self.fetches.withLock { $0 += 1 }
        return self.keySet.withLock { $0 }
      default: return .status(404)
      }
    }
  }

  /// Publishes the keys under these names: P-256, Ed25519, RSA.
  func publish(ids: [String]) {
    let point = Array(elliptic.publicKey.rawRepresentation)
    let keys: [JSONValue] = [
      [
        "kty": "EC", "crv": "P-256", "kid": .string(ids[0]), "alg": "ES256", "use": "sig",
        "x": .string(Base64.encode(point[..<32], .url)),
        "y": .string(Base64.encode(point[32...], .url)),
      ],
      [
        "kty": "OKP", "crv": "Ed25519", "kid": .string(ids[1]),
        "x": .string(Base64.encode(Array(edwards.publicKey.rawRepresentation), .url)),
      ],
      [
        "kty": "RSA", "kid": .string(ids[2]), "n": .string(TestRSAKey.modulus), "e": "AQAB",
        "key_ops": ["verify"],
      ],
      ["kty": "oct", "k": "c2VjcmV0", "kid": "shared"], 7, ["kty": "EC", "crv": "P-521"],
    ]
    keySet.withLock { $0 = .json(["keys": .array(keys)]) }
  }

  /// Claims that are good at `now`, with some changed; null removes one.
  func claims(at now: Int64, _ changes: JSONObject = [:]) -> JSONObject {
    var claims: JSONObject = [
      "iss": .string(issuer), "sub": "user-1", "aud": .string(audience),
      "exp": .int(Int(now + 300)),
      "iat": .int(Int(now)), "client_id": "client-1", "scope": "depot:read depot:write",
    ]
    for member in changes.members {
      claims[member.key] = member.value.isNull ? JSONValue?.none : member.value
    }
    return claims
  }

  /// A signed token; the header's members may be changed too.
  func token(
    _ claims: JSONObject, algorithm: String = "ES256", header changes: JSONObject = [:]
  ) async throws -> String {
    let ids = ["ES256": "ec", "EdDSA": "ed", "RS256": "rsa"]
    var header: JSONObject = [
      "typ": "at+jwt", "alg": .string(algorithm), "kid": .string(ids[algorithm] ?? "ec"),
    ]
    for member in changes.members {
      header[member.key] = member.value.isNull ? JSONValue?.none : member.value
    }
    let text = [header, claims].map { Base64.encode(JSONWriter.bytes(.object($0)), .url) }
      .joined(separator: ".")
    return "\(text).\(Base64.encode(try await sign(Array(text.utf8), algorithm), .url))"
  }

  private func sign(_ bytes: [UInt8], _ algorithm: String) async throws -> [UInt8] {
    switch algorithm {
    case "EdDSA": return Array(try edwards.signature(for: bytes))
    case "RS256": return try await TestRSAKey.sign(bytes)
    default: return Array(try elliptic.signature(for: bytes).rawRepresentation)
    }
  }
}
