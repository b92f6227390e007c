/// Finds bytes in text by whole machine words: what parsers, writers and framers spend their time with.
public enum ByteScan {
  @usableFromInline static let ones: UInt64 = 0x0101_0101_0101_0101
  @usableFromInline static let highs: UInt64 = 0x8080_8080_8080_8080

  @inlinable @inline(__always)
  static func word(_ base: UnsafePointer<UInt8>, _ index: Int) -> UInt64 {
    UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
  }

  /// High bits where a byte of `word` is a quote, a backslash or a control character. A byte above the first hit
  /// may be marked wrongly; none below is.
  @inlinable @inline(__always)
  static func specials(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5C)
    return ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
      | ((word &- (ones &* 0x20)) & ~word)
  }

  /// The index of the first quote, backslash or control character at or behind `start`; `end` when there is none.
  ///
  /// `seen` collects the bits of what was stepped over, so that its high bits tell whether all of it was ASCII. The
  /// caller promises that `base[start..<end]` can be read.
  @inlinable @inline(__always)
  public static func plainEnd(
    _ base: UnsafePointer<UInt8>, from start: Int, to end: Int, seen: inout UInt64
  ) -> Int {
    var index = start
    // Four words in one step: their tests do not wait for each other.
    while index + 32 <= end {
      let (a, b) = (word(base, index), word(base, index + 8))
      let (c, d) = (word(base, index + 16), word(base, index + 24))
      let stops = specials(a) | specials(b) | specials(c) | specials(d)
      if stops & highs != 0 { break }
      seen |= a | b | c | d
      index += 32
    }
    while index + 8 <= end {
      let word = word(base, index)
      if specials(word) & highs != 0 { break }
      seen |= word
      index += 8
    }
    while index < end {
      let byte = base[index]
      if byte == 0x22 || byte == 0x5C || byte < 0x20 { break }
      seen |= UInt64(byte)
      index += 1
    }
    return index
  }

  /// Whether every byte whose bits were collected is ASCII.
  @inlinable @inline(__always)
  public static func isASCII(_ seen: UInt64) -> Bool { seen & highs == 0 }

  /// The index of the first `byte` at or behind `start`; nil when there is none before `end`.
  @inlinable @inline(__always)
  public static func first(
    _ byte: UInt8, _ base: UnsafePointer<UInt8>, from start: Int, to end: Int
  ) -> Int? {
    let pattern = ones &* UInt64(byte)
    var index = start
    while index + 32 <= end {
      let (a, b) = (word(base, index) ^ pattern, word(base, index + 8) ^ pattern)
      let (c, d) = (word(base, index + 16) ^ pattern, word(base, index + 24) ^ pattern)
      let stops =
        ((a &- ones) & ~a) | ((b &- ones) & ~b) | ((c &- ones) & ~c) | ((d &- ones) & ~d)
      if stops & highs != 0 { break }
      index += 32
    }
    while index < end {
      if base[index] == byte { return index }
      index += 1
    }
    return nil
  }
}
