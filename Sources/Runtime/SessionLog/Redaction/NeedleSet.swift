/// Looks for many byte strings at once: one table look-up a byte, comparisons only on a likely start.
struct NeedleSet {
  /// What is searched for, and what `find` reports for it.
  struct Needle {
    var bytes: [UInt8]
    var tag: [UInt8]
  }

  private var needles: [Needle] = []
  /// One bit for each possible pair of first bytes.
  private var pairs = [UInt64](repeating: 0, count: 1024)
  private var buckets: [Int: [Int]] = [:]

  /// Whether nothing is searched for.
  var isEmpty: Bool { needles.isEmpty }

  /// Adds a needle of two bytes or more; shorter and repeated ones are ignored.
  mutating func insert(_ bytes: [UInt8], tag: [UInt8] = []) {
    guard bytes.count >= 2 else { return }
    let pair = Int(bytes[0]) << 8 | Int(bytes[1])
    let bucket = buckets[pair, default: []]
    guard !bucket.contains(where: { needles[$0].bytes == bytes }) else { return }
    pairs[pair >> 6] |= 1 << UInt64(pair & 63)
    // The longest first, so that the first hit at a place is the longest there.
    let place = bucket.firstIndex { needles[$0].bytes.count < bytes.count } ?? bucket.count
    buckets[pair, default: []].insert(needles.count, at: place)
    needles.append(Needle(bytes: bytes, tag: tag))
  }

  /// The longest needle starting at `index`.
  func match(in bytes: [UInt8], at index: Int, _ end: Int) -> Needle? {
    guard index + 1 < end else { return nil }
    let pair = Int(bytes[index]) << 8 | Int(bytes[index + 1])
    guard pairs[pair >> 6] & 1 << UInt64(pair & 63) != 0 else { return nil }
    for number in buckets[pair] ?? [] {
      let needle = needles[number].bytes
      guard index + needle.count <= end else { continue }
      if bytes[index..<index + needle.count].elementsEqual(needle) { return needles[number] }
    }
    return nil
  }

  /// Every place where a needle starts, in order; they may overlap.
  func matches(in bytes: [UInt8]) -> [(range: Range<Int>, tag: [UInt8])] {
    guard !isEmpty else { return [] }
    var found: [(range: Range<Int>, tag: [UInt8])] = []
    for index in bytes.indices {
      guard let needle = match(in: bytes, at: index, bytes.count) else { continue }
      found.append((index..<index + needle.bytes.count, needle.tag))
    }
    return found
  }

  /// Whether any needle occurs.
  func occurs(in bytes: [UInt8]) -> Bool {
    guard !isEmpty else { return false }
    return bytes.indices.contains { match(in: bytes, at: $0, bytes.count) != nil }
  }
}
