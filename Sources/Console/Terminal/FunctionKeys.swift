import CNcurses
import Screen

/// The keys ncurses has names for.
enum FunctionKeys {
  /// The key behind a `KEY_…` code, nil for those the console does not use (`KEY_RESIZE`, mouse).
  static func key(_ code: Int32) -> Key? {
    switch code {
    case KEY_UP, KEY_SR: .up
    case KEY_DOWN, KEY_SF: .down
    case KEY_LEFT, KEY_SLEFT: .left
    case KEY_RIGHT, KEY_SRIGHT: .right
    case KEY_HOME, KEY_FIND: .home
    case KEY_END, KEY_SELECT: .end
    case KEY_PPAGE: .pageUp
    case KEY_NPAGE: .pageDown
    case KEY_BACKSPACE: .backspace
    case KEY_DC: .delete
    case KEY_BTAB: .backTab
    case KEY_ENTER: .enter
    case nc_key_f(1)...nc_key_f(24): .function(Int(code - nc_key_f(0)))
    default: nil
    }
  }
}
