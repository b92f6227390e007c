package import Basics
package import EventLoop

/// The time as a connection sees it, so that tests can move it.
package struct ClientClock: Sendable {
  /// Reads the clock. Any thread.
  package let now: @Sendable () -> MonotonicInstant
  /// Suspends the calling task; throws when it is cancelled.
  package let sleep: @Sendable (Duration) async throws -> Void
  /// Runs work once on the session's loop, and gives what forgets it again. On the loop only.
  package let schedule: @Sendable (Duration, @escaping @Sendable () -> Void) -> @Sendable () -> Void

  /// The machine's clock, waiting on a loop.
  package init(loop: EventLoop) {
    now = { .now() }
    sleep = { try await loop.sleep(for: $0) }
    schedule = { delay, work in
      let timer = loop.schedule(after: delay, work)
      return { loop.cancel(timer) }
    }
  }

  /// A clock of one's own.
  package init(
    now: @escaping @Sendable () -> MonotonicInstant,
    sleep: @escaping @Sendable (Duration) async throws -> Void,
    schedule: @escaping @Sendable (Duration, @escaping @Sendable () -> Void) -> @Sendable () -> Void
  ) {
    self.now = now
    self.sleep = sleep
    self.schedule = schedule
  }
}
