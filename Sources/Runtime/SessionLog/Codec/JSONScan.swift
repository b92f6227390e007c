/// Finds the borders of JSON values in bytes without building them.
///
/// A session file is read a million lines at a time, so a line is cut into members here and only the
/// few short ones are decoded; a message stays the bytes it was. Every access is bounds-checked and
/// no input makes these functions trap.
enum JSONScan {
  /// The first position at or after `index` that holds no JSON white space.
  static func skipSpace(_ bytes: [UInt8], _ index: Int, _ end: Int) -> Int {
    var index = index
    while index < end {
      switch bytes[index] {
      case 0x20, 0x09, 0x0A, 0x0D: index += 1
      default: return index
      }
    }
    return index
  }

  /// The position after the string whose opening quote is at `start`; nil when it does not end or
  /// holds a raw control character.
  static func endOfString(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
    var index = start + 1
    while index < end {
      let byte = bytes[index]
      if byte == 0x22 { return index + 1 }
      if byte == 0x5C {
        index += 2
      } else if byte < 0x20 {
        return nil
      } else {
        index += 1
      }
    }
    return nil
  }

  /// The position after the value that starts at `start`; nil when it does not end before `end`.
  ///
  /// Brackets and strings are balanced; what stands between them is not checked.
  static func endOfValue(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
    guard start < end else { return nil }
    switch bytes[start] {
    case 0x22: return endOfString(bytes, start, end)
    case 0x7B, 0x5B: return endOfContainer(bytes, start, end)
    default:
      var index = start
      while index < end, isScalar(bytes[index]) { index += 1 }
      return index > start ? index : nil
    }
  }

  private static func endOfContainer(_ bytes: [UInt8], _ start: Int, _ end: Int) -> Int? {
    var depth = 0
    var index = start
    while index < end {
      switch bytes[index] {
      case 0x22:
        guard let next = endOfString(bytes, index, end) else { return nil }
        index = next
        continue
      case 0x7B, 0x5B: depth += 1
      case 0x7D, 0x5D:
        depth -= 1
        if depth == 0 { return index + 1 }
      default: break
      }
      index += 1
    }
    return nil
  }

  /// Whether the byte can stand in a number, `true`, `false` or `null`.
  private static func isScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2D, 0x2E: true
    default: false
    }
  }

  /// Visits the members of the object in `range`: the key between its quotes, and the value.
  ///
  /// Returns what is wrong, or nil when the whole range is one object.
  static func members(
    of bytes: [UInt8], in range: Range<Int>,
    _ visit: (_ key: Range<Int>, _ value: Range<Int>) -> Void
  ) -> String? {
    let end = range.upperBound
    var index = skipSpace(bytes, range.lowerBound, end)
    guard index < end, bytes[index] == 0x7B else { return "expected a JSON object" }
    index = skipSpace(bytes, index + 1, end)
    if index < end, bytes[index] == 0x7D { return trailing(bytes, index + 1, end) }
    while true {
      guard index < end, bytes[index] == 0x22, let keyEnd = endOfString(bytes, index, end) else {
        return "expected a member name"
      }
      let key = index + 1..<keyEnd - 1
      index = skipSpace(bytes, keyEnd, end)
      guard index < end, bytes[index] == 0x3A else { return "expected ':' after a member name" }
      index = skipSpace(bytes, index + 1, end)
      guard let valueEnd = endOfValue(bytes, index, end) else { return "a value is cut off" }
      visit(key, index..<valueEnd)
      index = skipSpace(bytes, valueEnd, end)
      guard index < end else { return "the object is cut off" }
      if bytes[index] == 0x7D { return trailing(bytes, index + 1, end) }
      guard bytes[index] == 0x2C else { return "expected ',' or '}' after a value" }
      index = skipSpace(bytes, index + 1, end)
    }
  }

  private static func trailing(_ bytes: [UInt8], _ index: Int, _ end: Int) -> String? {
    skipSpace(bytes, index, end) == end ? nil : "more text after the object"
  }

  /// The elements of the array in `range`, as ranges; nil when it is no array.
  static func elements(of bytes: [UInt8], in range: Range<Int>) -> [Range<Int>]? {
    let end = range.upperBound
    guard range.lowerBound < end, bytes[range.lowerBound] == 0x5B else { return nil }
    var found: [Range<Int>] = []
    var index = skipSpace(bytes, range.lowerBound + 1, end)
    if index < end, bytes[index] == 0x5D { return found }
    while let next = endOfValue(bytes, index, end) {
      found.append(index..<next)
      index = skipSpace(bytes, next, end)
      guard index < end else { return nil }
      if bytes[index] == 0x5D { return found }
      guard bytes[index] == 0x2C else { return nil }
      index = skipSpace(bytes, index + 1, end)
    }
    return nil
  }
}
