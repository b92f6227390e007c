import Basics
import CLinux
public import EventLoop
import Glibc
import JSON
public import JSONRPC

/// A transport over a reading and a writing descriptor: own stdio, a child's pipes, a socket.
///
/// Reads up to 64 KiB at a time, hands on every whole line, and writes what those lines caused in one call.
public final class PipeTransport: Transport {
  private let loop: EventLoop
  private let limits: TransportLimits
  private let source: Int32
  private var sink: ByteSink
  private var framer: LineFramer
  private let readBuffer: UnsafeMutableRawBufferPointer
  /// Whether the output stays open after the end of input.
  private let lingers: Bool

  private var receive: ((TransportEvent) -> Void)?
  private var readWatch: Watch?
  private var writeWatch: Watch?
  private var queue = WriteQueue()
  private var isFlushScheduled = false
  private var isWriterWaiting = false
  /// Too much is waiting to be written: nothing more is read until it has gone.
  private var isReadingPaused = false
  private var stallTimer: TimerID?
  private var isClosing = false
  private var isSinkOpen = true
  private var isSourceOpen = true
  private var isPipeLarge = false

  /// Takes over descriptors that belong to this process alone. `lingers`: the output stays open after the end
  /// of input, until `close()`.
  public convenience init(
    loop: EventLoop, reading source: Int32, writing sink: Int32, limits: TransportLimits = .init(),
    lingers: Bool = false
  ) {
    _ = clx_set_nonblocking(source)
    self.init(
      loop: loop, source: source, sink: ByteSink(owning: sink), limits: limits, lingers: lingers)
  }

  init(
    loop: EventLoop, source: Int32, sink: ByteSink, limits: TransportLimits, lingers: Bool = false
  ) {
    self.loop = loop
    self.limits = limits
    self.source = source
    self.sink = sink
    framer = LineFramer(maximumBytes: limits.maximumLineBytes)
    self.lingers = lingers
    readBuffer = .allocate(byteCount: limits.readBytes, alignment: 16)
  }

  deinit {
    readBuffer.deallocate()
    if isSourceOpen { Glibc.close(source) }
    if isSinkOpen { Glibc.close(sink.descriptor) }
  }

  /// Bytes queued and not yet taken by the peer.
  public var queuedBytes: Int { queue.count }

  // MARK: Transport

  /// Begins reading; see `Transport`.
  public func start(_ receive: @escaping (TransportEvent) -> Void) {
    self.receive = receive
    if isClosing {
      if queuedBytes == 0 { loop.atEndOfTurn { self.end(nil) } }
      return
    }
    do {
      readWatch = try loop.watch(source, .readable) { [weak self] _ in self?.readAvailable() }
    } catch {
      loop.atEndOfTurn { self.end(error.message) }
    }
  }

  /// Queues a message; see `Transport`.
  public func send(_ message: OutgoingMessage, relatedTo request: RequestID?) {
    guard isSinkOpen, !isClosing else { return }
    if let payload = message.payload, payload.bytes.count >= WriteQueue.largeBytes {
      queue.gather { message.appendHead(to: &$0) }
      queue.append(payload.bytes)
      queue.gather { OutgoingMessage.appendEnd(to: &$0) }
    } else {
      queue.gather { message.append(to: &$0) }
    }
    scheduleFlush()
  }

  /// Queues a line; see `Transport`.
  public func send(line: [UInt8], relatedTo request: RequestID?) {
    guard isSinkOpen, !isClosing else { return }
    queue.append(line)
    scheduleFlush()
  }

  /// Closes after writing what is queued; see `Transport`.
  public func close() {
    guard !isClosing else { return }
    isClosing = true
    flush()
    if queuedBytes == 0 { end(nil) }
  }

  /// Closes only the writing side, which a child sees as its end of input; reading goes on.
  public func closeWriting() {
    flush()
    closeSink()
    queue.removeAll()
    if isClosing { end(nil) } else { resumeReading() }
  }

  // MARK: Reading

  private func readAvailable() {
    let count = framer.pendingBytes >= readBuffer.count ? readLongLine() : readLines()
    if count > 0 {
      enlargePipesIfBusy(count)
      if queuedBytes > limits.pauseReadingBytes { pauseReading() }
    } else if count == 0 {
      framer.finish { deliver($0) }
      if let readWatch { loop.cancel(readWatch) }
      readWatch = nil
      // The peer may still read what it asked for before it closed its side.
      if lingers { receive?(.ended) } else { close() }
    } else if errno != EAGAIN, errno != EINTR {
      end(SystemError.last("read").message)
    }
  }

  /// Reads what is there and hands on the lines in it; returns what read(2) does.
  private func readLines() -> Int {
    let count = Glibc.read(source, readBuffer.baseAddress, readBuffer.count)
    guard count > 0 else { return count }
    let bytes = UnsafeRawBufferPointer(rebasing: readBuffer[..<count])
    bytes.withMemoryRebound(to: UInt8.self) { framer.feed($0) { deliver($0) } }
    return count
  }

  /// The same in the middle of a long line, which is read to where it is kept.
  private func readLongLine() -> Int {
    framer.extend(by: readBuffer.count) { room in
      Glibc.read(source, room.baseAddress, room.count)
    } handle: {
      deliver($0)
    }
  }

  private func deliver(_ event: LineFramer.Event) {
    switch event {
    case .line(let line): receive?(.line(line))
    case .oversized(let bytes, let start): receive?(.oversized(bytes: bytes, start: start))
    }
  }

  /// A message larger than a read is on its way: a 1 MiB pipe saves it dozens of wake-ups.
  private func enlargePipesIfBusy(_ count: Int) {
    guard !isPipeLarge, count == readBuffer.count, framer.pendingBytes > readBuffer.count else {
      return
    }
    isPipeLarge = true
    _ = clx_set_pipe_size(source, 1 << 20)
    _ = clx_set_pipe_size(sink.descriptor, 1 << 20)
  }

  private func pauseReading() {
    guard !isReadingPaused, let readWatch else { return }
    isReadingPaused = true
    loop.update(readWatch, [])
  }

  private func resumeReading() {
    guard isReadingPaused, let readWatch else { return }
    isReadingPaused = false
    loop.update(readWatch, .readable)
  }

  // MARK: Writing

  private func scheduleFlush() {
    if queuedBytes > limits.maximumQueuedBytes {
      return end("the peer does not read: \(queuedBytes) bytes are waiting for it")
    }
    guard !isFlushScheduled, !isWriterWaiting else { return }
    isFlushScheduled = true
    loop.atEndOfTurn { [weak self] in
      self?.isFlushScheduled = false
      self?.flush()
    }
  }

  private func flush() {
    guard isSinkOpen else { return }
    var problem: SystemError?
    while !queue.isEmpty {
      var mustWait = false
      let taken = queue.send { first, _ in
        switch sink.write(first) {
        case .wrote(let count): return count
        case .mustWait: mustWait = true
        case .failed(let error): problem = error
        }
        return 0
      }
      if let problem { return end(problem.code == EPIPE ? nil : problem.message) }
      if mustWait { return waitForWriter() }
      if taken > 0, isWriterWaiting { restartStallTimer() }
    }
    if isClosing { return end(nil) }
    if isWriterWaiting { stopWaiting() }
    resumeReading()
  }

  private func waitForWriter() {
    guard !isWriterWaiting else { return }
    isWriterWaiting = true
    restartStallTimer()
    writeWatch = try? loop.watch(sink.descriptor, .writable) { [weak self] _ in self?.flush() }
  }

  private func stopWaiting() {
    isWriterWaiting = false
    // Not merely silenced: epoll reports a reader that is gone whether asked or not, in every turn.
    if let writeWatch { loop.cancel(writeWatch) }
    writeWatch = nil
    if let stallTimer { loop.cancel(stallTimer) }
    stallTimer = nil
  }

  private func restartStallTimer() {
    if let stallTimer { loop.cancel(stallTimer) }
    let limit = limits.writeStall
    stallTimer = loop.schedule(after: limit) { [weak self] in
      self?.end("the peer took no byte for \(limit)")
    }
  }

  // MARK: The end

  private func closeSink() {
    guard isSinkOpen else { return }
    isSinkOpen = false
    if let writeWatch { loop.cancel(writeWatch) }
    writeWatch = nil
    if let stallTimer { loop.cancel(stallTimer) }
    stallTimer = nil
    Glibc.close(sink.descriptor)
  }

  private func end(_ reason: String?) {
    guard let receive else { return }
    self.receive = nil
    isClosing = true
    closeSink()
    if let readWatch { loop.cancel(readWatch) }
    readWatch = nil
    Glibc.close(source)
    isSourceOpen = false
    receive(.closed(reason))
  }
}
