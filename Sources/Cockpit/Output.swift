import Glibc

/// Writing to the standard streams: data to stdout, everything else to stderr.
enum Output {
  /// Writes a line to stdout.
  static func line(_ text: String) { write(text + "\n", to: 1) }

  /// Writes a line to stderr.
  static func error(_ text: String) { write(text + "\n", to: 2) }

  /// Whether stdout is a terminal.
  static var isTerminal: Bool { isatty(1) == 1 }

  /// Writes all of `text`; a reader that has gone away ends the output quietly.
  private static func write(_ text: String, to descriptor: Int32) {
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, bytes.count - start)
      }
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN {
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        Glibc.poll(&poll, 1, -1)
        continue
      }
      guard count > 0 else { return }
      start += count
    }
  }
}
