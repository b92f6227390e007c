import CLinux
import EventLoop
import Glibc

/// The writing end of a pipe, socket or file: writes without ever waiting, and says how far it got.
struct ByteSink {
  private enum Mode {
    /// The description is ours alone and non-blocking.
    case nonBlocking
    /// An inherited socket: the flag goes with each call instead.
    case socket
    /// An inherited description that cannot be reopened: only as much as a writable pipe must accept.
    case small
  }

  enum Progress {
    case wrote(Int)
    case mustWait
    case failed(SystemError)
  }

  let descriptor: Int32
  private let mode: Mode

  /// Takes over a descriptor that belongs to us alone and makes it non-blocking.
  init(owning descriptor: Int32) {
    self.descriptor = descriptor
    _ = clx_set_nonblocking(descriptor)
    mode = .nonBlocking
  }

  /// Takes over an inherited descriptor without changing the flags it shares with other processes.
  init(inherited descriptor: Int32) {
    var status = stat()
    let kind = fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0
    // Only these: a regular file opened again would be written from its beginning.
    let reopened = kind == S_IFIFO || kind == S_IFCHR ? clx_reopen(descriptor, 1) : -1
    if reopened >= 0 {
      close(descriptor)
      self.descriptor = reopened
      mode = .nonBlocking
      return
    }
    self.descriptor = descriptor
    switch kind {
    case S_IFSOCK: mode = .socket
    case S_IFREG: mode = .nonBlocking  // writing to a file never waits for anybody
    default: mode = .small
    }
  }

  /// Bytes a writable pipe takes without blocking (PIPE_BUF, pipe(7)).
  private static let atomicBytes = 4096

  func write(_ bytes: UnsafeRawBufferPointer) -> Progress {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return .wrote(0) }
    let count: Int
    switch mode {
    case .nonBlocking: count = Glibc.write(descriptor, base, bytes.count)
    case .socket:
      count = Glibc.send(
        descriptor, base, bytes.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
    case .small:
      var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      guard Glibc.poll(&poll, 1, 0) > 0 else { return .mustWait }
      count = Glibc.write(descriptor, base, min(bytes.count, Self.atomicBytes))
    }
    if count >= 0 { return .wrote(count) }
    switch errno {
    case EAGAIN, EINTR: return .mustWait
    default: return .failed(.last("write"))
    }
  }
}
