/// A regular expression as instructions for a simulated automaton (Thompson's construction).
struct PatternProgram: Sendable {
  enum Instruction: Sendable {
    case scalar(UInt32)
    /// One scalar of the set with this number.
    case set(Int32)
    /// Both places go on.
    case split(Int32, Int32)
    case jump(Int32)
    case position(PatternPosition)
    /// Goes on where the lookaround with this number holds, or where it does not.
    case look(Int32, negated: Bool)
    case match
  }

  var instructions: [Instruction] = []
  /// Whether a match can begin at the start of the text only.
  var isAnchored = false
}

/// A lookahead or lookbehind: a program that is run once over the whole text, before the programs that ask.
///
/// A lookahead is compiled and run backwards, so that one pass finds every place from which it matches.
struct PatternLook: Sendable {
  let program: PatternProgram
  let isAhead: Bool
}
