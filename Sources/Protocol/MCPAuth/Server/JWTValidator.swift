import JSON
public import MCPHTTP
import MCPTransport

/// Judges access tokens that are JWTs (RFC 9068) by the keys their issuers publish.
public struct JWTValidator: AccessTokenValidator {
  /// An issuer that is believed.
  public struct Issuer: Sendable, Hashable {
    /// Its name, exactly as in its tokens.
    public var name: String
    /// Where its keys are; nil to look into its metadata.
    public var keySetURL: String?

    /// Names an issuer.
    public init(_ name: String, keySetURL: String? = nil) {
      self.name = name
      self.keySetURL = keySetURL
    }
  }

  private let claims: TokenClaims
  private let keySets: [String: KeySet]
  private let now: @Sendable () -> Int64

  /// Believes tokens of `issuers` meant for one of `audiences`, the names of our resource.
  public init(
    issuers: [Issuer], audiences: Set<String>, fetcher: any HTTPFetching,
    limits: ValidationLimits = ValidationLimits(), now: @escaping @Sendable () -> Int64
  ) {
    self.now = now
    claims = TokenClaims(
      issuers: Set(issuers.map(\.name)), audiences: audiences, leewaySeconds: limits.leewaySeconds)
    let context = AuthorizationContext(
      fetcher: fetcher, random: RandomSource(SystemRandomNumberGenerator()), now: now,
      limits: limits.exchange)
    keySets = Dictionary(
      issuers.map {
        ($0.name, KeySet(issuer: $0.name, url: $0.keySetURL, context: context, limits: limits))
      }, uniquingKeysWith: { first, _ in first })
  }

  /// Judges a token: form, claims, and at last the signature, so that only what looks right costs anything.
  public func validate(_ token: Secret) async -> TokenVerdict {
    do {
      let signed = try JSONWebSignature(compact: token.value)
      let algorithm = try Self.algorithm(signed.header)
      let body = try signed.claims()
      let principal = try claims.principal(body, now: now())
      guard let issuer = principal.issuer, let keySet = keySets[issuer] else {
        return .refused("the token is of an issuer not trusted here")
      }
      let keyID = signed.header["kid"]?.string
      switch await keySet.keys(named: keyID, algorithm) {
      case .unavailable(let reason): return .unavailable(reason)
      case .keys(let keys):
        guard keys.contains(where: { $0.verifies(signed) }) else {
          return .refused("the token's signature is of no key of its issuer")
        }
        return .accepted(principal)
      }
    } catch let error as TokenFormatError {
      return .refused(error.message)
    } catch let error as TokenClaims.Refusal {
      return .refused(error.reason)
    } catch {
      return .refused("the token cannot be read")
    }
  }

  private static func algorithm(
    _ header: JSONObject
  ) throws(TokenFormatError) -> SignatureAlgorithm {
    guard let name = header["alg"]?.string, let algorithm = SignatureAlgorithm(name: name) else {
      let known = SignatureAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
      throw TokenFormatError("the token is not signed with one of \(known)")
    }
    guard header["crit"] == nil else {
      throw TokenFormatError("the token depends on extensions this server does not know")
    }
    // Other kinds of JWT (DPoP proofs, identity grants, logout tokens) must not pass as access tokens.
    let type = header["typ"].map { $0.string?.lowercased() ?? "" }
    guard [nil, "jwt", "at+jwt", "application/at+jwt"].contains(type) else {
      throw TokenFormatError("the token is a JWT of another kind than an access token")
    }
    return algorithm
  }
}
