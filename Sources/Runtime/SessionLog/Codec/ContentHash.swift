/// Names a message that was too large to keep.
///
/// 64-bit FNV-1a, written `fnv1a:` and sixteen hexadecimal digits. It tells whether two cut messages
/// were the same; it is no proof against somebody who wants them to collide. The prefix leaves room
/// for a cryptographic hash later.
package enum ContentHash {
  /// The hash of `bytes`, e.g. `fnv1a:cbf29ce484222325` for none.
  package static func of(_ bytes: [UInt8]) -> String {
    let digits = String(fnv1a(bytes, seed: 0xcbf2_9ce4_8422_2325), radix: 16)
    return "fnv1a:" + String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// FNV-1a from a chosen start value.
  static func fnv1a(_ bytes: some Sequence<UInt8>, seed: UInt64) -> UInt64 {
    var hash = seed
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}
