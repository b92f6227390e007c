import Basics
package import JSON

/// Why a text is not the signed token it should be. Messages never quote the token.
package struct TokenFormatError: Error, Sendable, Hashable {
  /// What is wrong, for a person.
  package let message: String

  /// Makes an error.
  package init(_ message: String) { self.message = message }
}

/// A signed token in the compact serialization of RFC 7515: three parts in base64url with dots between.
///
/// Reading checks the form alone; whether the signature holds is for a `VerificationKey` to say.
package struct JSONWebSignature: Sendable {
  /// The protected header.
  package let header: JSONObject
  /// What is signed, decoded.
  package let payload: [UInt8]
  /// The signature's bytes.
  package let signature: [UInt8]
  /// The bytes the signature covers.
  package let signedBytes: [UInt8]

  /// Bytes of a token: header fields are not longer either.
  package static let maximumBytes = 16 << 10

  /// Reads a token.
  package init(compact text: String) throws(TokenFormatError) {
    guard text.utf8.count <= Self.maximumBytes else {
      throw TokenFormatError("the token is longer than \(Self.maximumBytes) bytes")
    }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw TokenFormatError("a signed token has three parts with dots between")
    }
    guard let header = Base64.decode(parts[0], .url), let payload = Base64.decode(parts[1], .url),
      let signature = Base64.decode(parts[2], .url)
    else { throw TokenFormatError("a part of the token is no base64url") }
    self.header = try Self.object(header, "header")
    self.payload = payload
    self.signature = signature
    signedBytes = Array(text[..<parts[1].endIndex].utf8)
  }

  /// The payload as the claims of a JWT (RFC 7519 §4).
  package func claims() throws(TokenFormatError) -> JSONObject {
    try Self.object(payload, "payload")
  }

  /// A token of these parts, signed by `sign`.
  package static func compact<Failure: Error>(
    header: JSONObject, claims: JSONObject, sign: ([UInt8]) throws(Failure) -> [UInt8]
  ) throws(Failure) -> String {
    let head = Base64.encode(JSONWriter.bytes(.object(header)), .url)
    let body = Base64.encode(JSONWriter.bytes(.object(claims)), .url)
    let signature = try sign(Array("\(head).\(body)".utf8))
    return "\(head).\(body).\(Base64.encode(signature, .url))"
  }

  private static func object(
    _ bytes: [UInt8], _ name: String
  ) throws(TokenFormatError) -> JSONObject {
    var limits = JSONLimits()
    limits.maximumDepth = 16
    let value: JSONValue
    do { value = try JSONParser.parse(bytes, limits: limits) } catch {
      throw TokenFormatError("the token's \(name) is no JSON")
    }
    guard let object = value.object else {
      throw TokenFormatError("the token's \(name) is no JSON object")
    }
    // Readers that differ on which of two members counts would see two different tokens (RFC 7515 §4).
    guard Set(object.keys).count == object.count else {
      throw TokenFormatError("the token's \(name) names a member twice")
    }
    return object
  }
}
