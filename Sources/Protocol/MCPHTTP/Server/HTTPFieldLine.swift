/// One field line of a header, cut into name and value in place.
struct HTTPFieldLine {
  let name: UnsafeBufferPointer<UInt8>
  /// The value without the spaces and tabs around it.
  let value: UnsafeBufferPointer<UInt8>

  /// Cuts a line that holds no control character but tabs (RFC 9112 §5).
  @inline(__always)
  init(_ line: UnsafeBufferPointer<UInt8>) throws(HTTPRefusal) {
    var colon = 0
    while colon < line.count, HTTPByteSet.token.contains(line[colon]) { colon += 1 }
    guard colon > 0, colon < line.count, line[colon] == UInt8(ascii: ":") else {
      throw Self.refusal(line)
    }
    name = UnsafeBufferPointer(rebasing: line[..<colon])
    value = Self.trim(line, from: colon + 1)
  }

  private static func refusal(_ line: UnsafeBufferPointer<UInt8>) -> HTTPRefusal {
    if let first = line.first, isSpace(first) {
      return .malformed(
        "a header line begins with a space: folded lines are obsolete, write each field on one line"
      )
    }
    return .malformed(
      "a header line is not a field name, a colon right behind it, and a value (RFC 9112 §5)")
  }

  @inline(__always)
  private static func trim(
    _ line: UnsafeBufferPointer<UInt8>, from: Int
  ) -> UnsafeBufferPointer<UInt8> {
    var (start, end) = (from, line.count)
    while start < end, isSpace(line[start]) { start += 1 }
    while start < end, isSpace(line[end - 1]) { end -= 1 }
    return UnsafeBufferPointer(rebasing: line[start..<end])
  }

  @inline(__always)
  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// Whether `bytes` are that text of lower-case letters and hyphens, in letters of any case.
  @inline(__always)
  static func equal(_ bytes: UnsafeBufferPointer<UInt8>, _ text: StaticString) -> Bool {
    guard bytes.count == text.utf8CodeUnitCount else { return false }
    let expected = text.utf8Start
    for index in 0..<bytes.count {
      let byte = bytes[index]
      let lower = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
      if lower != expected[index] { return false }
    }
    return true
  }

  /// The members of a comma-separated list, without the spaces around them; empty ones included.
  static func members(_ value: UnsafeBufferPointer<UInt8>) -> [UnsafeBufferPointer<UInt8>] {
    value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { trim(UnsafeBufferPointer(rebasing: $0), from: 0) }
  }
}
