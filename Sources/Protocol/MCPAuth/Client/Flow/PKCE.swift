import Basics
import Crypto

/// The proof that whoever redeems a code also asked for it (RFC 7636), with S256 alone.
package struct PKCE: Sendable, Hashable {
  /// What only we know until the code is redeemed.
  package let verifier: Secret
  /// What goes into the authorization request.
  package let challenge: String

  /// Makes the challenge for a verifier.
  package init(verifier: Secret) {
    self.verifier = verifier
    challenge = Base64.encode(Array(SHA256.hash(data: Array(verifier.value.utf8))), .url)
  }
}
