import CLinux
import EventLoop
import Glibc

extension HTTPConnection {
  /// Bytes of answers that the client has not taken.
  var queuedBytes: Int { output.count }

  /// Queues the head of an answer, and a body.
  func answer(
    status: Int, fields: HTTPFields, framing: HTTPAnswerHead.Framing, body: [UInt8]
  ) {
    guard phase != .closed else { return }
    if server.isStopping || framing == .close || HTTPAnswerHead.asksToClose(fields) {
      closesAfterAnswer = true
    }
    server.counters.countAnswer(status)
    if output.isEmpty, let spare = server.spareBuffers.popLast() { output.lend(spare) }
    server.answerHead.append(
      status: status, fields: fields, framing: framing, closes: closesAfterAnswer,
      seconds: time(nil), to: &output)
    if !body.isEmpty { output.append(body) }
    wantFlush()
  }

  /// Queues a piece of a streamed body.
  func stream(_ bytes: [UInt8], _ framing: HTTPAnswerHead.Framing) {
    guard phase == .serving, framing != .none else { return }
    if output.isEmpty, let spare = server.spareBuffers.popLast() { output.lend(spare) }
    if framing == .chunked { output.append(chunkSize: bytes.count) }
    output.append(bytes)
    if framing == .chunked { output.append("\r\n") }
    if output.count > server.limits.queuedBytes { return close(resetting: true) }
    wantFlush()
  }

  /// Queues the end of a body in chunks.
  func endChunks() {
    guard phase == .serving else { return }
    output.append("0\r\n\r\n")
    wantFlush()
  }

  /// The answer at hand is handed over whole: the next request may be served.
  func answerIsWhole() {
    guard phase == .serving || phase == .reading else { return }
    exchange = nil
    phase = closesAfterAnswer || server.isStopping ? .closing : .reading
    wantFlush()
  }

  /// Has what is queued written: by whoever is taking requests just now, or at the end of the turn.
  func wantFlush() {
    guard phase != .closed else { return }
    isFlushWanted = true
    if !isTaking { arrangeFlush() }
  }

  /// Has everything that this turn brings about written at its end, in one call.
  func arrangeFlush() {
    guard !isFlushArranged, phase != .closed else { return }
    isFlushArranged = true
    server.flushAtEndOfTurn(self)
  }

  /// The turn ends.
  func turnEnds() {
    isFlushArranged = false
    if isFlushWanted { flush() }
  }

  /// Writes as much as the client takes, and goes on with what waited for that.
  func flush() {
    isFlushWanted = false
    guard phase != .closed else { return }
    while !output.isEmpty {
      let count = output.send { first, second in
        guard let base = first.baseAddress else { preconditionFailure("an empty piece was queued") }
        return clx_send_two(descriptor, base, first.count, second.baseAddress, second.count)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN { return waitForClient() }
        return close()
      }
      server.counters.bytesOut += count
      if isOutputBlocked { expectProgress() }
    }
    isOutputBlocked = false
    if let buffer = output.giveBack() { server.keep(spare: buffer) }
    if phase == .closing { return finishSending() }
    takeAhead()
    updateInterest()
    if !isFlushWanted { updateDeadline() }
  }

  private func waitForClient() {
    if !isOutputBlocked {
      isOutputBlocked = true
      expectProgress()
    }
    updateInterest()
  }

  private func expectProgress() {
    unacknowledgedBytes = Int(clx_unacknowledged_bytes(descriptor))
    server.setDeadline(slot, .write)
  }

  /// Nothing could be written for some time. The kernel holds megabytes for a client and asks for more only once a
  /// good part of them has gone, so that a slow one may have been reading all the while.
  func writeStalled() {
    guard Int(clx_unacknowledged_bytes(descriptor)) < 0 else {
      return close(resetting: true)
    }
    expectProgress()
  }
}
