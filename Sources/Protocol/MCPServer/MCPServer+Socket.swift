public import EventLoop
import MCPTransport

extension MCPServer {
  /// Serves everybody who connects to a Unix socket, as over stdio, until the calling task is cancelled. Only this
  /// user may connect.
  ///
  /// The calling task must run on `loop`. `listening` is called once clients can connect.
  public func run(
    unixPath path: String, loop: EventLoop, listening: () -> Void = {}
  ) async throws {
    let core = ServerCore(definition, loop: loop)
    let listener = try UnixListener(path: path, loop: loop)
    let (connections, source) = AsyncStream.makeStream(
      of: LoopBound<any Transport>.self, bufferingPolicy: .bufferingOldest(128))
    try listener.start { transport in
      // Whoever comes while this many wait is turned away.
      if case .dropped = source.yield(LoopBound(transport, to: loop)) { transport.close() }
    }
    listening()
    await withTaskGroup(of: Void.self) { group in
      for await connection in connections {
        group.addTask(executorPreference: loop) {
          await withTaskCancellationHandler {
            await Self.converse(core, over: connection, loop: loop)
          } onCancel: {
            loop.post { connection.value.close() }
          }
        }
      }
      group.cancelAll()
    }
    listener.close()
    core.stop()
  }
}
