/// The network address a connection is about to go to, and what kind of place it is.
///
/// Checked after name resolution, on the very address that is dialled, so that a name cannot point at one place
/// when it is checked and at another when it is used.
package struct PeerAddress: Hashable, Sendable {
  /// 4 or 16 bytes in network order.
  package let bytes: [UInt8]

  /// Makes an address from 4 or 16 bytes in network order.
  package init(bytes: [UInt8]) { self.bytes = bytes }

  /// Whether it is a place of the public internet: not this machine, not a private, link-local, shared,
  /// documentation, multicast or reserved range (the registries of RFC 6890), nor an IPv6 spelling of one.
  package var isPublic: Bool {
    if bytes.count == 4 { return Self.isPublic(bytes[...]) }
    guard bytes.count == 16 else { return false }
    if let inner = embedded { return Self.isPublic(inner) }
    // Global unicast is 2000::/3; all of the rest is special.
    guard bytes[0] & 0xE0 == 0x20 else { return false }
    switch (bytes[0], bytes[1], bytes[2], bytes[3]) {
    case (0x20, 0x01, 0x00...0x01, _): return false  // protocol assignments, Teredo among them
    case (0x20, 0x01, 0x0D, 0xB8): return false  // documentation
    case (0x3F, 0xFF, 0x00...0x0F, _): return false  // documentation
    default: return true
    }
  }

  /// The IPv4 address inside a mapped, translated (NAT64) or 6to4 address.
  private var embedded: ArraySlice<UInt8>? {
    if bytes[0..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
      return bytes[12..<16]
    }
    if bytes.starts(with: [0x00, 0x64, 0xFF, 0x9B]), bytes[4..<12].allSatisfy({ $0 == 0 }) {
      return bytes[12..<16]
    }
    return bytes.starts(with: [0x20, 0x02]) ? bytes[2..<6] : nil
  }

  private static func isPublic(_ bytes: ArraySlice<UInt8>) -> Bool {
    let part = Array(bytes)
    switch (part[0], part[1], part[2]) {
    case (0, _, _), (10, _, _), (127, _, _), (224..., _, _): return false
    case (100, 64...127, _): return false
    case (169, 254, _): return false
    case (172, 16...31, _): return false
    case (192, 168, _), (192, 0, 0), (192, 0, 2), (192, 88, 99): return false
    case (198, 18...19, _), (198, 51, 100), (203, 0, 113): return false
    default: return true
    }
  }

  /// The address for a person: `10.0.0.1`, `fe80:0:0:0:0:0:0:1`.
  package var text: String {
    if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
    return stride(from: 0, to: bytes.count - 1, by: 2).map {
      String(UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]), radix: 16)
    }.joined(separator: ":")
  }
}
