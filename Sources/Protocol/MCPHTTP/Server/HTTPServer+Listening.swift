import Basics
import CLinux
public import EventLoop
import Glibc

extension HTTPServer {
  /// Listens on a numeric IPv4 or IPv6 address, or on `localhost`, which is 127.0.0.1; port 0 takes a free one.
  /// Returns the port. May be called again for another address.
  @discardableResult
  public func listen(host: String, port: Int) throws(SystemError) -> Int {
    let call = "listen on \(host) port \(port)"
    let address = host == "localhost" ? "127.0.0.1" : host
    let patience = UInt32(clamping: limits.writeStall.nanoseconds / 1_000_000)
    let descriptor = clx_listen_tcp(address, Int32(clamping: port), Int32(limits.backlog), patience)
    guard descriptor >= 0 else { throw SystemError.last(call) }
    try start(HTTPListener(descriptor: descriptor, path: nil))
    return Int(clx_local_port(descriptor))
  }

  /// Listens on a Unix socket that only this user may connect to. A file left behind by a server that was killed is
  /// replaced; the file goes away with `stop(draining:)`.
  public func listen(unixPath path: String) throws(SystemError) {
    let descriptor = clx_listen_unix(path, Int32(limits.backlog))
    guard descriptor >= 0 else { throw SystemError.last("listen on \(path)") }
    try start(HTTPListener(descriptor: descriptor, path: path))
  }

  private func start(_ listener: HTTPListener) throws(SystemError) {
    do throws(SystemError) {
      if isStopping { throw SystemError(call: "listen after stop", code: ESHUTDOWN) }
      try listener.start(on: loop) { self.accept(from: listener) }
    } catch {
      listener.close(on: loop)
      throw error
    }
    listeners.append(listener)
  }

  // MARK: Accepting

  private func accept(from listener: HTTPListener) {
    for _ in 0..<limits.acceptsAtOnce {
      switch listener.accept() {
      case .connection(let descriptor): admit(descriptor)
      case .lost: break
      case .nobody: return
      case .exhausted: return pauseAccepting()
      }
    }
  }

  /// Rests until a connection closes or some time has passed: the listener stays ready, and trying again at once
  /// would only burn the processor.
  private func pauseAccepting() {
    guard !isAcceptingPaused else { return }
    isAcceptingPaused = true
    for listener in listeners { listener.setPaused(true, on: loop) }
    loop.schedule(after: limits.acceptPause) { [weak self] in self?.resumeAccepting() }
  }

  private func resumeAccepting() {
    guard isAcceptingPaused else { return }
    isAcceptingPaused = false
    for listener in listeners { listener.setPaused(false, on: loop) }
  }

  private func admit(_ descriptor: Int32) {
    let isAdmitted = counters.openConnections < limits.connections
    if !isAdmitted {
      counters.refusedConnections += 1
      guard refusals < limits.refusals else {
        close(descriptor)
        return
      }
    }
    let slot = freeSlots.popLast() ?? connections.count
    if slot == connections.count { connections.append(nil) }
    let connection = HTTPConnection(
      server: self, descriptor: descriptor, slot: slot, isAdmitted: isAdmitted)
    do {
      try connection.start()
    } catch {
      // The kernel has no room for another watch: as good as no room for another connection.
      freeSlots.append(slot)
      close(descriptor)
      return
    }
    connections[slot] = connection
    if isAdmitted {
      counters.openConnections += 1
      counters.acceptedConnections += 1
    } else {
      refusals += 1
      connection.refuse(HTTPRefusal(503, "too many connections are open: try again later"))
    }
  }

  /// A connection has closed.
  func forget(_ connection: HTTPConnection) {
    deadlines.clear(connection.slot)
    connections[connection.slot] = nil
    freeSlots.append(connection.slot)
    if connection.isAdmitted { counters.openConnections -= 1 } else { refusals -= 1 }
    resumeAccepting()
  }
}
