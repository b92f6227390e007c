import CLinux
import Glibc

/// The descriptors of the terminal and the stdio streams ncurses wants on them.
///
/// All four are our own duplicates, close-on-exec, and closed by `close()`. The descriptors stay
/// blocking: `O_NONBLOCK` would also change the shell's view of the terminal.
struct TerminalDevice {
  let input: UnsafeMutablePointer<FILE>
  let output: UnsafeMutablePointer<FILE>
  /// The line discipline as we found it.
  let modes: termios

  init(_ descriptor: Int32?) throws(TerminalError) {
    let (source, sink) = try Self.open(descriptor)
    var modes = termios()
    guard isatty(sink) == 1, tcgetattr(source, &modes) == 0 else {
      Glibc.close(source)
      Glibc.close(sink)
      throw .notATerminal
    }
    guard let input = fdopen(source, "r"), let output = fdopen(sink, "w") else {
      throw .system("fdopen", String(cString: strerror(errno)))
    }
    self.input = input
    self.output = output
    self.modes = modes
  }

  var inputDescriptor: Int32 { fileno(input) }
  var outputDescriptor: Int32 { fileno(output) }

  /// The size the kernel has, nil when it does not say.
  var size: (columns: Int, rows: Int)? {
    var columns: Int32 = 0
    var rows: Int32 = 0
    guard clx_term_size(outputDescriptor, &columns, &rows) == 0 else { return nil }
    return (Int(columns), Int(rows))
  }

  /// Writes control sequences past ncurses; what the terminal does not take is dropped.
  func write(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(outputDescriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// What can be read without waiting, at most 64 KiB.
  func readAvailable() -> [UInt8] {
    var ready = pollfd(fd: inputDescriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&ready, 1, 0) == 1 else { return [] }
    return [UInt8](unsafeUninitializedCapacity: 65536) { buffer, count in
      count = max(0, read(inputDescriptor, buffer.baseAddress, buffer.count))
    }
  }

  func close() {
    fclose(input)
    fclose(output)
  }

  private static func open(_ descriptor: Int32?) throws(TerminalError) -> (Int32, Int32) {
    if let descriptor { return try (duplicate(descriptor), duplicate(descriptor)) }
    let tty = Glibc.open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
    if tty >= 0 { return try (tty, duplicate(tty)) }
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .notATerminal }
    return try (duplicate(STDIN_FILENO), duplicate(STDOUT_FILENO))
  }

  private static func duplicate(_ descriptor: Int32) throws(TerminalError) -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else { throw .notATerminal }
    return copy
  }
}
