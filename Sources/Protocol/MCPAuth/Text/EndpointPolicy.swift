package import MCPHTTP

/// Which URLs of peers may be used (mcp-protocol §10.3.11, §11 SSRF): `https` only, and nothing inside this machine
/// or its network, unless the resource itself is there.
///
/// Looks at the text of the URL alone: a public name that resolves to a private address is not recognised here.
package struct EndpointPolicy: Sendable, Hashable {
  private let reach: HostReach

  /// Makes the policy for what `resource` names.
  package init(resource: HTTPURL) { reach = HostReach(of: resource.host) }

  /// Reads a URL a peer named; `what` says in the error what it is for.
  package func url(_ text: String, _ what: String) throws(AuthorizationError) -> HTTPURL {
    let url: HTTPURL
    do { url = try HTTPURL(text) } catch {
      throw AuthorizationError(.unsafeURL, "\(what) is no usable URL: \(error.message)")
    }
    guard url.userInformation == nil, url.fragment == nil else {
      throw AuthorizationError(.unsafeURL, "\(what) may have neither a user name nor a #fragment")
    }
    let host = HostReach(of: url.host)
    guard host <= reach else {
      throw AuthorizationError(
        .unsafeURL,
        "\(what), \(url.display), points into a private network, where a public server has nothing to name"
      )
    }
    guard url.isSecure || host == .loopback else {
      throw AuthorizationError(.unsafeURL, "\(what), \(url.display), is not https")
    }
    return url
  }
}

/// How far a host of a URL is away, judged by its text.
package enum HostReach: Int, Sendable, Hashable, Comparable {
  /// A public name or address.
  case open
  /// An address of a private or special network.
  case confined
  /// This machine.
  case loopback

  /// Judges a host as `HTTPURL` writes it.
  package init(of host: String) {
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    if name == "localhost" || name.hasSuffix(".localhost") {
      self = .loopback
    } else if name.hasPrefix("[") {
      self = Self.reach(address: HostAddress.sixteenBytes(String(name.dropFirst().dropLast())))
    } else if let last = name.split(separator: ".").last, last.utf8.allSatisfy(Self.isDigit) {
      self = Self.reach(version4: HostAddress.fourBytes(name))
    } else if name.hasPrefix("0x") || name.contains(".0x") {
      self = .confined  // another spelling of an address, which only somebody with a reason uses
    } else {
      self = .open
    }
  }

  /// Whether `left` is further away.
  package static func < (left: HostReach, right: HostReach) -> Bool {
    left.rawValue < right.rawValue
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  /// IANA special-purpose ranges; what cannot be read is treated as one of them.
  private static func reach(version4 bytes: [UInt8]?) -> HostReach {
    guard let bytes else { return .confined }
    switch (bytes[0], bytes[1]) {
    case (127, _): return .loopback
    case (0, _), (10, _), (169, 254), (192, 168), (224..., _): return .confined
    case (172, 16...31), (100, 64...127), (198, 18...19), (192, 0): return .confined
    default: return .open
    }
  }

  private static func reach(address bytes: [UInt8]?) -> HostReach {
    guard let bytes else { return .confined }
    if bytes[..<15].allSatisfy({ $0 == 0 }) { return bytes[15] == 1 ? .loopback : .confined }
    let isMapped = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
    let isTranslated = bytes[..<4] == [0, 0x64, 0xFF, 0x9B]
    if isMapped || isTranslated || bytes[..<12].allSatisfy({ $0 == 0 }) {
      return reach(version4: Array(bytes[12...]))
    }
    if bytes[0] == 0x20, bytes[1] == 0x02 { return reach(version4: Array(bytes[2..<6])) }
    // Global unicast is 2000::/3; everything else is local, multicast or reserved.
    return bytes[0] & 0xE0 == 0x20 ? .open : .confined
  }
}
