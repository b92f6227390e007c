/// Reads a regular expression in the dialect of JSON Schema: ECMA-262 with Unicode semantics.
///
/// Where ECMA-262 with the `u` flag is stricter than people write (a lone `]` or `{`, `\-` and `\_` outside a
/// class, a `-` beside `\w` in one), the pattern is read as it is without the flag. Back references and inline
/// flags are refused: no engine can match the first in linear time.
struct PatternParser {
  let scalars: [UInt32]
  /// The sets of scalars found so far; the parts of the pattern name them by number.
  private(set) var sets: [ScalarSet] = []
  var position = 0
  private var openGroups = 0
  private let maximumGroups: Int

  /// Parses the whole of `text`; groups may nest `maximumGroups` deep.
  static func parse(
    _ text: String, maximumGroups: Int
  ) throws(PatternError) -> (syntax: PatternSyntax, sets: [ScalarSet]) {
    var parser = PatternParser(text, maximumGroups: maximumGroups)
    let syntax = try parser.parseChoice()
    if parser.position < parser.scalars.count {
      throw PatternError("this ) closes no group", at: parser.position)
    }
    return (syntax, parser.sets)
  }

  private init(_ text: String, maximumGroups: Int) {
    scalars = text.unicodeScalars.map(\.value)
    self.maximumGroups = maximumGroups
  }

  /// The scalar at the position, nil at the end.
  var current: UInt32? { position < scalars.count ? scalars[position] : nil }

  /// The scalar `distance` behind the position, nil beyond the end.
  func peek(_ distance: Int = 1) -> UInt32? {
    position + distance < scalars.count ? scalars[position + distance] : nil
  }

  /// Steps over `character` when it comes next.
  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard current == character.value else { return false }
    position += 1
    return true
  }

  /// Steps over `text` when it comes next.
  private mutating func skip(text: StaticString) -> Bool {
    let wanted = text.withUTF8Buffer { $0.map(UInt32.init) }
    guard position + wanted.count <= scalars.count,
      scalars[position..<position + wanted.count].elementsEqual(wanted)
    else { return false }
    position += wanted.count
    return true
  }

  private mutating func parseChoice() throws(PatternError) -> PatternSyntax {
    var choices = [try parseSequence()]
    while skip("|") { choices.append(try parseSequence()) }
    return choices.count == 1 ? choices[0] : .choice(choices)
  }

  private mutating func parseSequence() throws(PatternError) -> PatternSyntax {
    var parts: [PatternSyntax] = []
    while let next = current, next != Self.bar, next != Self.close { parts.append(try parseTerm()) }
    switch parts.count {
    case 0: return .empty
    case 1: return parts[0]
    default: return .sequence(parts)
    }
  }

  private mutating func parseTerm() throws(PatternError) -> PatternSyntax {
    let start = position
    let atom = try parseAtom()
    guard let (minimum, maximum) = try parseQuantifier() else { return atom }
    switch atom {
    case .position, .look: throw PatternError("there is nothing here to repeat", at: start)
    default: return .repeated(atom, minimum: minimum, maximum: maximum)
    }
  }

  private mutating func parseAtom() throws(PatternError) -> PatternSyntax {
    let start = position
    guard let scalar = current else { return .empty }
    switch Unicode.Scalar(scalar) {
    case "^":
      position += 1
      return .position(.start)
    case "$":
      position += 1
      return .position(.end)
    case ".":
      position += 1
      return add(.dot)
    case "(": return try parseGroup()
    case "[": return add(try parseClass())
    case "\\": return try parseEscape()
    case "*", "+", "?": throw PatternError("there is nothing here to repeat", at: start)
    default:
      if scalar == Self.openBrace, try parseQuantifier() != nil {
        throw PatternError("there is nothing here to repeat", at: start)
      }
      position += 1
      return .scalar(scalar)
    }
  }

  /// Adds a set to the table.
  mutating func add(_ set: ScalarSet) -> PatternSyntax {
    sets.append(set)
    return .set(Int32(sets.count - 1))
  }

  private mutating func parseGroup() throws(PatternError) -> PatternSyntax {
    let start = position
    position += 1
    openGroups += 1
    defer { openGroups -= 1 }
    guard openGroups <= maximumGroups else {
      throw PatternError("groups nest deeper than \(maximumGroups) levels", at: start)
    }
    let look = try parseGroupKind(from: start)
    let inside = try parseChoice()
    guard skip(")") else { throw PatternError("this group never ends", at: start) }
    guard let look else {
      // A group may be repeated even when what it holds may not.
      switch inside {
      case .position, .look: return .sequence([inside])
      default: return inside
      }
    }
    return .look(inside, ahead: look.ahead, negated: look.negated)
  }

  /// Steps over what follows the parenthesis of a group; nil for a group that only groups.
  private mutating func parseGroupKind(
    from start: Int
  ) throws(PatternError) -> (ahead: Bool, negated: Bool)? {
    guard skip("?") else { return nil }
    if skip(":") { return nil }
    if skip("=") { return (true, false) }
    if skip("!") { return (true, true) }
    if skip(text: "<=") { return (false, false) }
    if skip(text: "<!") { return (false, true) }
    guard skip("<") else {
      throw PatternError("flags inside a pattern are not supported", at: start)
    }
    let name = position
    while let scalar = current, isNamePart(scalar) { position += 1 }
    guard position > name, skip(">") else {
      throw PatternError("the name of this group is not a name", at: start)
    }
    return nil
  }

  private func isNamePart(_ scalar: UInt32) -> Bool {
    scalar == 0x24 || ScalarSet.word.contains(scalar)
      || (scalar >= 0x80 && Unicode.Scalar(scalar)?.properties.isIDContinue == true)
  }

  /// Steps over a quantifier; nil, without a step, when there is none.
  private mutating func parseQuantifier() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
    guard let range = try parseRange() else { return nil }
    // A lazy repetition matches in the same places as a greedy one: only captures tell them apart.
    _ = skip("?")
    return range
  }

  private mutating func parseRange() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
    if skip("*") { return (0, nil) }
    if skip("+") { return (1, nil) }
    if skip("?") { return (0, 1) }
    let start = position
    guard skip("{") else { return nil }
    if let minimum = parseNumber() {
      if skip("}") { return (minimum, minimum) }
      if skip(",") {
        if skip("}") { return (minimum, nil) }
        if let maximum = parseNumber(), skip("}") {
          guard minimum <= maximum else {
            throw PatternError("the numbers of this repetition are out of order", at: start)
          }
          return (minimum, maximum)
        }
      }
    }
    position = start
    return nil
  }

  /// Steps over decimal digits; a number too large to matter stays at `Int32.max`.
  private mutating func parseNumber() -> Int? {
    let start = position
    var value = 0
    while let digit = current, ScalarSet.digits.contains(digit) {
      value = min(value * 10 + Int(digit - 0x30), Int(Int32.max))
      position += 1
    }
    return position > start ? value : nil
  }

  private static let bar = UInt32(UInt8(ascii: "|"))
  private static let close = UInt32(UInt8(ascii: ")"))
  private static let openBrace = UInt32(UInt8(ascii: "{"))
}
