import CLinux
import Glibc
import Testing

/// A pseudo terminal: the tests are the person and the screen, the code under test has the other end.
final class PseudoTerminal {
  /// Our end.
  let control: Int32
  /// The end a program would have.
  let terminal: Int32

  init(columns: Int32 = 80, rows: Int32 = 24) throws {
    var ends: (Int32, Int32) = (-1, -1)
    try #require(clx_term_open_pair(&ends.0, &ends.1, columns, rows) == 0)
    (control, terminal) = ends
  }

  deinit {
    close(control)
    close(terminal)
  }

  /// The path by which another process can open the program's end.
  var path: String {
    ttyname(terminal).map { String(cString: $0) } ?? ""
  }

  /// Presses keys.
  func type(_ text: String) {
    let bytes = Array(text.utf8)
    #expect(write(control, bytes, bytes.count) == bytes.count)
  }

  func resize(columns: Int32, rows: Int32) {
    #expect(clx_term_set_size(control, columns, rows) == 0)
  }

  /// Everything written since the last call. What the program has written is there at once: the
  /// kernel hands it over in the write call, up to its buffer.
  func output() -> String {
    var bytes: [UInt8] = []
    var ready = pollfd(fd: control, events: Int16(POLLIN), revents: 0)
    // The line discipline may pass bytes on from a kernel thread, so wait a moment for the first ones.
    while poll(&ready, 1, bytes.isEmpty ? 50 : 10) == 1, ready.revents & Int16(POLLIN) != 0 {
      var chunk = [UInt8](repeating: 0, count: 65536)
      let count = read(control, &chunk, chunk.count)
      if count <= 0 { break }
      bytes += chunk[..<count]
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Whether the line discipline is as a shell has it: line by line, with echo and signals.
  var isCooked: Bool {
    var modes = termios()
    guard tcgetattr(terminal, &modes) == 0 else { return false }
    let flags = tcflag_t(ICANON | ECHO | ISIG)
    return modes.c_lflag & flags == flags
  }
}

extension PseudoTerminal {
  /// Waits until the program can read what was typed.
  func wait(for descriptor: Int32) {
    var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    #expect(poll(&ready, 1, 5000) == 1)
  }
}
