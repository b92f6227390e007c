/// A colour as themes name it.
package enum Color: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case `default`
  /// One of the 16 terminal colours, 0 (black) to 15 (bright white).
  case indexed16(UInt8)
  /// One of the 256 colours of xterm.
  case indexed256(UInt8)
  /// Red, green, blue.
  case rgb(UInt8, UInt8, UInt8)
}
