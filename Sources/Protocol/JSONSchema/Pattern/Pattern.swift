/// A regular expression of the kind JSON Schema uses, matched in time linear in the text.
///
/// The syntax is ECMA-262 with Unicode semantics, without back references and inline flags; lookahead and
/// lookbehind are supported. Nothing is captured: the only answer is whether the pattern matches somewhere.
/// Source: JSON Schema Core 2020-12, section 6.4 "Regular Expressions".
package struct Pattern: Sendable {
  /// The pattern as written.
  package let source: String
  /// How many instructions the pattern was compiled to, with its character classes.
  package let size: Int
  private let program: PatternProgram
  private let looks: [PatternLook]
  private let sets: [ScalarSet]

  /// Compiles `source` to at most `maximumSize` instructions.
  ///
  /// Throws for text that is no pattern, for what is not supported, and for a pattern that grows too large when its
  /// counted repetitions are written out.
  package init(_ source: String, maximumSize: Int) throws(PatternError) {
    // Long classes make few instructions, so the text itself counts too.
    let cost = source.utf8.count / 16
    guard cost <= maximumSize else { throw PatternError("the pattern is too long", at: 0) }
    let (syntax, sets) = try PatternParser.parse(source, maximumGroups: Self.maximumGroups)
    var compiler = PatternCompiler(
      size: sets.reduce(cost) { $0 + $1.cost }, maximumSize: maximumSize)
    program = try compiler.compile(syntax)
    looks = compiler.looks
    self.sets = sets
    size = compiler.size
    self.source = source
  }

  /// Whether the pattern matches anywhere in `text`; nil when that takes more than `work` visits of a state.
  ///
  /// What was spent is taken from `work`.
  package func matches(_ text: String, work: inout Int) -> Bool? {
    var text = text
    return text.withUTF8 { bytes in
      sets.withUnsafeBufferPointer { sets in
        withUnsafeTemporaryAllocation(
          of: Int32.self, capacity: PatternMatcher.room(for: size)
        ) { room in
          room.initialize(repeating: 0)
          var matcher = PatternMatcher(bytes, sets: sets, room: room, maximumWork: work)
          defer { work -= matcher.work }
          do {
            for look in looks { try matcher.mark(look) }
            return try matcher.search(program)
          } catch {
            return nil
          }
        }
      }
    }
  }

  /// Groups inside one another; the parser and the compiler recurse that deep.
  static let maximumGroups = 50
}
