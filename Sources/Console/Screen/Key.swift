/// A key press, or what a terminal reports as one.
package enum Key: Hashable, Sendable {
  /// A printable character, space included.
  case character(Character)
  /// Ctrl with a letter; the letter is lower case.
  case control(Character)
  case enter
  case escape
  case tab
  /// Shift-Tab.
  case backTab
  case backspace
  case delete
  case up
  case down
  case left
  case right
  case home
  case end
  case pageUp
  case pageDown
  /// A function key, counted from 1.
  case function(Int)
  /// Text between the marks of a bracketed paste; never read as commands.
  case paste(String)
  case wheelUp
  case wheelDown
}
