import CLinux
import EventLoop
import Glibc

/// A socket that clients connect to. Loop thread only.
final class HTTPListener {
  private let descriptor: Int32
  /// The file to remove in the end, with a Unix socket.
  private let path: String?
  private var watch: Watch?

  /// Takes over a listening descriptor.
  init(descriptor: Int32, path: String?) {
    self.descriptor = descriptor
    self.path = path
  }

  /// What came of an attempt to accept.
  enum Arrival {
    case connection(Int32)
    /// Nobody is waiting.
    case nobody
    /// One was waiting and is not any more.
    case lost
    /// No descriptors or memory left.
    case exhausted
  }

  func start(on loop: EventLoop, _ arrived: @escaping () -> Void) throws(SystemError) {
    watch = try loop.watch(descriptor, .readable) { _ in arrived() }
  }

  /// Takes the next connection.
  func accept() -> Arrival {
    let connection = clx_accept(descriptor)
    if connection >= 0 { return .connection(connection) }
    switch errno {
    case EAGAIN: return .nobody
    case EMFILE, ENFILE, ENOBUFS, ENOMEM: return .exhausted
    default: return .lost  // errors of a connection that broke while it waited, accept(2)
    }
  }

  func setPaused(_ isPaused: Bool, on loop: EventLoop) {
    if let watch { loop.update(watch, isPaused ? [] : .readable) }
  }

  func close(on loop: EventLoop) {
    if let watch { loop.cancel(watch) }
    watch = nil
    Glibc.close(descriptor)
    if let path { unlink(path) }
  }
}
