/// Appends events to a session file, and never stands in anybody's way: what cannot be written is
/// counted, told by a `gap` record, and forgotten.
///
/// `append` only encodes into a bounded queue. The owner calls `flush` every 100 ms or when
/// `needsFlush`, `sync` every 2 s and after a process exit, `close` at the end. Each write hands over
/// whole lines; what a write did not take is offered again first, so a line is never torn while the
/// process lives. After an error the queue is kept and the next flush tries again. When the queue is
/// full, events are lost until it has drained to half.
///
/// Used from one thread; not Sendable. Events should have passed the `Redactor` before.
package final class SessionFileWriter {
  /// Whether the recording is whole, for the REC sign.
  package enum Status: Equatable, Sendable {
    case recording
    /// Writing fails or events were lost; the text says why.
    case failed(String)
    case closed
  }

  /// Bytes that may wait to be written.
  package static let queueLimit = 64 << 20
  /// Waiting bytes from which a flush is due at once.
  package static let flushThreshold = 64 << 10

  /// Whether the recording is whole. Losing events makes it `failed` for good.
  package private(set) var status = Status.recording
  /// Events lost so far.
  package private(set) var lostEvents = 0
  /// Events and gap records taken into the queue so far.
  package private(set) var recordedEvents = 0
  /// Bytes handed to the system so far.
  package private(set) var writtenBytes = 0

  private let sink: SessionFileSink
  private let limit: Int
  private var queue: [UInt8] = []
  private var head = 0
  private var gaps = 0
  private var isDropping = false
  /// Lost since the last gap record, and the last of them.
  private var unreported = 0
  private var lastNumber = 0
  private var lastLost: (number: Int, time: Duration) = (0, .zero)
  private var lossReason = "the disk does not keep up"

  /// Starts a recording on `sink`. Nothing is written before the first `flush`.
  package init(
    header: SessionHeader, sink: SessionFileSink, queueLimit: Int = SessionFileWriter.queueLimit
  ) {
    self.sink = sink
    limit = queueLimit
    queue = header.line
  }

  /// Starts a recording in a new file, which must not exist yet.
  package convenience init(path: String, header: SessionHeader) throws(SessionFileError) {
    self.init(header: header, sink: try SessionFileSink.creating(path))
  }

  deinit {
    if status != .closed { sink.close() }
  }

  /// Bytes waiting to be written.
  package var pendingBytes: Int { queue.count - head }
  /// Whether enough is waiting for a flush at once.
  package var needsFlush: Bool { pendingBytes >= Self.flushThreshold }

  /// Queues one event; counts it as lost when the queue is full or the file closed.
  package func append(_ event: SessionEvent) {
    if isDropping, pendingBytes <= limit / 2 { isDropping = false }
    guard status != .closed, !isDropping else { return lose(event) }
    reportGap()
    let start = queue.count
    SessionEventCodec.append(event, to: &queue)
    guard pendingBytes <= limit else {
      queue.removeLast(queue.count - start)
      isDropping = true
      return lose(event)
    }
    recordedEvents += 1
    lastNumber = max(lastNumber, event.number)
  }

  /// Writes what is waiting, as far as the system takes it.
  package func flush() {
    guard status != .closed else { return }
    while head < queue.count {
      let outcome = queue.withUnsafeBytes { sink.write(.init(rebasing: $0[head...])) }
      switch outcome {
      case .wrote(let count) where count > 0:
        head += min(count, queue.count - head)
        writtenBytes += count
      case .wrote:
        return note("cannot write the recording: the system took no bytes")
      case .failed(let number):
        return note("cannot write the recording: \(SessionFileError.words(number))")
      }
    }
    head = 0
    // A burst must not keep its memory for the rest of the session.
    queue.removeAll(keepingCapacity: queue.count <= 1 << 20)
    if lostEvents == 0 { status = .recording }
    if unreported > 0 {
      isDropping = false
      reportGap()
    }
  }

  /// Writes what is waiting and forces it to the disk.
  package func sync() {
    flush()
    guard status != .closed else { return }
    let number = sink.sync()
    if number != 0 { note("cannot sync the recording: \(SessionFileError.words(number))") }
  }

  /// Ends the recording in order: gap if any, `end`, sync, close. Returns the status before closing.
  @discardableResult
  package func close(at time: Duration) -> Status {
    guard status != .closed else { return .closed }
    flush()
    isDropping = false
    reportGap()
    recordedEvents += 1
    let end = SessionEvent(
      number: lastNumber + 1, time: time, body: .end(events: recordedEvents, gaps: gaps))
    SessionEventCodec.append(end, to: &queue)
    sync()
    let last = status
    sink.close()
    status = .closed
    return last
  }

  private func note(_ reason: String) {
    compact()
    lossReason = reason
    if lostEvents == 0 { status = .failed(reason) } else { noteLoss() }
  }

  private func lose(_ event: SessionEvent) {
    lostEvents += 1
    unreported += 1
    lastLost = (event.number, event.time)
    lastNumber = max(lastNumber, event.number)
    if status != .closed { noteLoss() }
  }

  private func noteLoss() {
    let what = lostEvents == 1 ? "1 event was lost" : "\(lostEvents) events were lost"
    status = .failed("\(what): \(lossReason)")
  }

  /// Queues a record of what was lost, in the place and with the number of the last lost event.
  private func reportGap() {
    guard unreported > 0 else { return }
    let gap = SessionEvent(
      number: lastLost.number, time: lastLost.time, body: .gap(events: unreported))
    SessionEventCodec.append(gap, to: &queue)
    unreported = 0
    gaps += 1
    recordedEvents += 1
  }

  /// Drops the written part of the queue once it is the larger one.
  private func compact() {
    guard head > queue.count / 2 else { return }
    queue.removeFirst(head)
    head = 0
  }
}
