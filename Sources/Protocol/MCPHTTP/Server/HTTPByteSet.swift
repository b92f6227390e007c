/// A set of ASCII characters, as the grammars of HTTP and URIs name them.
struct HTTPByteSet: Sendable {
  /// Bit n stands for byte n.
  private let low: UInt64
  /// Bit n stands for byte 64 + n.
  private let high: UInt64

  private init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  @inline(__always)
  func contains(_ byte: UInt8) -> Bool {
    let word = byte < 64 ? low : byte < 128 ? high : 0
    return word >> UInt64(byte & 63) & 1 == 1
  }

  @inline(__always)
  func containsAll(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    for byte in bytes where !contains(byte) { return false }
    return true
  }

  /// `tchar` of methods, field names and codings (RFC 9110 §5.6.2).
  static let token = HTTPByteSet(low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
  /// What a path may hold: `pchar`, `/` and the `%` of an escape (RFC 3986 §3.3).
  static let path = HTTPByteSet(low: 0x2FFF_FFF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFF)
  /// What a query may hold: a path's characters and `?` (RFC 3986 §3.4).
  static let query = HTTPByteSet(low: 0xAFFF_FFF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFF)
  /// What a host name may hold: `unreserved`, `sub-delims` and the `%` of an escape (RFC 3986 §3.2.2).
  static let name = HTTPByteSet(low: 0x2BFF_7FF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
  /// What stands between the brackets of an IP literal (RFC 3986 §3.2.2).
  static let literal = HTTPByteSet(low: 0x2FFF_7FD2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
  /// Hexadecimal digits.
  static let hexadecimal = HTTPByteSet(low: 0x03FF_0000_0000_0000, high: 0x0000_007E_0000_007E)
  /// Decimal digits.
  static let digit = HTTPByteSet(low: 0x03FF_0000_0000_0000, high: 0)
}
