import MCPHTTP

/// Why the value of a `WWW-Authenticate` field cannot be read.
package struct AuthenticationChallengeError: Error, Sendable, Hashable {
  /// What is wrong, for a person.
  package let message: String
  /// Where, in bytes from the start of the value.
  package let offset: Int
}

/// Reads the challenges of one `WWW-Authenticate` field (RFC 9110 §11.6.1).
///
/// A comma separates challenges as well as the parameters of one challenge: what follows it is a parameter when a
/// `=` comes after its first word, otherwise the next scheme. Two liberties are taken because servers need them:
/// parameters without a comma between, and values without quotes that hold more than a token may (URLs).
package struct AuthenticationChallengeParser {
  /// Fields read of one message: enough for any server, and a bound on the work a hostile one can cause.
  package static let maximumFields = 16
  /// Bytes of one field.
  package static let maximumBytes = 16 << 10
  private static let maximumChallenges = 32
  private static let maximumParameters = 64

  private let bytes: [UInt8]
  private var index = 0

  private init(_ text: String) { bytes = Array(text.utf8) }

  /// The challenges of a field value, in order.
  package static func parse(
    _ value: String
  ) throws(AuthenticationChallengeError) -> [AuthenticationChallenge] {
    var parser = AuthenticationChallengeParser(value)
    guard parser.bytes.count <= maximumBytes else {
      throw parser.error("the field is longer than \(maximumBytes) bytes")
    }
    var challenges: [AuthenticationChallenge] = []
    while parser.skipSeparators() {
      guard challenges.count < maximumChallenges else {
        throw parser.error("more than \(maximumChallenges) challenges")
      }
      challenges.append(try parser.challenge())
    }
    return challenges
  }

  private mutating func challenge() throws(AuthenticationChallengeError) -> AuthenticationChallenge
  {
    var challenge = AuthenticationChallenge(try word())
    guard skipSpaces() > 0 else {
      guard index == bytes.count || current == UInt8(ascii: ",") else {
        throw error("a space or comma belongs behind the scheme")
      }
      return challenge
    }
    if let token = token68() {
      challenge.token = token
      return challenge
    }
    while let name = parameterName() {
      guard challenge.parameters.count < Self.maximumParameters else {
        throw error("more than \(Self.maximumParameters) parameters")
      }
      guard challenge[name] == nil else { throw error("a parameter stands there twice") }
      challenge.parameters.append(.init(name, try value()))
      _ = skipSeparators()
    }
    return challenge
  }

  // MARK: Pieces

  /// The name in front of a `=`, with both taken; nil when something else comes next.
  private mutating func parameterName() -> String? {
    let start = index
    if let name = try? word() {
      skipSpaces()
      if current == UInt8(ascii: "=") {
        index += 1
        skipSpaces()
        return name
      }
    }
    index = start
    return nil
  }

  private mutating func value() throws(AuthenticationChallengeError) -> String {
    if current == UInt8(ascii: "\"") { return try quoted() }
    let start = index
    while let byte = current, byte > 0x20, byte != UInt8(ascii: ","), byte != UInt8(ascii: "\"") {
      index += 1
    }
    guard index > start else { throw error("a value belongs behind =") }
    return try text(bytes[start..<index])
  }

  private mutating func quoted() throws(AuthenticationChallengeError) -> String {
    index += 1
    var content: [UInt8] = []
    while let byte = current {
      index += 1
      if byte == UInt8(ascii: "\"") { return try text(content[...]) }
      guard byte == UInt8(ascii: "\\") else {
        content.append(byte)
        continue
      }
      guard let escaped = current else { break }
      content.append(escaped)
      index += 1
    }
    throw error("a quoted value does not end")
  }

  /// A token68 that reaches to the next comma or the end; nil, and nothing taken, for anything else.
  private mutating func token68() -> String? {
    let start = index
    while let byte = current, Self.isToken68Byte(byte) { index += 1 }
    guard index > start else { return nil }
    while current == UInt8(ascii: "=") { index += 1 }
    let end = index
    skipSpaces()
    guard current == nil || current == UInt8(ascii: ",") else {
      index = start
      return nil
    }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private mutating func word() throws(AuthenticationChallengeError) -> String {
    let start = index
    while let byte = current, HTTPFields.isTokenByte(byte) { index += 1 }
    guard index > start else { throw error("a scheme or the name of a parameter belongs here") }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(AuthenticationChallengeError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw error("a value is no UTF-8")
    }
    return text
  }

  // MARK: Steps

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  @discardableResult
  private mutating func skipSpaces() -> Int {
    let start = index
    while let byte = current, byte == 0x20 || byte == 0x09 { index += 1 }
    return index - start
  }

  /// Skips commas and spaces; false at the end.
  private mutating func skipSeparators() -> Bool {
    while let byte = current, byte == 0x20 || byte == 0x09 || byte == UInt8(ascii: ",") {
      index += 1
    }
    return index < bytes.count
  }

  private func error(_ message: String) -> AuthenticationChallengeError {
    AuthenticationChallengeError(message: message, offset: index)
  }

  private static func isToken68Byte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
      UInt8(ascii: "+"), UInt8(ascii: "/"):
      true
    default: false
    }
  }
}
