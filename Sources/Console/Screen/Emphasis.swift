/// Attributes laid over a role, or set by a theme for one.
package struct Emphasis: OptionSet, Hashable, Sendable {
  /// The flags as bits.
  package let rawValue: UInt8

  /// Makes a set from its bits.
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Bright or heavy letters.
  package static let bold = Emphasis(rawValue: 1 << 0)
  /// Foreground and background exchanged.
  package static let reverse = Emphasis(rawValue: 1 << 1)
  /// A line below the letters.
  package static let underline = Emphasis(rawValue: 1 << 2)
  /// Half-bright letters.
  package static let dim = Emphasis(rawValue: 1 << 3)

  /// Every flag and its name in themes and golden files, in the order they are written.
  package static let names: [(name: String, flag: Emphasis)] = [
    ("bold", .bold), ("reverse", .reverse), ("underline", .underline), ("dim", .dim),
  ]
}
