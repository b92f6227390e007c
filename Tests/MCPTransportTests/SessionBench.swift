import EventLoop
import JSON
import JSONRPC
import MCPTransport

/// What a scripted peer does.
enum Reaction: Sendable {
  case say(String)
  case close
}

/// What a scripted peer does on each line it hears.
typealias Script = @Sendable (_ line: String) -> [Reaction]

/// A loop, a session on it, and a scripted peer at the other end that keeps what it heard.
actor SessionBench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// What was noted, in order; the lines the peer heard among it.
  private(set) var journal: [String] = []
  private var waiting: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []

  init() throws { loop = try EventLoop.startThread(named: "test loop") }

  deinit { loop.stop() }

  /// Makes a session whose peer opens with some lines and then follows the script.
  func session(
    limits: SessionCore.Limits = .init(), answersStray: Bool = false,
    handlers: SessionHandlers = .init(), opening: [String] = [],
    script: @escaping Script = { _ in [] }
  ) -> Session {
    let (ours, theirs) = InMemoryTransport.pair(loop: loop)
    startPeer(theirs, opening: opening, script: script) { [weak self] in self?.note($0) }
    return Session(
      loop: loop, transport: ours, limits: limits, answersStray: answersStray, handlers: handlers)
  }

  /// Makes a session that hears some lines and then the end of its input, while its output stays open.
  func session(hearing lines: [String], handlers: SessionHandlers) -> Session {
    let transport = HalfClosedTransport(lines, loop: loop) { self.note($0) }
    return Session(loop: loop, transport: transport, answersStray: true, handlers: handlers)
  }

  /// Notes an entry. On the loop's thread only.
  nonisolated func note(_ entry: String) { assumeIsolated { $0.add(entry) } }

  private func add(_ entry: String) {
    journal.append(entry)
    let ready = waiting.filter { $0.count <= journal.count }
    waiting.removeAll { $0.count <= journal.count }
    for waiter in ready { waiter.continuation.resume() }
  }

  /// Notes an entry, from anywhere.
  func later(_ entry: String) { add(entry) }

  /// Lets the loop go round, so that what is under way on it has begun.
  func turn() async {
    for _ in 0..<3 {
      await withCheckedContinuation { continuation in loop.post { continuation.resume() } }
    }
  }

  /// The first `count` entries, once there are as many.
  func entries(_ count: Int) async -> [String] {
    // Looked at inside: an await on the loop may let other work go first.
    await withCheckedContinuation { continuation in
      if journal.count >= count {
        continuation.resume()
      } else {
        waiting.append((count, continuation))
      }
    }
    return Array(journal.prefix(count))
  }
}

/// A connection whose peer has said its lines and closed its writing side, and still reads.
private final class HalfClosedTransport: Transport {
  private let lines: [String]
  private let loop: EventLoop
  private let note: @Sendable (String) -> Void
  private var receive: ((TransportEvent) -> Void)?

  init(_ lines: [String], loop: EventLoop, note: @escaping @Sendable (String) -> Void) {
    self.lines = lines
    self.loop = loop
    self.note = note
  }

  func start(_ receive: @escaping (TransportEvent) -> Void) {
    self.receive = receive
    loop.atEndOfTurn {
      for line in self.lines { receive(.line(Array(line.utf8))) }
      receive(.ended)
    }
  }

  func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    var line: [UInt8] = []
    message.append(to: &line)
    send(line: line, relatedTo: request)
  }

  func send(line: [UInt8], relatedTo request: RequestID?) {
    note(String(decoding: line.dropLast(), as: UTF8.self))
  }

  func close() {
    guard let receive else { return }
    self.receive = nil
    note("closed")
    receive(.closed(nil))
  }
}

/// Starts a peer on one end of a connection. On the loop's thread only.
private func startPeer(
  _ end: InMemoryTransport, opening: [String], script: @escaping Script,
  heard: @escaping @Sendable (String) -> Void
) {
  func perform(_ reaction: Reaction) {
    switch reaction {
    case .say(let line): end.send(line: Array(line.utf8) + [0x0A])
    case .close: end.close()
    }
  }
  end.start { event in
    guard case .line(let bytes) = event else { return }
    let line = String(decoding: bytes, as: UTF8.self)
    heard(line)
    for reaction in script(line) { perform(reaction) }
  }
  for line in opening { perform(.say(line)) }
}

/// The id of a request, as it stands in its text; empty when there is none.
func idText(_ line: String) -> String {
  guard case .request(let id, _)? = (try? Envelope(scanning: Array(line.utf8)))?.kind else {
    return ""
  }
  return id.json
}

/// The method of a request or notification; empty when there is none.
func methodName(_ line: String) -> String {
  switch (try? Envelope(scanning: Array(line.utf8)))?.kind {
  case .request(_, let method), .notification(let method): method
  default: ""
  }
}
