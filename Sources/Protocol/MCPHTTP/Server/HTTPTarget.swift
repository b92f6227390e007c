/// The target of a request line (RFC 9112 §3.2).
struct HTTPTarget {
  /// The path as written; `*` for the whole server.
  private(set) var path = "/"
  /// The query as written; nil when there is no `?`.
  private(set) var query: String?
  /// The host and port of an absolute target.
  private(set) var authority: String?

  /// Makes the target `/`.
  init() {}

  /// Reads an origin-form target, an absolute `http` or `https` one, or the `*` of OPTIONS.
  init(_ bytes: UnsafeBufferPointer<UInt8>, method: String) throws(HTTPRefusal) {
    guard let first = bytes.first else { throw Self.refusal }
    if first == UInt8(ascii: "/") {
      try takePath(bytes)
      return
    }
    if first == UInt8(ascii: "*"), bytes.count == 1, method == "OPTIONS" {
      path = "*"
      return
    }
    guard let start = Self.authorityStart(bytes) else { throw Self.refusal }
    let rest = UnsafeBufferPointer(rebasing: bytes[start...])
    let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.count
    let name = UnsafeBufferPointer(rebasing: rest[..<end])
    guard Self.isAuthority(name) else { throw Self.refusal }
    authority = String(decoding: name, as: UTF8.self)
    try takePath(UnsafeBufferPointer(rebasing: rest[end...]))
  }

  private static let refusal = HTTPRefusal.malformed(
    "the request target is no path that begins with / and no absolute http URL (RFC 9112 §3.2)")

  /// Takes a path and query; an absolute target may lack the path.
  private mutating func takePath(_ bytes: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) {
    let mark = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
    let before = UnsafeBufferPointer(rebasing: bytes[..<mark])
    guard HTTPByteSet.path.containsAll(before), Self.hasWholeEscapes(before) else {
      throw Self.refusal
    }
    if !before.isEmpty { path = String(decoding: before, as: UTF8.self) }
    guard mark < bytes.count else { return }
    let behind = UnsafeBufferPointer(rebasing: bytes[(mark + 1)...])
    guard HTTPByteSet.query.containsAll(behind), Self.hasWholeEscapes(behind) else {
      throw Self.refusal
    }
    query = String(decoding: behind, as: UTF8.self)
  }

  /// Where the authority of an `http://` or `https://` URL begins.
  private static func authorityStart(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes.count >= colon + 3 else {
      return nil
    }
    let scheme = UnsafeBufferPointer(rebasing: bytes[..<colon])
    guard HTTPFieldLine.equal(scheme, "http") || HTTPFieldLine.equal(scheme, "https") else {
      return nil
    }
    let slash = UInt8(ascii: "/")
    return bytes[colon + 1] == slash && bytes[colon + 2] == slash ? colon + 3 : nil
  }

  /// Whether every `%` is followed by two hexadecimal digits.
  private static func hasWholeEscapes(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%") {
        guard index + 2 < bytes.count, HTTPByteSet.hexadecimal.contains(bytes[index + 1]),
          HTTPByteSet.hexadecimal.contains(bytes[index + 2])
        else { return false }
        index += 2
      }
      index += 1
    }
    return true
  }

  /// Whether the bytes are a host name, an IPv4 address or a bracketed literal, with an optional port. No user
  /// name, and no empty host (RFC 9110 §4.2.1, §4.2.4).
  static func isAuthority(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    var end = bytes.count
    if bytes.first == UInt8(ascii: "[") {
      guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")), bracket > 1,
        HTTPByteSet.literal.containsAll(UnsafeBufferPointer(rebasing: bytes[1..<bracket]))
      else { return false }
      end = bracket + 1
    } else {
      end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
      let name = UnsafeBufferPointer(rebasing: bytes[..<end])
      guard !name.isEmpty, HTTPByteSet.name.containsAll(name), hasWholeEscapes(name) else {
        return false
      }
    }
    if end == bytes.count { return true }
    let port = UnsafeBufferPointer(rebasing: bytes[(end + 1)...])
    return bytes[end] == UInt8(ascii: ":") && (1...5).contains(port.count)
      && HTTPByteSet.digit.containsAll(port)
  }
}
