/// A regular expression as its parts, before it becomes a program.
indirect enum PatternSyntax: Sendable {
  case empty
  case scalar(UInt32)
  /// One scalar of the set with this number.
  case set(Int32)
  case sequence([PatternSyntax])
  case choice([PatternSyntax])
  /// No `maximum` means without end.
  case repeated(PatternSyntax, minimum: Int, maximum: Int?)
  case position(PatternPosition)
  /// A lookahead or lookbehind.
  case look(PatternSyntax, ahead: Bool, negated: Bool)
}

/// A place in the text that consumes nothing.
enum PatternPosition: Sendable {
  case start
  case end
  case wordBoundary
  case noWordBoundary
}
