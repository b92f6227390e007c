package import MCPHTTP

/// The token of an `Authorization: Bearer` field (RFC 6750 §2.1).
package enum BearerToken {
  /// The token of a request; nil when it has none, or credentials of another kind. Throws for what is malformed.
  package static func find(in fields: HTTPFields) throws(TokenFormatError) -> Secret? {
    let values = fields.all("Authorization")
    guard values.count <= 1 else {
      throw TokenFormatError("there is more than one Authorization field")
    }
    guard let value = values.first else { return nil }
    let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard HTTPFields.equal(String(parts[0]), "Bearer") else { return nil }
    let token = parts.count == 2 ? parts[1].drop { $0 == " " } : ""
    guard token.utf8.count <= JSONWebSignature.maximumBytes else {
      throw TokenFormatError("the token is longer than \(JSONWebSignature.maximumBytes) bytes")
    }
    guard isToken(token) else {
      throw TokenFormatError("the token has characters no token may have, or is empty")
    }
    return Secret(String(token))
  }

  /// `b64token`: letters, digits, `-._~+/`, and `=` at the end.
  package static func isToken(_ text: Substring) -> Bool {
    let bytes = Array(text.utf8)
    let body = bytes.prefix { $0 != UInt8(ascii: "=") }
    return !body.isEmpty && body.allSatisfy(isTokenByte)
      && bytes[body.count...].allSatisfy { $0 == UInt8(ascii: "=") }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
      UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
