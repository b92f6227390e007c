import Basics
import EventLoop
import SessionLog

/// Numbers and times the events of a session and hands them on, a turn's worth at a time. Loop-bound.
final class EventJournal {
  /// When the session started; event times count from here.
  let started: MonotonicInstant
  private let loop: EventLoop
  private let sink: @Sendable ([SessionEvent]) -> Void
  private var number = 0
  private var batch: [SessionEvent] = []

  /// Starts a journal. `sink` gets the events in order, on the loop, and must not block.
  init(
    loop: EventLoop, started: MonotonicInstant, sink: @escaping @Sendable ([SessionEvent]) -> Void
  ) {
    self.loop = loop
    self.started = started
    self.sink = sink
  }

  /// Adds an event that happens now.
  func append(_ body: SessionEvent.Body, server: String? = nil, generation: Int = 0) {
    number += 1
    if batch.isEmpty { loop.atEndOfTurn { self.handOn() } }
    batch.append(
      SessionEvent(
        number: number, time: .now() - started, server: server, generation: generation, body: body))
  }

  /// Hands on what has gathered, without waiting for the end of the turn.
  func handOn() {
    guard !batch.isEmpty else { return }
    let events = batch
    batch = []
    sink(events)
  }
}
