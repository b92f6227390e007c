import EventLoop
import MCPTransport

/// What keeps the session of a connection going when nobody else does: it runs until the connection is closed, or
/// until nobody holds the connection any more.
final class ConnectionLife: Sendable {
  private let session: Session
  private let loop: EventLoop
  private let running: Task<Void, Never>
  /// What must not end before the session, such as the thread it runs on.
  private let ground: (any Sendable)?

  /// Runs a session on its loop; `ended` is called when it has ended.
  init(
    _ client: ClientSession, loop: EventLoop, ground: (any Sendable)? = nil,
    ended: @escaping @Sendable () -> Void = {}
  ) {
    session = client.session
    self.loop = loop
    self.ground = ground
    // Owner: this life. `ended()` waits for it, and the end of the session ends it.
    running = Task(executorPreference: loop) {
      await client.run()
      ended()
    }
  }

  /// Waits for the end of the session and of everything it started.
  func ended() async { await running.value }

  deinit {
    let session = session
    loop.post { session.assumeIsolated { $0.close() } }
  }
}

/// A loop on a thread of its own, which ends when nobody needs it any more.
final class LoopThread: Sendable {
  /// The loop.
  let loop: EventLoop
  /// How long the thread goes on, so that whatever is let go with it can still tidy up there.
  private static let lingering = Duration.milliseconds(100)

  /// Starts a thread.
  init() throws(SystemError) { loop = try EventLoop.startThread(named: "mcp client") }

  deinit {
    let loop = loop
    loop.post { loop.schedule(after: Self.lingering) { loop.stop() } }
  }
}
