import Basics

/// Steps over JSON text byte by byte, checking the grammar of RFC 8259 without building values.
///
/// The parser and the envelope scan share it, so both accept exactly the same texts. It borrows the bytes:
/// the buffer must outlive it.
package struct JSONScanner {
  package let base: UnsafePointer<UInt8>
  package let end: Int
  package var position: Int
  private let maximumDepth: Int
  /// Whether comments and trailing commas are accepted (configuration files).
  package let isTolerant: Bool

  package init(_ bytes: UnsafeBufferPointer<UInt8>, limits: JSONLimits, tolerant: Bool = false) {
    // Never read through when `end` is 0.
    base = bytes.baseAddress ?? ("" as StaticString).utf8Start
    end = bytes.count
    position = 0
    maximumDepth = limits.maximumDepth
    isTolerant = tolerant
  }

  /// The byte at the position, or 0 at the end (no JSON token starts with 0).
  @inline(__always)
  package var current: UInt8 { position < end ? base[position] : 0 }

  @inline(__always)
  package mutating func skipSpace() throws(JSONError) {
    while position < end {
      switch base[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      case UInt8(ascii: "/") where isTolerant: try skipComment()
      default: return
      }
    }
  }

  private mutating func skipComment() throws(JSONError) {
    let start = position
    position += 1
    if current == UInt8(ascii: "/") {
      while position < end, base[position] != 0x0A { position += 1 }
    } else if current == UInt8(ascii: "*") {
      position += 1
      while position + 1 < end {
        if base[position] == UInt8(ascii: "*"), base[position + 1] == UInt8(ascii: "/") {
          position += 2
          return
        }
        position += 1
      }
      throw JSONError("this comment never ends", at: start)
    } else {
      throw JSONError("unexpected /", at: start)
    }
  }

  /// Steps over the string that starts here; returns the range inside the quotes and whether it has escapes.
  @inline(__always)
  package mutating func skipString() throws(JSONError) -> (inside: Range<Int>, hasEscapes: Bool) {
    let start = position
    guard current == UInt8(ascii: "\"") else { throw JSONError("expected a string", at: position) }
    position += 1
    var hasEscapes = false
    var seen: UInt64 = 0
    while true {
      position = ByteScan.plainEnd(base, from: position, to: end, seen: &seen)
      guard position < end else { throw JSONError("this string never ends", at: start) }
      let byte = base[position]
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else {
        throw JSONError("a control character must be escaped in a string", at: position)
      }
      hasEscapes = true
      try skipEscape()
    }
    let inside = (start + 1)..<position
    position += 1
    if !ByteScan.isASCII(seen) { try checkUTF8(inside) }
    return (inside, hasEscapes)
  }

  private mutating func skipEscape() throws(JSONError) {
    let start = position
    position += 1
    switch current {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
      UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 1
    case UInt8(ascii: "u"):
      position += 1
      for _ in 0..<4 {
        guard JSONScanner.hexValue(current) != nil else {
          throw JSONError("\\u takes four hexadecimal digits", at: start)
        }
        position += 1
      }
    default:
      throw JSONError("no such escape in JSON", at: start)
    }
  }

  private func checkUTF8(_ range: Range<Int>) throws(JSONError) {
    let bytes = UnsafeBufferPointer(start: base + range.lowerBound, count: range.count)
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw JSONError("this string is not valid UTF-8", at: range.lowerBound)
    }
  }

  /// The value of a hexadecimal digit.
  @inline(__always)
  package static func hexValue(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x37)
    case 0x61...0x66: UInt32(byte - 0x57)
    default: nil
    }
  }

  /// Steps over a number.
  package mutating func skipNumber() throws(JSONError) {
    let start = position
    if current == UInt8(ascii: "-") { position += 1 }
    if current == UInt8(ascii: "0") {
      position += 1
    } else {
      try skipDigits(from: start)
    }
    if current == UInt8(ascii: ".") {
      position += 1
      try skipDigits(from: start)
    }
    if current | 0x20 == UInt8(ascii: "e") {
      position += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { position += 1 }
      try skipDigits(from: start)
    }
    if isDigit(current) { throw JSONError("a number may not start with 0", at: start) }
  }

  private mutating func skipDigits(from start: Int) throws(JSONError) {
    guard isDigit(current) else { throw JSONError("not a JSON number", at: start) }
    while isDigit(current) { position += 1 }
  }

  private func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  /// Steps over `true`, `false` or `null`.
  package mutating func skipWord(_ word: StaticString) throws(JSONError) {
    let length = word.utf8CodeUnitCount
    guard position + length <= end else {
      throw JSONError("expected a JSON value", at: position)
    }
    for index in 0..<length where base[position + index] != word.utf8Start[index] {
      throw JSONError("expected a JSON value", at: position)
    }
    position += length
  }

  /// Steps over any value, with the space before it.
  ///
  /// Recursive; the depth limit bounds the stack.
  package mutating func skipValue(depth: Int = 0) throws(JSONError) {
    try skipSpace()
    switch current {
    case UInt8(ascii: "{"):
      try checkDepth(depth)
      try forEachMember { scanner, _, _ throws(JSONError) in
        try scanner.skipValue(depth: depth + 1)
      }
    case UInt8(ascii: "["):
      try checkDepth(depth)
      try forEachElement { scanner throws(JSONError) in try scanner.skipValue(depth: depth + 1) }
    case UInt8(ascii: "\""): _ = try skipString()
    case UInt8(ascii: "t"): try skipWord("true")
    case UInt8(ascii: "f"): try skipWord("false")
    case UInt8(ascii: "n"): try skipWord("null")
    case UInt8(ascii: "-"), 0x30...0x39: try skipNumber()
    default:
      throw JSONError(
        position < end ? "expected a JSON value" : "the text ends where a value should be",
        at: position)
    }
  }

  package func checkDepth(_ depth: Int) throws(JSONError) {
    if depth >= maximumDepth {
      throw JSONError("nested deeper than \(maximumDepth) levels", at: position)
    }
  }

  /// Walks the object that starts here; `body` must step over each member's value.
  @inline(__always)
  package mutating func forEachMember(
    _ body: (inout JSONScanner, _ key: Range<Int>, _ keyHasEscapes: Bool) throws(JSONError) -> Void
  ) throws(JSONError) {
    let start = position
    position += 1
    try skipSpace()
    if current == UInt8(ascii: "}") {
      position += 1
      return
    }
    while true {
      try skipSpace()
      if isTolerant, current == UInt8(ascii: "}") {
        position += 1
        return
      }
      guard current == UInt8(ascii: "\"") else {
        throw JSONError(
          position < end ? "expected a member name in quotes" : "this object never ends",
          at: position < end ? position : start)
      }
      let (key, escaped) = try skipString()
      try skipSpace()
      guard current == UInt8(ascii: ":") else {
        throw JSONError("expected : after this member name", at: position)
      }
      position += 1
      try skipSpace()
      try body(&self, key, escaped)
      try skipSpace()
      switch current {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return
      default:
        throw JSONError(
          position < end ? "expected , or } after this member" : "this object never ends",
          at: position < end ? position : start)
      }
    }
  }

  /// Walks the array that starts here; `body` must step over each element.
  @inline(__always)
  package mutating func forEachElement(
    _ body: (inout JSONScanner) throws(JSONError) -> Void
  ) throws(JSONError) {
    let start = position
    position += 1
    try skipSpace()
    if current == UInt8(ascii: "]") {
      position += 1
      return
    }
    while true {
      try skipSpace()
      if isTolerant, current == UInt8(ascii: "]") {
        position += 1
        return
      }
      try body(&self)
      try skipSpace()
      switch current {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return
      default:
        throw JSONError(
          position < end ? "expected , or ] after this array element" : "this array never ends",
          at: position < end ? position : start)
      }
    }
  }

  /// Checks that only space follows.
  package mutating func finish() throws(JSONError) {
    try skipSpace()
    if position < end { throw JSONError("unexpected text after the JSON value", at: position) }
  }
}
