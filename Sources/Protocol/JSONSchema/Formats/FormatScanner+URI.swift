// URIs and relative references (RFC 3986, appendix A).
extension FormatScanner {
  /// Steps over a whole reference; only one with a scheme is a URI.
  mutating func skipURI(mayBeRelative: Bool) -> Bool {
    if !skipScheme() {
      guard mayBeRelative else { return false }
      // In a first segment a colon would be read as the end of a scheme.
      let segment = rest.prefix { !Self.isOne($0, of: "/?#") }
      if segment.contains(UInt8(ascii: ":")) { return false }
    }
    if rest.starts(with: "//".utf8) {
      rest.removeFirst(2)
      guard skipAuthority() else { return false }
    }
    guard skipCharacters(besides: "/:@") else { return false }
    if skip("?"), !skipCharacters(besides: "/:@?") { return false }
    if skip("#"), !skipCharacters(besides: "/:@?") { return false }
    return true
  }

  private mutating func skipScheme() -> Bool {
    var start = self
    guard let first = start.rest.first, Self.isLetter(first) else { return false }
    _ = start.skip { Self.isLetter($0) || Self.isDigit($0) || Self.isOne($0, of: "+-.") }
    guard start.skip(":") else { return false }
    self = start
    return true
  }

  private mutating func skipAuthority() -> Bool {
    let authority = rest.prefix { !Self.isOne($0, of: "/?#") }
    var host = FormatScanner(authority)
    if let at = authority.firstIndex(of: UInt8(ascii: "@")) {
      var user = FormatScanner(authority[..<at])
      guard user.skipCharacters(besides: ":"), user.isAtEnd else { return false }
      host = FormatScanner(authority[authority.index(after: at)...])
    }
    guard host.skip("[") ? host.skipAddress() : host.skipCharacters(besides: "") else {
      return false
    }
    if host.skip(":") { _ = host.skip(while: Self.isDigit) }
    guard host.isAtEnd else { return false }
    rest = rest[authority.endIndex...]
    return true
  }

  /// Steps over an address and its closing bracket.
  private mutating func skipAddress() -> Bool {
    guard skip("v") else { return skipIPv6() && skip("]") }
    return skip(while: Self.isHexadecimal) > 0 && skip(".") && skipCharacters(besides: ":")
      && skip("]")
  }

  /// Steps over unreserved characters, percent escapes, sub-delimiters and `others`; false for a bad escape.
  private mutating func skipCharacters(besides others: StaticString) -> Bool {
    while let byte = rest.first {
      if byte == UInt8(ascii: "%") {
        rest.removeFirst()
        guard skip(while: Self.isHexadecimal, limit: 2) == 2 else { return false }
      } else if Self.isLetter(byte) || Self.isDigit(byte)
        || Self.isOne(byte, of: "-._~!$&'()*+,;=") || Self.isOne(byte, of: others)
      {
        rest.removeFirst()
      } else {
        return true
      }
    }
    return true
  }
}
