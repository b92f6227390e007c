import Basics
import EventLoop
import Glibc
import JSONRPC
import MCPTransport

/// A transport over two pipes, with the peer's ends of them in the hands of a test. Everything happens on a
/// loop of its own.
actor PipeBench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// What the transport handed on: `line x`, `oversized 9 start`, `closed`, `closed: reason`.
  private(set) var events: [String] = []
  /// What the peer has read, in pieces as they came.
  private(set) var received: [[UInt8]] = []
  private(set) var peerSawEnd = false
  private(set) var maximumQueuedBytes = 0
  /// Sends every line that comes in back, this many times.
  private var echoes = 0

  private var transport: PipeTransport?
  private var peerInput: Int32
  private var peerOutput: Int32
  private var toFeed: [UInt8] = []
  private var feedWatch: Watch?
  private var readWatch: Watch?
  private var closesAfterFeeding = false
  private var waiting:
    [(
      condition: @Sendable (isolated PipeBench) -> Bool,
      continuation: CheckedContinuation<Void, Never>
    )] = []

  /// Makes a transport that has not started. `records`: each of its writes arrives as one piece.
  init(limits: TransportLimits = .init(), records: Bool = false) throws {
    signal(SIGPIPE, SIG_IGN)
    loop = try EventLoop.startThread(named: "test loop")
    let (source, peerOutput) = try Self.pipe()
    let (peerInput, sink) = try records ? Self.recordSocket() : Self.pipe()
    self.peerInput = peerInput
    self.peerOutput = peerOutput
    transport = PipeTransport(loop: loop, reading: source, writing: sink, limits: limits)
  }

  deinit {
    if peerInput >= 0 { Glibc.close(peerInput) }
    if peerOutput >= 0 { Glibc.close(peerOutput) }
    loop.stop()
  }

  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw SystemError(call: "pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    return (ends[0], ends[1])
  }

  private static func recordSocket() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard socketpair(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0, &ends) == 0 else {
      throw SystemError(call: "socketpair", code: errno)
    }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return (ends[0], ends[1])
  }

  // MARK: Our side

  func start(echoes: Int = 0) {
    self.echoes = echoes
    transport?.start { self.take($0) }
  }

  private func take(_ event: TransportEvent) {
    switch event {
    case .line(let line):
      events.append("line " + String(decoding: line, as: UTF8.self))
      for _ in 0..<echoes { transport?.send(line: line + [0x0A]) }
    case .oversized(let bytes, let start):
      events.append("oversized \(bytes) " + String(decoding: start, as: UTF8.self))
    case .ended: events.append("ended")
    case .requestFailed(let id, _): events.append("failed \(id.json)")
    case .closed(let reason): events.append(reason.map { "closed: \($0)" } ?? "closed")
    }
    maximumQueuedBytes = max(maximumQueuedBytes, queuedBytes)
    changed()
  }

  var queuedBytes: Int { transport?.queuedBytes ?? 0 }

  /// Sends the lines in one turn of the loop.
  func send(_ lines: [String]) {
    for line in lines { transport?.send(line: Array(line.utf8) + [0x0A]) }
  }

  func send(_ message: OutgoingMessage) { transport?.send(message) }
  func close() { transport?.close() }
  func closeWriting() { transport?.closeWriting() }

  /// Processor time the loop's thread has used.
  func processorTime() -> Duration {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }

  // MARK: The peer's side

  /// Writes `text` as fast as the transport reads it; then closes, if asked.
  func feed(_ text: String, thenClose: Bool = false) throws {
    toFeed += Array(text.utf8)
    closesAfterFeeding = thenClose
    if feedWatch == nil {
      feedWatch = try loop.watch(peerOutput, .writable) { _ in self.feedMore() }
    }
  }

  private func feedMore() {
    let count = toFeed.withUnsafeBytes { Glibc.write(peerOutput, $0.baseAddress, $0.count) }
    if count > 0 { toFeed.removeFirst(count) }
    guard toFeed.isEmpty else { return }
    if let feedWatch { loop.cancel(feedWatch) }
    feedWatch = nil
    if closesAfterFeeding { closePeerOutput() }
    changed()
  }

  /// Bytes the transport has not read yet.
  var unfedBytes: Int { toFeed.count }

  func closePeerOutput() {
    Glibc.close(peerOutput)
    peerOutput = -1
  }

  func closePeerInput() {
    if let readWatch { loop.cancel(readWatch) }
    readWatch = nil
    Glibc.close(peerInput)
    peerInput = -1
  }

  /// Begins to read what the transport writes, at most `chunk` bytes at a time.
  func read(chunk: Int = 1 << 16) throws {
    readWatch = try loop.watch(peerInput, .readable) { _ in self.readSome(chunk) }
  }

  private func readSome(_ chunk: Int) {
    var bytes = [UInt8](repeating: 0, count: chunk)
    let count = Glibc.read(peerInput, &bytes, chunk)
    if count > 0 {
      received.append(Array(bytes.prefix(count)))
    } else if count == 0 {
      peerSawEnd = true
      if let readWatch { loop.cancel(readWatch) }
    }
    changed()
  }

  /// Everything the peer has read.
  var receivedText: String { String(decoding: received.joined(), as: UTF8.self) }

  // MARK: Waiting

  /// Waits until `condition` holds.
  func until(_ condition: @escaping @Sendable (isolated PipeBench) -> Bool) async {
    // Looked at inside: an await on the loop may let other work go first.
    await withCheckedContinuation { continuation in
      if condition(self) {
        continuation.resume()
      } else {
        waiting.append((condition, continuation))
      }
    }
  }

  /// Waits for the first `count` events.
  func events(_ count: Int) async -> [String] {
    await until { $0.events.count >= count }
    return Array(events.prefix(count))
  }

  private func changed() {
    let ready = waiting.filter { $0.condition(self) }
    waiting.removeAll { $0.condition(self) }
    for waiter in ready { waiter.continuation.resume() }
  }
}
