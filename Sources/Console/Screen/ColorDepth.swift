/// How many colours a terminal shows.
package enum ColorDepth: Int, Hashable, CaseIterable, Comparable, Sendable {
  /// None: attributes only.
  case mono
  /// The 16 terminal colours.
  case sixteen
  /// The 256 colours of xterm.
  case indexed
  /// 24 bits.
  case trueColor

  /// Orders by the number of colours.
  package static func < (left: ColorDepth, right: ColorDepth) -> Bool {
    left.rawValue < right.rawValue
  }
}
