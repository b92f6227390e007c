// Escapes outside and inside classes, and the classes themselves.

/// What an escape stands for, or one member of a class.
enum PatternMember {
  case scalar(UInt32)
  case set(ScalarSet)
}

extension PatternParser {
  /// Parses the escape that starts here, outside a class.
  mutating func parseEscape() throws(PatternError) -> PatternSyntax {
    switch peek().flatMap(Unicode.Scalar.init) {
    case "b":
      position += 2
      return .position(.wordBoundary)
    case "B":
      position += 2
      return .position(.noWordBoundary)
    default:
      switch try parseEscapedMember() {
      case .scalar(let scalar): return .scalar(scalar)
      case .set(let set): return add(set)
      }
    }
  }

  /// Parses the class that starts here, brackets included.
  mutating func parseClass() throws(PatternError) -> ScalarSet {
    let start = position
    position += 1
    let isNegated = skip("^")
    var set = ScalarSet()
    while !skip("]") {
      guard current != nil else { throw PatternError("this class never ends", at: start) }
      try parseClassPart(into: &set)
    }
    set.seal(negated: isNegated)
    return set
  }

  /// Parses one member of a class or a range of two.
  private mutating func parseClassPart(into set: inout ScalarSet) throws(PatternError) {
    let start = position
    let first = try parseClassMember()
    guard case .scalar(let lower) = first, current == Self.dash, let next = peek(),
      next != Self.closeBracket
    else { return insert(first, into: &set) }
    position += 1
    let last = try parseClassMember()
    guard case .scalar(let upper) = last else {
      insert(first, into: &set)
      set.insert(Self.dash...Self.dash)
      return insert(last, into: &set)
    }
    guard lower <= upper else { throw PatternError("this range is out of order", at: start) }
    set.insert(lower...upper)
  }

  private func insert(_ member: PatternMember, into set: inout ScalarSet) {
    switch member {
    case .scalar(let scalar): set.insert(scalar...scalar)
    case .set(let other): set.insert(other)
    }
  }

  private mutating func parseClassMember() throws(PatternError) -> PatternMember {
    guard let scalar = current else { return .set(ScalarSet()) }
    guard scalar == Self.backslash else {
      position += 1
      return .scalar(scalar)
    }
    if peek() == UInt32(UInt8(ascii: "b")) {
      position += 2
      return .scalar(0x08)
    }
    return try parseEscapedMember()
  }

  /// Parses an escape that stands for a scalar or a set, wherever it stands.
  private mutating func parseEscapedMember() throws(PatternError) -> PatternMember {
    let start = position
    position += 1
    guard let value = current, let escape = Unicode.Scalar(value) else {
      throw PatternError("nothing follows this backslash", at: start)
    }
    position += 1
    switch escape {
    case "d": return .set(.digits)
    case "D": return .set(ScalarSet.digits.complement())
    case "w": return .set(.word)
    case "W": return .set(ScalarSet.word.complement())
    case "s": return .set(.space)
    case "S": return .set(ScalarSet.space.complement())
    case "t": return .scalar(0x09)
    case "n": return .scalar(0x0A)
    case "v": return .scalar(0x0B)
    case "f": return .scalar(0x0C)
    case "r": return .scalar(0x0D)
    case "c": return .scalar(try parseControl(from: start))
    case "x": return .scalar(try parseHexadecimal(digits: 2, from: start))
    case "u": return .scalar(try parseUnicodeEscape(from: start))
    case "p", "P": return .set(try parseProperty(isExpected: escape == "p", from: start))
    default: return .scalar(try parseIdentity(escape, from: start))
    }
  }

  /// Handles `\0` and the escapes that stand for the character itself.
  private func parseIdentity(
    _ escape: Unicode.Scalar, from start: Int
  ) throws(PatternError) -> UInt32 {
    switch escape {
    case "0":
      if let next = current, ScalarSet.digits.contains(next) {
        throw PatternError("octal escapes are not supported; write \\xHH", at: start)
      }
      return 0
    case "1"..."9", "k": throw PatternError("back references are not supported", at: start)
    case "a"..."z", "A"..."Z":
      throw PatternError("the escape \\\(escape) is not supported", at: start)
    default: return escape.value
    }
  }

  private mutating func parseControl(from start: Int) throws(PatternError) -> UInt32 {
    guard let letter = current, ScalarSet.word.contains(letter), letter >= 0x41, letter != 0x5F
    else { throw PatternError("\\c must be followed by a letter", at: start) }
    position += 1
    return letter & 0x1F
  }

  private mutating func parseHexadecimal(
    digits: Int, from start: Int
  ) throws(PatternError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = current.flatMap(hexadecimalValue) else {
        throw PatternError("this escape needs \(digits) hexadecimal digits", at: start)
      }
      value = value << 4 | digit
      position += 1
    }
    return value
  }

  /// Parses what follows `\u`: four digits, two surrogates of four digits each, or `{…}`.
  private mutating func parseUnicodeEscape(from start: Int) throws(PatternError) -> UInt32 {
    if skip("{") {
      var value: UInt32 = 0
      let first = position
      while let digit = current.flatMap(hexadecimalValue) {
        value = min(value << 4 | digit, 0x110000)
        position += 1
      }
      guard position > first, value <= 0x10FFFF, skip("}") else {
        throw PatternError("this escape names no Unicode scalar", at: start)
      }
      return value
    }
    let unit = try parseHexadecimal(digits: 4, from: start)
    let second = position
    if unit >> 10 == 0x36, current == Self.backslash, peek() == UInt32(UInt8(ascii: "u")),
      peek(2) != UInt32(UInt8(ascii: "{"))
    {
      position += 2
      let trail = try parseHexadecimal(digits: 4, from: second)
      if trail >> 10 == 0x37 { return 0x10000 + (unit & 0x3FF) << 10 + (trail & 0x3FF) }
      position = second
    }
    // A lone surrogate stays what it is: no text holds one, so it matches nothing.
    return unit
  }

  private func hexadecimalValue(_ scalar: UInt32) -> UInt32? {
    switch scalar {
    case 0x30...0x39: scalar - 0x30
    case 0x41...0x46: scalar - 0x37
    case 0x61...0x66: scalar - 0x57
    default: nil
    }
  }

  /// Parses the `{…}` of `\p` or `\P`.
  private mutating func parseProperty(
    isExpected: Bool, from start: Int
  ) throws(PatternError) -> ScalarSet {
    guard skip("{"), let end = scalars[position...].firstIndex(of: Self.closeBrace),
      end - position <= 40
    else { throw PatternError("\\p needs the name of a property in braces", at: start) }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars[position..<end].compactMap(Unicode.Scalar.init))
    position = end + 1
    let parts = String(text).split(separator: "=", omittingEmptySubsequences: false)
    if parts.count == 1 || parts[0] == "General_Category" || parts[0] == "gc",
      parts.count <= 2, let categories = CategorySet(named: String(parts[parts.count - 1]))
    {
      return ScalarSet(isExpected ? categories : CategorySet.all.subtracting(categories))
    }
    if parts.count == 1, let set = binaryProperty(String(parts[0]), isExpected: isExpected) {
      return set
    }
    throw PatternError(
      "the property \(String(text)) is not supported; general categories such as Lu are",
      at: start)
  }

  private func binaryProperty(_ name: String, isExpected: Bool) -> ScalarSet? {
    switch name {
    case "Any": return isExpected ? .all : ScalarSet()
    case "ASCII":
      let ascii = ScalarSet([0...0x7F])
      return isExpected ? ascii : ascii.complement()
    case "Assigned":
      let unassigned = CategorySet(.unassigned)
      return ScalarSet(isExpected ? CategorySet.all.subtracting(unassigned) : unassigned)
    default:
      return BinaryProperty(rawValue: name).map { ScalarSet($0, isExpected: isExpected) }
    }
  }

  private static let backslash = UInt32(UInt8(ascii: "\\"))
  private static let dash = UInt32(UInt8(ascii: "-"))
  private static let closeBracket = UInt32(UInt8(ascii: "]"))
  private static let closeBrace = UInt32(UInt8(ascii: "}"))
}
