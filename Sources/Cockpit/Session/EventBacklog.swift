import JSON
import SessionLog

/// The recent past of a session, so that a recording begun late still explains itself: every server's
/// declaration and newest state, and as many of the last events as the bounds allow.
struct EventBacklog {
  private static let maximumEvents = 20_000
  private static let maximumBytes = 32 << 20

  private var essentials: [String: [SessionEvent]] = [:]
  private var recent: [SessionEvent] = []
  private var start = 0
  private var bytes = 0

  /// Adds an event and lets the oldest go.
  mutating func append(_ event: SessionEvent) {
    recent.append(event)
    bytes += Self.size(of: event)
    while recent.count - start > Self.maximumEvents || bytes > Self.maximumBytes {
      let oldest = recent[start]
      bytes -= Self.size(of: oldest)
      keepEssential(oldest)
      start += 1
    }
    if start > 4096, start > recent.count / 2 {
      recent.removeFirst(start)
      start = 0
    }
  }

  /// The past, in order.
  var events: [SessionEvent] {
    let kept = essentials.values.joined().sorted { $0.number < $1.number }
    return kept + recent[start...]
  }

  private mutating func keepEssential(_ event: SessionEvent) {
    guard let server = event.server else { return }
    switch event.body {
    case .declared: essentials[server] = [event]
    case .state:
      var kept = essentials[server] ?? []
      kept.removeAll { if case .state = $0.body { true } else { false } }
      essentials[server] = kept + [event]
    default: break
    }
  }

  private static func size(of event: SessionEvent) -> Int {
    switch event.body {
    case .message(_, let raw, _): 128 + raw.bytes.count
    case .stderr(let text), .stray(let text): 128 + text.utf8.count
    default: 256
    }
  }
}
