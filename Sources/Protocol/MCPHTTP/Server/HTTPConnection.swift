import CLinux
import EventLoop
import Glibc

/// One client's connection: reads requests, has them answered one at a time and in order, writes the answers.
/// Loop thread only.
///
/// The server holds it while it is open. An idle one holds no buffer: bytes are read into one that the server
/// shares out, and only what has to wait is copied.
///
/// What every request touches goes without the run-time check of exclusive access, a sixth of the cost of a small
/// request: one thread uses it, and no method hands a variable on to code that could come back to it.
final class HTTPConnection {
  enum Phase {
    /// Between requests, or inside one that is coming in.
    case reading
    /// A request is being answered.
    case serving
    /// The last answer is on its way.
    case closing
    /// Everything is sent and our side closed; what still comes is thrown away up to the client's end.
    case draining
    case closed
  }

  let server: HTTPServer
  let descriptor: Int32
  /// The place in the server's tables.
  let slot: Int
  /// Whether it counts as one of the server's connections; otherwise it is only told that there are too many.
  let isAdmitted: Bool

  @exclusivity(unchecked) var phase = Phase.reading
  @exclusivity(unchecked) var parser: HTTPRequestParser
  /// Bytes read ahead of their turn.
  @exclusivity(unchecked) var ahead: [UInt8] = []
  @exclusivity(unchecked) var output = HTTPWriteQueue()
  @exclusivity(unchecked) var exchange: HTTPConnectionExchange?
  /// Whether the connection ends with the answer at hand.
  @exclusivity(unchecked) var closesAfterAnswer = false
  /// Whether something is queued that no attempt to write has been made for.
  @exclusivity(unchecked) var isFlushWanted = false
  /// Whether the server will come back at the end of this turn.
  @exclusivity(unchecked) var isFlushArranged = false
  /// Whether requests are being taken out of bytes just now: what finishes meanwhile need not start that.
  @exclusivity(unchecked) var isTaking = false
  /// Whether the client has taken less than it was sent.
  @exclusivity(unchecked) var isOutputBlocked = false
  /// Bytes in the kernel's hands when the client was last seen to take some.
  var unacknowledgedBytes = 0
  /// Whether the client's end of stream has been read.
  var hasSeenEnd = false
  /// Bytes of the unfinished body that the server has counted.
  @exclusivity(unchecked) var countedBodyBytes = 0
  /// When the first byte of the body at hand came, in nanoseconds of the monotonic clock.
  @exclusivity(unchecked) var bodyStart: Int64 = 0
  /// Bytes thrown away after our end.
  var drainedBytes = 0

  private var watch: Watch?
  @exclusivity(unchecked) private var interest = Interest.readable

  init(server: HTTPServer, descriptor: Int32, slot: Int, isAdmitted: Bool) {
    self.server = server
    self.descriptor = descriptor
    self.slot = slot
    self.isAdmitted = isAdmitted
    parser = HTTPRequestParser(limits: server.limits, cache: server.headCache)
  }

  /// Begins to listen to the client. The loop holds the connection from here until `close()`.
  func start() throws(SystemError) {
    watch = try server.loop.watch(descriptor, interest) { self.becameReady($0) }
    server.setDeadline(slot, .idle)
  }

  /// Whether it waits for a request of which nothing has come.
  var isIdle: Bool {
    phase == .reading && parser.isAtStart && ahead.isEmpty && output.isEmpty
  }

  private func becameReady(_ readiness: Readiness) {
    if isOutputBlocked, readiness.contains(.writable) { wantFlush() }
    if interest.contains(.readable) {
      if !readiness.isDisjoint(with: [.readable, .hangup, .error]) { readAvailable() }
    } else if !readiness.isDisjoint(with: [.hangup, .error]) {
      // Both sides are closed, or the connection is reset: nothing can be sent any more.
      close()
    }
  }

  /// Listens for what the connection can do something with now.
  func updateInterest() {
    guard let watch else { return }
    var wanted: Interest = isOutputBlocked ? .writable : []
    if wantsToRead { wanted.insert(.readable) }
    guard wanted != interest else { return }
    interest = wanted
    server.loop.update(watch, wanted)
  }

  private var wantsToRead: Bool {
    switch phase {
    case .reading: output.count <= server.limits.pauseBytes && ahead.isEmpty
    case .serving: ahead.count < server.limits.pipelinedBytes
    case .draining: true
    case .closing, .closed: false
    }
  }

  /// Sets the deadline that the state of things calls for.
  func updateDeadline() {
    switch phase {
    case .closed: break
    case .draining: server.setDeadline(slot, .closing)
    case _ where isOutputBlocked: break  // set by the write that made progress, or made none
    case .closing: break
    case .serving:
      if wantsToRead { server.deadlines.clear(slot) } else { server.setDeadline(slot, .presence) }
    case .reading:
      if parser.isAtStart {
        server.setDeadline(slot, .idle)
      } else if parser.isInBody {
        server.setDeadline(slot, .body)
      } else if server.deadlines.kind(of: slot) != .header {
        // Counted from the first byte, however many follow.
        server.setDeadline(slot, .header)
      }
    }
  }

  /// A deadline has passed.
  func deadlinePassed(_ kind: HTTPDeadlines.Kind) {
    switch kind {
    case .idle, .closing: close()
    case .header: refuse(HTTPRefusal(408, "the header did not come within the time allowed"))
    case .body: refuse(HTTPRefusal(408, "the body stopped coming"))
    case .write: writeStalled()
    case .presence:
      if clx_peer_has_closed(descriptor) != 0 { close() } else { updateDeadline() }
    }
  }

  // MARK: The end

  /// Closes at once. Whoever is answering a request learns that the client has gone.
  func close(resetting: Bool = false) {
    guard phase != .closed else { return }
    phase = .closed
    if let watch { server.loop.cancel(watch) }
    watch = nil
    if resetting { clx_reset_on_close(descriptor) }
    Glibc.close(descriptor)
    output.removeAll()
    ahead = []
    countBody(0)
    server.forget(self)
    let exchange = exchange
    self.exchange = nil
    exchange?.clientHasGone()
    server.finishStoppingIfEmpty()
  }

  /// Everything is sent: closes our side and waits for the client's end, so that a reset by bytes still on the way
  /// cannot destroy what we sent last.
  func finishSending() {
    if hasSeenEnd { return close() }
    shutdown(descriptor, Int32(SHUT_WR))
    phase = .draining
    ahead = []
    updateInterest()
    updateDeadline()
  }

  /// Breaks off an answer, so that the client sees it is incomplete.
  func breakOff(resetting: Bool) {
    guard phase != .closed else { return }
    exchange = nil
    flush()
    close(resetting: resetting)
  }
}
