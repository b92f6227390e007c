import CLinux
public import EventLoop
import Glibc

extension PipeTransport {
  /// Connects to a server that listens on a Unix socket.
  public static func connect(
    unixPath path: String, loop: EventLoop, limits: TransportLimits = .init()
  ) throws(SystemError) -> PipeTransport {
    let socket = clx_connect_unix(path)
    guard socket >= 0 else { throw SystemError.last("connect to \(path)") }
    return try over(socket: socket, loop: loop, limits: limits, lingers: false)
  }

  /// Takes over a connected stream socket: one descriptor reads, a copy of it writes.
  static func over(
    socket: Int32, loop: EventLoop, limits: TransportLimits, lingers: Bool
  ) throws(SystemError) -> PipeTransport {
    let copy = fcntl(socket, F_DUPFD_CLOEXEC, 3)
    guard copy >= 0 else {
      let error = SystemError.last("duplicate a socket")
      Glibc.close(socket)
      throw error
    }
    return PipeTransport(
      loop: loop, reading: socket, writing: copy, limits: limits, lingers: lingers)
  }
}

/// A Unix socket that clients connect to, one session each; only this user may. Loop thread only.
public final class UnixListener {
  private let loop: EventLoop
  private let path: String
  private let descriptor: Int32
  private let limits: TransportLimits
  private var watch: Watch?

  /// Listens at `path`; a socket that nobody listens on any more is replaced.
  public init(
    path: String, loop: EventLoop, limits: TransportLimits = .init()
  ) throws(SystemError) {
    self.loop = loop
    self.path = path
    self.limits = limits
    descriptor = clx_listen_unix(path, 128)
    guard descriptor >= 0 else { throw SystemError.last("listen on \(path)") }
  }

  deinit { close() }

  /// Hands on every connection from now on.
  public func start(_ connected: @escaping (PipeTransport) -> Void) throws(SystemError) {
    let (loop, limits, descriptor) = (loop, limits, descriptor)
    watch = try loop.watch(descriptor, .readable) { _ in
      let connection = clx_accept(descriptor)
      guard connection >= 0,
        let transport = try? PipeTransport.over(
          socket: connection, loop: loop, limits: limits, lingers: true)
      else { return }
      connected(transport)
    }
  }

  /// Stops listening and removes the socket; connections go on.
  public func close() {
    guard let watch else { return }
    loop.cancel(watch)
    self.watch = nil
    Glibc.close(descriptor)
    unlink(path)
  }
}
