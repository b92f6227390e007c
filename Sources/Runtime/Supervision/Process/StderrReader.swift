package import Basics
package import EventLoop
import Glibc

/// Drains a child's stderr: lines to the caller, the last ones kept for the why page.
///
/// Loop-bound. It never makes the child wait for us, reads a bounded amount per wake-up so that a flood
/// starves nobody, and hands on what ``LineBudget`` allows; the rest is counted. It owns the
/// descriptor, and the loop keeps the reader until the end of the stream or ``close()``.
package final class StderrReader {
  /// What comes out, in order.
  package enum Output: Sendable, Equatable {
    /// A line.
    case line(RawLine)
    /// So many lines were dropped here because they came too fast.
    case dropped(lines: Int)
    /// Every writer closed it. The last output.
    case end
  }

  /// How much is read, kept and handed on.
  package struct Limits: Sendable, Equatable {
    /// The longest line, in bytes; the rest of a longer one is cut and counted.
    package var lineBytes = 64 << 10
    /// Read at most this much before others get their turn.
    package var bytesPerTurn = 64 << 10
    /// Lines handed on at once: a screenful many times over.
    package var burst = 1000
    /// Lines handed on per second in the long run: more than a person can read.
    package var linesPerSecond = 200
    /// Lines kept in ``StderrReader/recent``.
    package var recentLines = 50
    /// Bytes kept of each of these.
    package var recentLineBytes = 4 << 10
    /// How long after the first dropped line their number is told.
    package var reportDropsAfter = Duration.seconds(1)

    /// Makes the default limits.
    package init() {}
  }

  /// The last lines, dropped ones included: they tell why a server died.
  package private(set) var recent: RingBuffer<RawLine>

  private let loop: EventLoop
  private let limits: Limits
  private let onOutput: (Output) -> Void
  private var descriptor: Int32
  private var watch: Watch?
  private var dropReport: TimerID?
  private var splitter: LineSplitter
  private var budget: LineBudget
  private var buffer: [UInt8]

  /// Starts to read `descriptor`, which must be non-blocking. When this throws, the descriptor is closed.
  package init(
    descriptor: Int32, loop: EventLoop, limits: Limits = .init(),
    onOutput: @escaping (Output) -> Void
  ) throws(SystemError) {
    self.descriptor = descriptor
    self.loop = loop
    self.limits = limits
    self.onOutput = onOutput
    recent = RingBuffer(capacity: limits.recentLines)
    splitter = LineSplitter(maximumBytes: limits.lineBytes)
    budget = LineBudget(burst: limits.burst, perSecond: limits.linesPerSecond)
    buffer = [UInt8](repeating: 0, count: limits.bytesPerTurn)
    do {
      watch = try loop.watch(descriptor, .readable) { [self] _ in readSome() }
    } catch {
      Glibc.close(descriptor)
      throw error
    }
  }

  /// Stops reading and closes the descriptor; nothing is handed on after this.
  package func close() {
    if let watch { loop.cancel(watch) }
    if let dropReport { loop.cancel(dropReport) }
    watch = nil
    dropReport = nil
    if descriptor >= 0 { Glibc.close(descriptor) }
    descriptor = -1
  }

  private func readSome() {
    let count = read(descriptor, &buffer, buffer.count)
    if count > 0 {
      let now = MonotonicInstant.now()
      buffer.withUnsafeBufferPointer { bytes in
        splitter.append(bytes[..<count]) { line in take(line, at: now) }
      }
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      finish()
    }
  }

  private func take(_ line: RawLine, at now: MonotonicInstant) {
    guard descriptor >= 0 else { return }  // the caller closed us in answer to the line before
    remember(line)
    if budget.allows(at: now) {
      reportDrops()
      onOutput(.line(line))
    } else if dropReport == nil {
      dropReport = loop.schedule(after: limits.reportDropsAfter) { [self] in
        dropReport = nil
        reportDrops()
      }
    }
  }

  private func remember(_ line: RawLine) {
    let kept = Array(line.bytes.prefix(limits.recentLineBytes))
    let cut = line.cutBytes + line.bytes.count - kept.count
    recent.append(RawLine(bytes: kept, cutBytes: cut))
  }

  private func reportDrops() {
    let lines = budget.takeDropped()
    if lines > 0 { onOutput(.dropped(lines: lines)) }
  }

  private func finish() {
    let now = MonotonicInstant.now()
    splitter.finish { line in take(line, at: now) }
    guard descriptor >= 0 else { return }
    reportDrops()
    close()
    onOutput(.end)
  }
}
