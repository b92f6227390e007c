/// Addresses as URLs write them.
enum HostAddress {
  /// The bytes of a dotted IPv4 address with four decimal parts; nil for every other spelling.
  static func fourBytes(_ text: String) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let bytes = parts.compactMap { part -> UInt8? in
      // A leading zero means octal to some readers.
      part.count > 1 && part.hasPrefix("0") ? nil : UInt8(part)
    }
    return parts.count == 4 && bytes.count == 4 ? bytes : nil
  }

  /// The bytes of an IPv6 address (RFC 4291 §2.2), without brackets; nil when it is none.
  static func sixteenBytes(_ text: String) -> [UInt8]? {
    let halves = text.split(separator: "::", omittingEmptySubsequences: false)
    guard halves.count <= 2, let front = groups(halves[0]) else { return nil }
    guard halves.count == 2 else { return front.count == 16 ? front : nil }
    guard let back = groups(halves[1]), front.count + back.count <= 14 else { return nil }
    return front + [UInt8](repeating: 0, count: 16 - front.count - back.count) + back
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    guard !text.isEmpty else { return [] }
    var bytes: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (place, part) in parts.enumerated() {
      if place == parts.count - 1, part.contains(".") {
        guard let tail = fourBytes(String(part)) else { return nil }
        bytes += tail
      } else {
        guard (1...4).contains(part.utf8.count), let group = UInt16(part, radix: 16) else {
          return nil
        }
        bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
      }
    }
    return bytes.count <= 16 ? bytes : nil
  }
}
