import CLinux
import CNcurses
import FoundationEssentials
import Glibc
package import Screen

/// The terminal in full-screen mode: frames go out, keys come in.
///
/// Loop-bound: ncurses is global to the process and not thread-safe, so make, use and close it on one
/// thread, and have one at a time. Writes are blocking, as ncurses knows no other: a terminal that
/// stops reading (flow control, a stalled ssh) stalls the calling thread until it reads again or hangs
/// up, which is why the thread that draws must own nothing else. A dying process waits at most
/// seconds for such a terminal (see ``CrashGuard``).
package final class TerminalScreen {
  /// Whether the user's own locale is UTF-8; if not, the caller should use the ASCII set of glyphs.
  package let localeIsUTF8: Bool
  /// Whether we have the terminal: true after `init` and `resume`, false after `suspend` and `close`.
  package private(set) var isActive = false

  private let device: TerminalDevice
  private let modes: TerminalModes
  private let farewell: String
  private let handle: OpaquePointer
  private let window: UnsafeMutablePointer<WINDOW>
  /// Keys are read on a pad, because reading them on a window refreshes it.
  private let keypadWindow: UnsafeMutablePointer<WINDOW>
  private var painter: FramePainter
  private var decoder = KeyDecoder()
  private var isClosed = false

  /// Opens the terminal and enters full-screen mode.
  ///
  /// Ctrl-C, Ctrl-Z, Ctrl-S and Ctrl-Q arrive as keys. On failure the terminal is as it was.
  package init(_ settings: TerminalSettings) throws(TerminalError) {
    guard !settings.term.isEmpty else { throw .unknown("") }
    guard settings.term != "dumb" else { throw .tooSimple("dumb") }
    localeIsUTF8 = nc_use_locale() == 1
    device = try TerminalDevice(settings.descriptor)
    guard let handle = nc_newterm(settings.term, device.output, device.input) else {
      device.close()
      throw .unknown(settings.term)
    }
    guard nc_capability("cup") != nil, let window = nc_stdscr(), let pad = newpad(1, 1) else {
      endwin()
      delscreen(handle)
      device.close()
      throw .tooSimple(settings.term)
    }
    self.handle = handle
    self.window = window
    keypadWindow = pad
    modes = TerminalModes()
    farewell = settings.farewell
    painter = FramePainter(
      device: device, colors: nc_start_colors(), colorTerm: settings.colorTerm)
    try configure()
  }

  deinit {
    close()
  }

  /// The descriptor to watch for keys. Valid until `close()`; stop watching it before that.
  package var inputDescriptor: Int32 { device.inputDescriptor }

  /// How many colours frames are drawn with.
  package var colorDepth: ColorDepth { painter.colorDepth }

  /// The size the terminal has now; 0×0 is possible and means: draw nothing.
  package func size() -> Size {
    guard let size = device.size else {
      return Size(columns: Int(nc_columns()), rows: Int(nc_rows()))
    }
    return Size(columns: size.columns, rows: size.rows)
  }

  /// Takes over a changed size (after SIGWINCH); the next frame is sent whole.
  @discardableResult
  package func resized() -> Size {
    let size = size()
    if isActive, size.columns > 0, size.rows > 0 {
      resizeterm(Int32(size.rows), Int32(size.columns))
    }
    painter.invalidate()
    return size
  }

  /// Brings the terminal to `canvas`, sending only what differs from the last frame: nothing at all
  /// when nothing changed. The hardware cursor is shown at `cursor`, or hidden.
  package func apply(_ canvas: Canvas, cursor: (x: Int, y: Int)?, theme: Theme) {
    guard isActive, canvas.size.columns > 0, canvas.size.rows > 0 else { return }
    painter.paint(canvas, cursor: cursor, theme: theme, on: window)
  }

  /// Forgets what the terminal shows, so that the next frame clears it and is sent whole (Ctrl-L).
  package func repaint() {
    painter.invalidate()
  }

  /// Puts `text` on the terminal's clipboard where it allows that (OSC 52); false when it is too long for it.
  ///
  /// Inside tmux the sequence goes through to the outer terminal.
  package func copy(_ text: String) -> Bool {
    let encoded = Data(text.utf8).base64EncodedString()
    guard isActive, encoded.utf8.count <= Self.clipboardBytes else { return false }
    let sequence = "\u{1B}]52;c;\(encoded)\u{7}"
    let isInTmux = getenv("TMUX") != nil
    device.write(
      Array((isInTmux ? "\u{1B}Ptmux;\u{1B}\(sequence)\u{1B}\\" : sequence).utf8))
    return true
  }

  /// The longest encoded text terminals are known to take.
  private static let clipboardBytes = 74_000

  /// The keys that have arrived, in order; empty when there are none. Waits at most 25 ms, for the
  /// rest of a key that begins with an escape byte.
  package func readKeys() -> [Key] {
    guard isActive else { return [] }
    while true {
      if decoder.isPasting {
        // In bulk: ncurses reads a byte at a time, which takes a second for a megabyte.
        let bytes = device.readAvailable()
        if bytes.isEmpty { break }
        for byte in bytes { decoder.feed(byte) }
        continue
      }
      let code = wgetch(keypadWindow)
      if code == ERR { break }
      if let byte = UInt8(exactly: code) {
        decoder.feed(byte)
      } else if let key = FunctionKeys.key(code) {
        decoder.feed(key)
      }
    }
    return decoder.finishBatch()
  }

  /// Leaves full-screen mode and stops the process as Ctrl-Z does. Returns when it is continued;
  /// then call ``resume()``.
  package func suspend() {
    leave()
    clx_term_stop_self()
  }

  /// Enters full-screen mode again with the size the terminal has by now; the next frame is sent
  /// whole. Has no effect when active or closed.
  package func resume() {
    guard !isActive, !isClosed else { return }
    do {
      try enter()
    } catch {
      // Only sigaction can fail here, and only for a signal number it has accepted before.
      assertionFailure(error.message)
    }
    resized()
  }

  /// Leaves full-screen mode for good and gives everything back. Safe to call twice.
  package func close() {
    guard !isClosed else { return }
    isClosed = true
    leave()
    delwin(keypadWindow)
    delscreen(handle)
    device.close()
  }
}

extension TerminalScreen {
  /// The settings of ncurses that outlive leaving and entering, then the first entering.
  private func configure() throws(TerminalError) {
    raw()
    noecho()
    nonl()
    set_escdelay(25)
    nodelay(keypadWindow, true)
    keypad(keypadWindow, true)
    // Inserting and deleting characters or lines moves text whose width the terminal may see
    // differently.
    idlok(window, false)
    idcok(window, false)
    curs_set(0)
    try enter()
    resized()
  }

  private func enter() throws(TerminalError) {
    isActive = true
    try CrashGuard.set(
      device.outputDescriptor, restore: modes.restore, modes: device.modes, farewell: farewell)
    reset_prog_mode()
    // Else ncurses would show the frame from before a suspension first.
    werase(window)
    wnoutrefresh(window)
    doupdate()
    device.write(modes.enter)
  }

  private func leave() {
    guard isActive else { return }
    isActive = false
    device.write(modes.leave)
    endwin()
    CrashGuard.clear()
  }
}
