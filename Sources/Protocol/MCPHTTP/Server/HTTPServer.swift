import Basics
import CLinux
public import EventLoop
import Glibc

/// A strict HTTP/1.1 server on an event loop (RFC 9110, RFC 9112). Loop thread only.
///
/// It hands whole requests to its handler and writes the answers; who may connect and what is served is not its
/// business. It lives until `stop(draining:)` has done its work, whoever else holds it. Its busiest variables go
/// without the check of exclusive access, as those of a connection do and for the same reason.
public final class HTTPServer {
  /// The loop that everything happens on.
  public let loop: EventLoop
  /// The bounds in force.
  public let limits: HTTPLimits
  let handler: any HTTPRequestHandler
  /// What has happened so far.
  @exclusivity(unchecked) public internal(set) var counters = HTTPCounters()

  var listeners: [HTTPListener] = []
  var isAcceptingPaused = false
  @exclusivity(unchecked) var isStopping = false
  var drainTimer: TimerID?
  var whenStopped: [() -> Void] = []

  /// Connections by slot.
  @exclusivity(unchecked) var connections: [HTTPConnection?] = []
  var freeSlots: [Int] = []
  /// Connections that are only being told that there are too many.
  var refusals = 0
  /// Bytes of request bodies still arriving on all connections.
  @exclusivity(unchecked) var arrivingBodyBytes = 0

  @exclusivity(unchecked) var deadlines: HTTPDeadlines
  @exclusivity(unchecked) private var timer: (id: TimerID, deadline: MonotonicInstant)?
  /// `limits.bodyStall` in nanoseconds.
  let bodyPatience: Int64

  /// Where all connections read to: nothing stays in it between two calls.
  let readBuffer: UnsafeMutableRawBufferPointer
  /// Write buffers that no connection is using.
  @exclusivity(unchecked) var spareBuffers: [[UInt8]] = []
  @exclusivity(unchecked) var answerHead = HTTPAnswerHead()
  let headCache = HTTPHeadCache()
  @exclusivity(unchecked) private var toFlush: [HTTPConnection] = []
  @exclusivity(unchecked) private var flushing: [HTTPConnection] = []
  /// Made once, so that a turn costs no allocation.
  private lazy var flushWork: () -> Void = { [unowned self] in flushConnections() }

  /// Makes a server that listens nowhere yet.
  public init(
    loop: EventLoop, limits: HTTPLimits = HTTPLimits(), handler: any HTTPRequestHandler
  ) {
    self.loop = loop
    self.limits = limits
    self.handler = handler
    deadlines = HTTPDeadlines(limits: limits)
    bodyPatience = limits.bodyStall.nanoseconds
    readBuffer = .allocate(byteCount: max(1 << 10, limits.readBytes), alignment: 16)
  }

  deinit { readBuffer.deallocate() }

  // MARK: Writing

  /// Has `connection` flushed once, after everything else of this turn.
  func flushAtEndOfTurn(_ connection: HTTPConnection) {
    if toFlush.isEmpty { loop.atEndOfTurn(flushWork) }
    toFlush.append(connection)
  }

  private func flushConnections() {
    // Two lists that change places, because flushing may arrange more flushing.
    swap(&toFlush, &flushing)
    for connection in flushing { connection.turnEnds() }
    flushing.removeAll(keepingCapacity: true)
  }

  /// Keeps a write buffer for the next connection that needs one.
  func keep(spare buffer: consuming [UInt8]) {
    guard spareBuffers.count < Self.spareCount, buffer.capacity <= Self.spareBytes else { return }
    spareBuffers.append(buffer)
  }

  private static let spareCount = 64
  private static let spareBytes = 32 << 10

  // MARK: Deadlines

  /// The monotonic clock, in nanoseconds.
  func now() -> Int64 { MonotonicInstant.now().nanoseconds }

  /// Gives a connection a new deadline instead of any it had.
  func setDeadline(_ slot: Int, _ kind: HTTPDeadlines.Kind) {
    armTimer(deadlines.set(slot, kind, now: .now()))
  }

  /// Makes sure that the timer goes off at `deadline` or before. One that comes too early finds nothing and is set
  /// anew: cheaper than moving it each time.
  private func armTimer(_ deadline: MonotonicInstant) {
    if let timer {
      if timer.deadline <= deadline { return }
      loop.cancel(timer.id)
    }
    let id = loop.schedule(after: deadline - .now()) { [weak self] in self?.deadlinesPassed() }
    timer = (id, deadline)
  }

  private func deadlinesPassed() {
    timer = nil
    let now = MonotonicInstant.now()
    while let (slot, kind) = deadlines.popPassed(now) {
      connections[slot]?.deadlinePassed(kind)
    }
    if let earliest = deadlines.earliest { armTimer(earliest) }
  }
}
