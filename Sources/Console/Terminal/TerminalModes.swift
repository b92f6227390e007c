import CNcurses

/// The control sequences that ncurses does not send for us.
///
/// Sources: terminfo(5) for the capabilities; the xterm control sequence reference for private
/// modes 1007 (wheel sends arrow keys in full-screen mode), 2004 (bracketed paste) and for saving
/// and restoring a mode with `CSI ? Pm s` and `CSI ? Pm r`.
struct TerminalModes {
  /// Sent after ncurses has entered full-screen mode.
  let enter: [UInt8]
  /// Sent before ncurses leaves it.
  let leave: [UInt8]
  /// The whole way back, ncurses' part included, for the guard. At most a few hundred bytes.
  let restore: [UInt8]

  /// Reads the terminal ncurses has just opened.
  init() {
    let leaveFullScreen = Self.capability("rmcup")
    // A terminal without a full-screen mode is no xterm and would print what it does not know.
    let isXtermLike = !leaveFullScreen.isEmpty
    enter = isXtermLike ? Array("\u{1b}[?2004h\u{1b}[?1007s\u{1b}[?1007h".utf8) : []
    leave = isXtermLike ? Array("\u{1b}[?2004l\u{1b}[?1007r".utf8) : []
    let mouseOff = "\u{1b}[?1000l\u{1b}[?1002l\u{1b}[?1003l\u{1b}[?1006l"
    var restore = leave
    if isXtermLike { restore += Array(mouseOff.utf8) }
    restore += Self.capability("rmkx") + Self.capability("sgr0") + Self.capability("cnorm")
    restore += isXtermLike ? leaveFullScreen : Self.capability("clear")
    self.restore = restore + Array("\r".utf8)
  }

  /// The bytes that place the cursor, wherever ncurses believes it to be.
  static func address(x: Int, y: Int) -> [UInt8] {
    guard let value = nc_address(Int32(y), Int32(x)) else { return [] }
    return withoutPadding(Array(String(cString: value).utf8))
  }

  /// A capability's bytes without its padding marks (`$<5>`); empty when the terminal lacks it.
  private static func capability(_ name: String) -> [UInt8] {
    guard let value = nc_capability(name) else { return [] }
    return withoutPadding(Array(String(cString: value).utf8))
  }

  static func withoutPadding(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "$"), index + 1 < bytes.count,
        bytes[index + 1] == UInt8(ascii: "<"),
        let end = bytes[index...].firstIndex(of: UInt8(ascii: ">"))
      {
        index = end + 1
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }
}
