import Basics

/// Unguessable texts from a generator the caller passes in.
package enum RandomText {
  /// `count` random bytes.
  package static func bytes(
    _ count: Int, using random: inout some RandomNumberGenerator
  ) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }

  /// 256 bits as 43 characters that need no encoding anywhere: state, PKCE verifier (RFC 7636 §4.1), `jti`.
  package static func token(using random: inout some RandomNumberGenerator) -> String {
    Base64.encode(bytes(32, using: &random), .url)
  }
}
