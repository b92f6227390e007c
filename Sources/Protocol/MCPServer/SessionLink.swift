import MCPTransport
import Synchronization

/// Lets a handler reach the session that is made after it. A mutex, since the two sides may be on two threads.
final class SessionLink: Sendable {
  private let stored = Mutex<Session?>(nil)

  var session: Session? {
    get { stored.withLock { $0 } }
    set { stored.withLock { $0 = newValue } }
  }
}
