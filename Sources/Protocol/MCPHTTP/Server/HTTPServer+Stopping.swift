import EventLoop

extension HTTPServer {
  /// Stops accepting, closes idle connections, lets requests that have begun end for as long as `draining`, then
  /// cuts what is left. `whenStopped` is called once everything is closed. Called again, it sets a new time.
  public func stop(draining: Duration, whenStopped: (() -> Void)? = nil) {
    isStopping = true
    if let whenStopped { self.whenStopped.append(whenStopped) }
    for listener in listeners { listener.close(on: loop) }
    listeners = []
    for connection in connections { if let connection, connection.isIdle { connection.close() } }
    if let drainTimer { loop.cancel(drainTimer) }
    // Holds the server, which must live to the end of this.
    drainTimer = loop.schedule(after: draining) { self.cutAll() }
    finishStoppingIfEmpty()
  }

  private func cutAll() {
    drainTimer = nil
    for connection in connections { connection?.close() }
    finishStoppingIfEmpty()
  }

  func finishStoppingIfEmpty() {
    guard isStopping, counters.openConnections == 0, refusals == 0 else { return }
    if let drainTimer { loop.cancel(drainTimer) }
    drainTimer = nil
    let callbacks = whenStopped
    whenStopped = []
    for callback in callbacks { callback() }
  }
}
