package import Basics

/// The events of a session kept for clients that come back: bounded in number, bytes and age, the oldest go first.
package struct EventStore: Sendable {
  private struct Event: Sendable {
    var stream: Int
    var sequence: Int
    var bytes: [UInt8]
    var time: MonotonicInstant
  }

  private let maximumCount: Int
  private let maximumBytes: Int
  private let maximumAge: Duration
  private var events: [Event] = []
  private var start = 0
  /// How many events of a stream are kept.
  private var kept: [Int: Int] = [:]
  /// The last event of a stream that is no longer kept.
  private var lost: [Int: Int] = [:]
  /// Bytes of the events kept.
  package private(set) var byteCount = 0

  /// Makes an empty store.
  package init(maximumCount: Int, maximumBytes: Int, maximumAge: Duration) {
    self.maximumCount = max(1, maximumCount)
    self.maximumBytes = maximumBytes
    self.maximumAge = maximumAge
  }

  /// How many events are kept.
  package var count: Int { events.count - start }

  /// Keeps an event; returns the streams of which none is kept any more.
  package mutating func append(
    stream: Int, sequence: Int, bytes: [UInt8], at time: MonotonicInstant
  ) -> [Int] {
    events.append(Event(stream: stream, sequence: sequence, bytes: bytes, time: time))
    byteCount += bytes.count
    kept[stream, default: 0] += 1
    return drop(now: time)
  }

  /// Drops what is too old; returns the streams of which none is kept any more.
  package mutating func expire(now: MonotonicInstant) -> [Int] { drop(now: now) }

  /// How many events of a stream are kept.
  package func count(of stream: Int) -> Int { kept[stream] ?? 0 }

  /// A stream's events after one of them, in order; nil when some of them are no longer kept.
  package func events(of stream: Int, after sequence: Int) -> [[UInt8]]? {
    if let lost = lost[stream], lost > sequence { return nil }
    return events[start...].filter { $0.stream == stream && $0.sequence > sequence }.map(\.bytes)
  }

  /// Takes out every event, oldest first.
  package mutating func removeAll() -> [[UInt8]] {
    defer {
      events = []
      start = 0
      kept = [:]
      lost = [:]
      byteCount = 0
    }
    return events[start...].map(\.bytes)
  }

  /// Forgets that a stream ever was.
  package mutating func forget(_ stream: Int) { lost[stream] = nil }

  private mutating func drop(now: MonotonicInstant) -> [Int] {
    var emptied: [Int] = []
    while count > 0 {
      let event = events[start]
      let isOver = count > maximumCount || byteCount > maximumBytes && count > 1
      guard isOver || now - event.time > maximumAge else { break }
      // The bytes go now, the place when there are many to sweep.
      events[start].bytes = []
      start += 1
      byteCount -= event.bytes.count
      lost[event.stream] = event.sequence
      let rest = count(of: event.stream) - 1
      kept[event.stream] = rest > 0 ? rest : nil
      if rest == 0 { emptied.append(event.stream) }
    }
    if start == events.count || start > 64 && start > events.count / 2 {
      events.removeFirst(start)
      start = 0
    }
    return emptied
  }
}
