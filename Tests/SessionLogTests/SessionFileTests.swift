import Basics
import Glibc
import JSON
import SessionLog
import Testing

/// A disk in memory that fails when told to.
private final class FaultyDisk {
  var bytes: [UInt8] = []
  var writes = 0
  var syncs = 0
  var isClosed = false
  /// What happens at the nth write, from 1; nil writes everything.
  var fault: (Int) -> SessionFileSink.Outcome? = { _ in nil }

  var sink: SessionFileSink {
    SessionFileSink(
      write: { [self] buffer in
        writes += 1
        switch fault(writes) {
        case .failed(let number)?: return .failed(errno: number)
        case .wrote(let count)?:
          let taken = min(count, buffer.count)
          bytes.append(contentsOf: buffer.prefix(taken))
          return .wrote(taken)
        case nil:
          bytes.append(contentsOf: buffer)
          return .wrote(buffer.count)
        }
      },
      sync: { [self] in
        syncs += 1
        return 0
      },
      close: { [self] in isClosed = true })
  }
}

@Suite("Writing session files") struct SessionFileWriterTests {
  /// What is in the file, after checking that it is in order.
  private func contents(_ disk: FaultyDisk) -> (events: [SessionEvent], summary: SessionFileSummary)
  {
    let (items, summary) = Samples.read(disk.bytes)
    #expect(Samples.problems(items) == [])
    #expect(!summary.isTorn)
    return (Samples.events(items), summary)
  }

  @Test("header, events and end are written, then the file is synced and closed")
  func wholeFile() {
    let disk = FaultyDisk()
    let writer = SessionFileWriter(header: Samples.header, sink: disk.sink)
    Samples.lines(6).forEach { writer.append($0) }
    #expect(disk.bytes.isEmpty, "nothing is written before a flush")
    #expect(writer.close(at: .seconds(1)) == .recording)
    #expect(writer.close(at: .seconds(2)) == .closed)
    let (events, summary) = contents(disk)
    #expect(events.dropLast() == Samples.lines(6)[...])
    #expect(events.last?.body == .end(events: 7, gaps: 0))
    #expect(events.last?.number == 7)
    #expect(summary.header == Samples.header)
    #expect(summary.notices == [])
    #expect(disk.syncs == 1)
    #expect(disk.isClosed)
  }

  @Test("whichever write fails, a later one completes the file", arguments: 1...12)
  func nthWriteFails(nth: Int) {
    for outcome in [SessionFileSink.Outcome.failed(errno: EIO), .wrote(0), .wrote(7)] {
      let disk = FaultyDisk()
      disk.fault = { $0 == nth ? outcome : nil }
      let writer = SessionFileWriter(header: Samples.header, sink: disk.sink)
      for event in Samples.lines(10) {
        writer.append(event)
        writer.flush()
      }
      // The last write may be the failing one: closing flushes twice, so one more try is left.
      let status = writer.close(at: .seconds(1))
      guard status == .recording else {
        #expect(nth >= 11)
        continue
      }
      let (events, summary) = contents(disk)
      #expect(events.count == 11)
      #expect(summary.notices == [])
    }
  }

  @Test("a full disk counts what is lost, and a gap tells it once there is room", arguments: 0..<20)
  func fullDisk(room: Int) {
    let disk = FaultyDisk()
    let fullFrom = 2
    disk.fault = { write in
      if write == fullFrom { return .wrote(room * 13) }
      return (fullFrom + 1...fullFrom + 30).contains(write) ? .failed(errno: ENOSPC) : nil
    }
    let writer = SessionFileWriter(header: Samples.header, sink: disk.sink, queueLimit: 1000)
    var sawFailure = false
    for event in Samples.lines(120) {
      writer.append(event)
      writer.flush()
      if case .failed(let reason) = writer.status {
        sawFailure = sawFailure || reason.contains("No space left on device")
      }
      #expect(writer.pendingBytes <= 1000 + 200)
    }
    writer.close(at: .seconds(1))
    #expect(sawFailure)
    #expect(writer.lostEvents > 0)
    let (events, summary) = contents(disk)
    let kept = events.filter { if case .stderr = $0.body { true } else { false } }
    #expect(kept.count + summary.lostEvents == 120)
    #expect(summary.lostEvents == writer.lostEvents)
    #expect(summary.isEnded)
    #expect(zip(events, events.dropFirst()).allSatisfy { $0.number < $1.number })
  }

  @Test("a disk that stays full loses the rest, never the program")
  func fullForGood() {
    let disk = FaultyDisk()
    disk.fault = { _ in .failed(errno: ENOSPC) }
    let writer = SessionFileWriter(header: Samples.header, sink: disk.sink, queueLimit: 2000)
    for event in Samples.lines(500) {
      writer.append(event)
      writer.flush()
    }
    #expect(writer.lostEvents > 400)
    let status = writer.close(at: .seconds(1))
    #expect(disk.isClosed)
    #expect(disk.bytes.isEmpty)
    guard case .failed(let reason) = status else {
      Issue.record("the status is \(status)")
      return
    }
    #expect(
      reason.hasSuffix("events were lost: cannot write the recording: No space left on device"))
  }

  @Test("every write hands over whole lines while the disk works")
  func wholeLines() {
    let disk = FaultyDisk()
    let writer = SessionFileWriter(header: Samples.header, sink: disk.sink)
    for (number, event) in Samples.lines(50).enumerated() {
      writer.append(event)
      if number % 7 == 0 {
        writer.flush()
        #expect(disk.bytes.last == 0x0A)
      }
    }
  }

  @Test("a real file is private, in folders made for it, and never overwritten")
  func realFile() throws {
    let folder = try Self.scratchFolder()
    defer { Self.remove(folder) }
    let path = folder + "/a/b/x.session.jsonl"
    let writer = try SessionFileWriter(path: path, header: Samples.header)
    Samples.lines(3).forEach { writer.append($0) }
    writer.close(at: .seconds(1))
    #expect(Self.mode(path) == 0o600)
    #expect(Self.mode(folder + "/a/b") == 0o700)
    let contents = try SessionFileReader.load(path)
    #expect(contents.events.count == 4)
    #expect(contents.summary.notices == [])
    #expect(throws: SessionFileError("cannot create \(path): File exists")) {
      _ = try SessionFileWriter(path: path, header: Samples.header)
    }
    #expect(throws: SessionFileError("cannot open \(folder)/no: No such file or directory")) {
      _ = try SessionFileReader.load(folder + "/no")
    }
    #expect(throws: SessionFileError("cannot read \(folder): Is a directory")) {
      _ = try SessionFileReader.load(folder)
    }
  }

  @Test("/dev/full fails every write and nothing else")
  func devFull() throws {
    let descriptor = open("/dev/full", O_WRONLY | O_CLOEXEC)
    try #require(descriptor >= 0)
    let sink = SessionFileSink(
      write: { buffer in
        let count = write(descriptor, buffer.baseAddress, buffer.count)
        return count < 0 ? .failed(errno: errno) : .wrote(count)
      }, close: { _ = close(descriptor) })
    let writer = SessionFileWriter(header: Samples.header, sink: sink)
    writer.append(Samples.lines(1)[0])
    writer.flush()
    #expect(writer.status == .failed("cannot write the recording: No space left on device"))
    writer.close(at: .zero)
  }

  private static func scratchFolder() throws -> String {
    var template = Array("/tmp/session-log-XXXXXX".utf8CString)
    let made = template.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) } != nil
    }
    try #require(made)
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func mode(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  private static func remove(_ folder: String) {
    unlink(folder + "/a/b/x.session.jsonl")
    for name in ["/a/b", "/a", ""] { rmdir(folder + name) }
  }
}
