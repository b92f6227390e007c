import Basics
import EventLoop
import JSON
import JSONRPC
import MCPTransport
import Testing

@Suite("A transport over pipes", .timeLimit(.minutes(1)))
struct PipeTransportTests {
  /// Numbered lines of `length` bytes.
  private func lines(_ count: Int, length: Int = 20) -> [String] {
    (0..<count).map { number in
      let text = "\(number) "
      return text + String(repeating: "x", count: max(0, length - text.utf8.count))
    }
  }

  @Test("lines are handed on whole, however they were written")
  func lines() async throws {
    let bench = try PipeBench()
    await bench.start()
    try await bench.feed("one\ntw")
    _ = await bench.events(1)
    try await bench.feed("o\r\n\nthree\nfo")
    #expect(await bench.events(3) == ["line one", "line two", "line three"])
  }

  @Test("what one turn of the loop queues goes out in one write, in order")
  func batching() async throws {
    let bench = try PipeBench(records: true)
    await bench.start()
    try await bench.read()
    await bench.send(["a", "b", "c"])
    await bench.until { $0.received.count == 1 }
    await bench.send(.notification(method: "n", params: nil))
    await bench.until { $0.received.count == 2 }
    let pieces = await bench.received.map { String(decoding: $0, as: UTF8.self) }
    #expect(pieces == ["a\nb\nc\n", "{\"jsonrpc\":\"2.0\",\"method\":\"n\"}\n"])
  }

  @Test("the answers to lines read together go out together")
  func batchedAnswers() async throws {
    let bench = try PipeBench(records: true)
    try await bench.feed("1\n2\n3\n4\n")
    await bench.until { $0.unfedBytes == 0 }
    await bench.start(echoes: 1)
    try await bench.read()
    await bench.until { !$0.received.isEmpty }
    #expect(await bench.received.map { String(decoding: $0, as: UTF8.self) } == ["1\n2\n3\n4\n"])
  }

  @Test("a slow reader gets every byte, in order", arguments: [777, 4096, 65536])
  func slowReader(chunk: Int) async throws {
    let bench = try PipeBench()
    await bench.start()
    let all = lines(3_000, length: 500)
    for start in stride(from: 0, to: all.count, by: 300) {
      await bench.send(Array(all[start..<start + 300]))
    }
    #expect(await bench.queuedBytes > 1 << 20)
    try await bench.read(chunk: chunk)
    await bench.send(["last"])
    await bench.until {
      $0.queuedBytes == 0 && $0.received.last?.suffix(5) == Array("last\n".utf8)[...]
    }
    #expect(await bench.receivedText == (all + ["last"]).joined(separator: "\n") + "\n")
    #expect(await bench.events.isEmpty)
  }

  @Test("a line larger than a pipe comes through whole")
  func largeLine() async throws {
    let bench = try PipeBench()
    await bench.start(echoes: 1)
    try await bench.read()
    let line = String(repeating: "0123456789", count: 300_000)
    try await bench.feed(line + "\n")
    await bench.until { $0.received.last?.last == 0x0A }
    #expect(await bench.receivedText == line + "\n")
    #expect(await bench.events == ["line \(line)"])
  }

  @Test("a peer that closes in the middle of a line is heard to the end")
  func closesMidLine() async throws {
    let bench = try PipeBench()
    await bench.start()
    try await bench.feed("one\nhalf a li", thenClose: true)
    #expect(await bench.events(3) == ["line one", "line half a li", "closed"])
  }

  @Test("answers still queued at the end of input are written before the end")
  func endOfInput() async throws {
    let bench = try PipeBench()
    await bench.start(echoes: 3)
    let all = lines(200, length: 999)
    try await bench.feed(all.joined(separator: "\n"), thenClose: true)
    await bench.until { $0.events.count == 200 }
    #expect(await bench.queuedBytes > 100_000, "the pipe is full, and nobody reads yet")
    try await bench.read()
    await bench.until { $0.peerSawEnd }
    let expected = all.flatMap { [$0, $0, $0] }.joined(separator: "\n") + "\n"
    #expect(await bench.receivedText == expected)
    #expect(await bench.events.last == "closed")
  }

  @Test("closing writes what is queued, closes once, and drops what comes later")
  func close() async throws {
    let bench = try PipeBench()
    await bench.start()
    await bench.send(lines(500, length: 499))
    await bench.close()
    await bench.send(["too late"])
    await bench.close()
    try await bench.read(chunk: 1000)
    await bench.until { $0.peerSawEnd }
    #expect(await bench.receivedText == lines(500, length: 499).joined(separator: "\n") + "\n")
    #expect(await bench.events(1) == ["closed"])
    await bench.send(["much too late"])
    await bench.closeWriting()
    #expect(await bench.events == ["closed"])
  }

  @Test("a transport closed before it starts says so when it does")
  func closedEarly() async throws {
    let bench = try PipeBench()
    await bench.close()
    await bench.start()
    #expect(await bench.events(1) == ["closed"])
  }

  @Test("closing the writing side alone leaves the reading side open")
  func closeWriting() async throws {
    let bench = try PipeBench()
    await bench.start()
    try await bench.read()
    await bench.send(["last words"])
    await bench.closeWriting()
    await bench.until { $0.peerSawEnd }
    #expect(await bench.receivedText == "last words\n")
    try await bench.feed("an answer\n")
    #expect(await bench.events(1) == ["line an answer"])
    try await bench.feed("bye\n", thenClose: true)
    #expect(await bench.events(3) == ["line an answer", "line bye", "closed"])
  }

  @Test("reading paused by a full queue goes on when the writing side is closed")
  func closeWritingWhilePaused() async throws {
    var limits = TransportLimits()
    limits.pauseReadingBytes = 1_000
    limits.readBytes = 4_096
    let bench = try PipeBench(limits: limits)
    await bench.start(echoes: 1)
    try await bench.feed(lines(600, length: 999).joined(separator: "\n") + "\n")
    await bench.until { $0.queuedBytes > 1_000 }
    await bench.closeWriting()
    #expect(await bench.events(600).count == 600)
  }

  @Test("a peer that takes no byte for too long is given up")
  func writeStall() async throws {
    var limits = TransportLimits()
    limits.writeStall = .milliseconds(20)
    let bench = try PipeBench(limits: limits)
    await bench.start()
    await bench.send(lines(1_000, length: 999))
    #expect(await bench.events(1) == ["closed: the peer took no byte for 0.02 seconds"])
  }

  @Test("nothing more is read while the peer does not read its answers")
  func backpressure() async throws {
    var limits = TransportLimits()
    limits.pauseReadingBytes = 10_000
    limits.readBytes = 5_000
    let bench = try PipeBench(limits: limits)
    await bench.start(echoes: 1)
    let all = lines(10_000, length: 99)
    try await bench.feed(all.joined(separator: "\n") + "\n")
    await bench.until { $0.queuedBytes > 10_000 }
    try await bench.loop.sleep(for: .milliseconds(10))
    #expect(await bench.unfedBytes > 500_000)
    #expect(await bench.queuedBytes <= 10_000 + 5_000 + 100)
    try await bench.read()
    await bench.until { $0.events.count == all.count && $0.queuedBytes == 0 }
    #expect(await bench.maximumQueuedBytes <= 10_000 + 5_000 + 100)
    #expect(await bench.receivedText.utf8.count <= 1_000_000)
    await bench.close()
    await bench.until { $0.peerSawEnd }
    #expect(await bench.receivedText == all.joined(separator: "\n") + "\n")
  }

  @Test("a queue over the limit ends the connection")
  func queueLimit() async throws {
    var limits = TransportLimits()
    limits.maximumQueuedBytes = 10_000
    let bench = try PipeBench(limits: limits)
    await bench.start()
    await bench.send(lines(2, length: 6_000))
    let reason = "closed: the peer does not read: 12002 bytes are waiting for it"
    #expect(await bench.events(1) == [reason])
  }

  @Test("a line over the limit is reported and the next one is read")
  func oversize() async throws {
    var limits = TransportLimits()
    limits.maximumLineBytes = 8
    let bench = try PipeBench(limits: limits)
    await bench.start()
    try await bench.feed("12345678\n123456789\nok\n")
    #expect(await bench.events(3) == ["line 12345678", "oversized 9 123456789", "line ok"])
  }

  @Test("writing to a peer that is gone ends the connection in order")
  func brokenPipe() async throws {
    let bench = try PipeBench()
    await bench.start()
    await bench.closePeerInput()
    await bench.send(["x"])
    #expect(await bench.events(1) == ["closed"])
  }

  @Test("a peer that closes its reading side after being slow does not keep the loop busy")
  func noSpinning() async throws {
    let bench = try PipeBench()
    await bench.start()
    await bench.send(lines(200, length: 999))
    try await bench.read()
    await bench.until { $0.queuedBytes == 0 && $0.receivedText.utf8.count == 200_000 }
    await bench.closePeerInput()
    let before = await bench.processorTime()
    try await bench.loop.sleep(for: .milliseconds(100))
    #expect(await bench.processorTime() - before < .milliseconds(20))
    try await bench.feed("still here\n")
    #expect(await bench.events(1) == ["line still here"])
  }
}
