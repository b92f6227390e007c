/// Lines seen before, with what they were found to mean: clients send the same ones with every request.
///
/// It changes how fast a head is read, never what is read: a line is found only when all its bytes are the same.
final class HTTPLineCache<Meaning> {
  private struct Entry {
    var meaning: Meaning
    /// Bytes of the line; 0 for an empty entry.
    var length = 0
  }

  /// Longer lines are rare, and those that hold secrets (`Authorization`) mostly longer.
  private static var lineBytes: Int { 96 }
  /// Shorter ones are read as fast.
  private static var shortestLine: Int { 8 }

  private let entries: UnsafeMutableBufferPointer<Entry>
  private let lines: UnsafeMutableBufferPointer<UInt8>
  /// How far a 64-bit hash is shifted to number an entry.
  private let shift: UInt64

  /// Makes an empty cache for 2 to the power of `bits` lines; `empty` fills the entries and is never found.
  init(bits: Int, empty: Meaning) {
    shift = UInt64(64 - bits)
    entries = .allocate(capacity: 1 << bits)
    entries.initialize(repeating: Entry(meaning: empty))
    lines = .allocate(capacity: Self.lineBytes << bits)
    lines.initialize(repeating: 0)
  }

  deinit {
    entries.deinitialize()
    entries.deallocate()
    lines.deallocate()
  }

  /// What `line` means; nil when it was not seen lately.
  @inline(__always)
  func find(_ line: UnsafeBufferPointer<UInt8>) -> Meaning? {
    guard line.count >= Self.shortestLine, line.count <= Self.lineBytes,
      let base = line.baseAddress, let kept = lines.baseAddress
    else { return nil }
    let place = place(base, line.count)
    guard entries[place].length == line.count,
      Self.equal(base, kept + place * Self.lineBytes, line.count)
    else { return nil }
    return entries[place].meaning
  }

  /// Keeps a line that has been found good, in the place of another.
  func keep(_ line: UnsafeBufferPointer<UInt8>, _ meaning: Meaning) {
    guard line.count >= Self.shortestLine, line.count <= Self.lineBytes,
      let base = line.baseAddress, let kept = lines.baseAddress
    else { return }
    let place = place(base, line.count)
    (kept + place * Self.lineBytes).update(from: base, count: line.count)
    entries[place] = Entry(meaning: meaning, length: line.count)
  }

  /// Which entry a line belongs to: lines mostly differ at their ends or in length.
  @inline(__always)
  private func place(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
    let raw = UnsafeRawPointer(base)
    let first = raw.loadUnaligned(as: UInt64.self)
    let last = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
    let mixed = (first ^ (last << 31 | last >> 33) ^ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15
    return Int(mixed >> shift)
  }

  @inline(__always)
  private static func equal(
    _ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    let (left, right) = (UnsafeRawPointer(left), UnsafeRawPointer(right))
    var index = 0
    // In words of eight; the last one may overlap the one before.
    while index + 8 < count {
      if left.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      {
        return false
      }
      index += 8
    }
    return left.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      == right.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
  }
}
