import EventLoop
import SessionLog
import Synchronization

/// Carries events from the supervisor's loop to the console's without ever making the supervisor wait.
///
/// A mutex, since two threads meet here; it is held for an append or a swap. When the console falls behind by
/// more than the bound, lines of stderr and stray output are left out and counted; nothing else is.
final class EventInbox: Sendable {
  private struct Pending {
    var events: [SessionEvent] = []
    var dropped = 0
  }

  private static let bound = 200_000

  private let pending = Mutex(Pending())
  private let loop: EventLoop
  private let deliver: @Sendable ([SessionEvent]) -> Void

  /// `deliver` gets the events in order, on `loop`.
  init(loop: EventLoop, deliver: @escaping @Sendable ([SessionEvent]) -> Void) {
    self.loop = loop
    self.deliver = deliver
  }

  /// Takes a batch. Any thread.
  func put(_ batch: [SessionEvent]) {
    let isFirst = pending.withLock { pending in
      let wasEmpty = pending.events.isEmpty
      if pending.events.count < Self.bound {
        pending.events.append(contentsOf: batch)
      } else {
        let kept = batch.filter { !Self.mayDrop($0) }
        pending.dropped += batch.count - kept.count
        pending.events.append(contentsOf: kept)
      }
      return wasEmpty && !pending.events.isEmpty
    }
    if isFirst { loop.post { self.handOn() } }
  }

  private static func mayDrop(_ event: SessionEvent) -> Bool {
    switch event.body {
    case .stderr, .stray: true
    default: false
    }
  }

  private func handOn() {
    var taken = pending.withLock { pending in
      let taken = pending
      pending = Pending()
      return taken
    }
    if taken.dropped > 0, let last = taken.events.last {
      taken.events.append(
        SessionEvent(number: last.number, time: last.time, body: .gap(events: taken.dropped)))
    }
    deliver(taken.events)
  }
}
