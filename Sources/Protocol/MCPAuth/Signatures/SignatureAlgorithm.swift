/// The signatures we make and accept (RFC 7518 §3.1, RFC 8037): asymmetric ones only, and never `none`.
public enum SignatureAlgorithm: String, Sendable, Hashable, CaseIterable {
  /// ECDSA on P-256 with SHA-256.
  case es256 = "ES256"
  /// Ed25519.
  case edDSA = "EdDSA"
  /// RSASSA-PKCS1-v1_5 with SHA-256.
  case rs256 = "RS256"

  /// The algorithm of a name in a header or key; nil for one we do not use.
  package init?(name: String) {
    // RFC 9864 gives Ed25519 a name of its own; issuers are moving to it.
    self.init(rawValue: name == "Ed25519" ? "EdDSA" : name)
  }
}
