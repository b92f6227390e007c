/// Finds the end of a line, and refuses every control character on the way but the tab.
///
/// One look at each byte does both: the first control character is either the line's end or the fault.
enum HTTPLineScan {
  /// What stands first in the bytes.
  enum Result {
    /// A line of that many bytes, followed by CR LF.
    case line(Int)
    /// No end yet; the next scan may begin at that index.
    case unfinished(Int)
    /// More than the limit.
    case overlong
    /// A bare LF or CR, or another control character.
    case forbidden
  }

  private static let carriageReturn: UInt8 = 0x0D
  private static let lineFeed: UInt8 = 0x0A

  /// Scans `bytes` from `start`, before which nothing was found; `limit` is for the line without its end.
  @inline(__always)
  static func scan(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, limit: Int) -> Result {
    let index = firstControl(bytes, from: start)
    if index > limit { return .overlong }
    guard index < bytes.count else { return .unfinished(index) }
    guard bytes[index] == carriageReturn else { return .forbidden }
    guard index + 1 < bytes.count else { return .unfinished(index) }
    return bytes[index + 1] == lineFeed ? .line(index) : .forbidden
  }

  /// The index of the first byte below space but tab, or DEL; the count when there is none.
  ///
  /// Eight bytes at a time: this loop sees every byte of a header.
  @inline(__always)
  static func firstControl(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    guard let base = bytes.baseAddress else { return 0 }
    let raw = UnsafeRawPointer(base)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let count = bytes.count
    var index = start
    while index + 8 <= count {
      let word = UInt64(
        littleEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      let below = (word &- ones &* 0x20) & ~word
      let delete = word ^ (ones &* 0x7F)
      let found = (below | ((delete &- ones) & ~delete)) & (ones << 7)
      if found == 0 {
        index += 8
        continue
      }
      // The lowest mark is exact; a borrow can only make wrong ones above it.
      index += found.trailingZeroBitCount >> 3
      if base[index] != 0x09 { return index }
      index += 1
    }
    while index < count, !isControl(base[index]) { index += 1 }
    return index
  }

  /// Whether a byte may not stand in a field value: a control character but the tab.
  @inline(__always)
  static func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != 0x09) || byte == 0x7F }
}
