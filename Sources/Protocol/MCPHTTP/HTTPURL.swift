/// Why a text is not an HTTP URL we use.
public struct HTTPURLError: Error, Sendable, Hashable {
  /// What is wrong, for a person; never the URL itself, which may carry secrets.
  public let message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}

/// An absolute `http` or `https` URL in its parts (RFC 3986), kept as written but for the case of scheme and host.
///
/// Only characters a URL may have are accepted: others have to be percent-encoded, and names of hosts written in
/// ASCII, so that nobody on the way reads it differently. What stands before `@` is kept for the request alone.
public struct HTTPURL: Sendable, Hashable {
  /// `http` or `https`.
  public let scheme: String
  /// The name or address in lower case; an IPv6 address in its brackets.
  public let host: String
  /// The port as written; nil when none is.
  public let port: Int?
  /// The path as written; empty, or beginning with `/`.
  public var path: String
  /// What stands behind `?`, as written; nil without one.
  public var query: String?
  /// What stands behind `#`, as written; never sent.
  public var fragment: String?
  /// What stands before `@`, as written. A secret.
  package let userInformation: String?

  /// Reads an absolute URL.
  public init(_ text: String) throws(HTTPURLError) {
    try Self.checkCharacters(text)
    var rest = text[...]
    fragment = Self.cut(&rest, at: "#")
    query = Self.cut(&rest, at: "?")
    guard let separator = rest.firstRange(of: "://") else {
      throw HTTPURLError("a URL begins with https:// or http://")
    }
    scheme = rest[..<separator.lowerBound].lowercased()
    guard scheme == "http" || scheme == "https" else {
      throw HTTPURLError("only https:// and http:// are spoken here")
    }
    rest = rest[separator.upperBound...]
    let slash = rest.firstIndex(of: "/") ?? rest.endIndex
    let authority = try HTTPURLAuthority(rest[..<slash])
    userInformation = authority.userInformation
    host = authority.host
    port = authority.port
    path = String(rest[slash...])
  }

  private init(_ base: HTTPURL, path: String, query: String?, fragment: String?) {
    scheme = base.scheme
    host = base.host
    port = base.port
    userInformation = base.userInformation
    self.path = path
    self.query = query
    self.fragment = fragment
  }

  /// The port it goes to: the one written, or that of the scheme.
  public var effectivePort: Int { port ?? (isSecure ? 443 : 80) }

  /// Whether the scheme is `https`.
  public var isSecure: Bool { scheme == "https" }

  /// Scheme, host, and the port unless it is the scheme's own: `https://mcp.example:8443`.
  public var origin: String {
    let isUsual = effectivePort == (isSecure ? 443 : 80)
    return "\(scheme)://\(host)" + (isUsual ? "" : ":\(effectivePort)")
  }

  /// The whole URL without the fragment, for the request itself. May hold secrets: never show it.
  public var text: String {
    let user = userInformation.map { "\($0)@" } ?? ""
    let port = port.map { ":\($0)" } ?? ""
    return "\(scheme)://\(user)\(host)\(port)\(path)" + (query.map { "?\($0)" } ?? "")
  }

  /// The URL without what may be secret (user, query, fragment), for messages.
  public var display: String { "\(scheme)://\(host)\(port.map { ":\($0)" } ?? "")\(path)" }

  /// Whether the host is this machine by its name or address: `localhost`, `127.x.x.x`, `[::1]`.
  public var isLoopback: Bool {
    if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
    let parts = host.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  /// The URL a relative or absolute reference means, seen from this one (RFC 3986 §5.2).
  public func resolve(_ reference: String) throws(HTTPURLError) -> HTTPURL {
    try Self.checkCharacters(reference)
    if Self.hasScheme(reference) {
      var url = try HTTPURL(reference)
      url.path = Self.removingDots(url.path)
      return url
    }
    if reference.hasPrefix("//") { return try resolve("\(scheme):\(reference)") }
    var rest = reference[...]
    let fragment = Self.cut(&rest, at: "#")
    let query = Self.cut(&rest, at: "?")
    if rest.isEmpty {
      return HTTPURL(self, path: path, query: query ?? self.query, fragment: fragment)
    }
    let merged =
      rest.hasPrefix("/")
      ? String(rest) : (path.lastIndex(of: "/").map { String(path[...$0]) } ?? "/") + rest
    return HTTPURL(self, path: Self.removingDots(merged), query: query, fragment: fragment)
  }

  /// Takes what stands behind the first `mark` off `rest`.
  private static func cut(_ rest: inout Substring, at mark: Character) -> String? {
    guard let index = rest.firstIndex(of: mark) else { return nil }
    let tail = String(rest[rest.index(after: index)...])
    rest = rest[..<index]
    return tail
  }

  private static func hasScheme(_ reference: String) -> Bool {
    guard let colon = reference.firstIndex(where: { ":/?#".contains($0) }) else { return false }
    return reference[colon] == ":"
  }

  private static func removingDots(_ path: String) -> String {
    var kept: [Substring] = []
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    for (place, part) in parts.enumerated() {
      if part == ".." { _ = kept.popLast() }
      if part != "." && part != ".." {
        kept.append(part)
      } else if place == parts.count - 1 {
        kept.append("")
      }
    }
    return path.isEmpty ? "" : "/" + kept.joined(separator: "/")
  }

  /// Refuses what no URL may have, among it everything that could end a line of a request.
  private static func checkCharacters(_ text: String) throws(HTTPURLError) {
    guard text.utf8.count <= maximumBytes else {
      throw HTTPURLError("a URL may not be longer than \(maximumBytes) bytes")
    }
    guard text.utf8.allSatisfy(isAllowed) else {
      throw HTTPURLError("a URL may not have spaces, controls, non-ASCII characters or \"<>\\^`{|}")
    }
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"),
      UInt8(ascii: "^"), UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"),
      UInt8(ascii: "}"):
      false
    default: byte > 0x20 && byte < 0x7F
    }
  }

  /// Bytes of a URL: longer ones are refused by servers too.
  private static let maximumBytes = 16 << 10
}

/// User, host and port of a URL.
private struct HTTPURLAuthority {
  let userInformation: String?
  let host: String
  let port: Int?

  init(_ text: Substring) throws(HTTPURLError) {
    var rest = text
    if let mark = rest.lastIndex(of: "@") {
      userInformation = String(rest[..<mark])
      rest = rest[rest.index(after: mark)...]
    } else {
      userInformation = nil
    }
    let hostEnd = try Self.endOfHost(rest)
    host = rest[..<hostEnd].lowercased()
    guard hostEnd < rest.endIndex else {
      port = nil
      return
    }
    let digits = rest[rest.index(after: hostEnd)...]
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = UInt16(digits),
      number > 0
    else { throw HTTPURLError("a port is a number from 1 to 65535") }
    port = Int(number)
  }

  private static func endOfHost(_ text: Substring) throws(HTTPURLError) -> Substring.Index {
    if text.hasPrefix("[") {
      guard let bracket = text.firstIndex(of: "]"),
        text[text.index(after: text.startIndex)..<bracket].utf8.allSatisfy(isAddressByte)
      else { throw HTTPURLError("what stands in [ ] is no IPv6 address") }
      let end = text.index(after: bracket)
      guard end == text.endIndex || text[end] == ":" else {
        throw HTTPURLError("only a port may follow the host")
      }
      return end
    }
    let end = text.firstIndex(of: ":") ?? text.endIndex
    guard end > text.startIndex else { throw HTTPURLError("the URL names no host") }
    guard text[..<end].utf8.allSatisfy(isNameByte) else {
      throw HTTPURLError("a host has only letters, digits, dots, hyphens and underscores")
    }
    return end
  }

  private static func isAddressByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x46, 0x61...0x66, UInt8(ascii: ":"), UInt8(ascii: "."): true
    default: false
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
    }
  }
}
