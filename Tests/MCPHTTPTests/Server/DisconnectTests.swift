import MCPHTTP
import Testing

@Suite("Clients that go away", .timeLimit(.minutes(1)))
struct DisconnectTests {
  private static let request = "POST /hold HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody"

  @Test("a client may go at every byte of a request", arguments: [false, true])
  func insideRequest(resetting: Bool) async throws {
    let (bench, port) = try await ServerBench.listening()
    for count in 0..<Self.request.utf8.count {
      let client = try TestClient(port: port, of: bench)
      await client.send(Array(Self.request.utf8.prefix(count)))
      await client.close(resetting: resetting)
    }
    // A connection that is reset before it is accepted may never be.
    let last = try TestClient(port: port, of: bench)
    #expect(await last.fetch("GET", "/size/1")?.status == 200)
    try await bench.untilCounters { $0.openConnections == 1 }
    #expect(await bench.journal == ["GET /size/1"])
  }

  @Test("a client may go at every byte of an answer", arguments: [false, true])
  func insideAnswer(resetting: Bool) async throws {
    let (bench, port) = try await ServerBench.listening()
    let whole = try TestClient(port: port, of: bench)
    await whole.send("GET /size/40 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    let length = await whole.readToEnd().bytes.count
    await whole.close()
    for count in 0..<length {
      let client = try TestClient(port: port, of: bench)
      await client.send("GET /size/40 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
      #expect(await client.bytes(count).count == count)
      await client.close(resetting: resetting)
    }
    try await bench.untilCounters { $0.openConnections == 0 }
    let last = try TestClient(port: port, of: bench)
    #expect(await last.fetch("GET", "/size/1")?.status == 200)
  }

  @Test("whoever answers is told once that the client has gone", arguments: [false, true])
  func whenGone(resetting: Bool) async throws {
    let (bench, port) = try await ServerBench.listening()
    for path in ["/hold", "/stream"] {
      let client = try TestClient(port: port, of: bench)
      await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
      try await bench.until("GET \(path)")
      if path == "/stream" { _ = await client.text(through: "\r\n\r\n") }
      await client.close(resetting: resetting)
      try await bench.until("gone \(path)")
    }
    try await bench.untilCounters { $0.openConnections == 0 }
    await bench.with(0) { exchange in
      #expect(!exchange.isOpen && exchange.queuedBytes == 0)
      exchange.respond(status: 200, fields: [:], body: [1])
      exchange.abort()
    }
    await bench.with(1) { exchange in
      exchange.write([1])
      exchange.end()
    }
    #expect(await bench.journal == ["GET /hold", "gone /hold", "GET /stream", "gone /stream"])
  }

  @Test("the end of the client's stream while it waits counts as gone")
  func halfClosedWhileWaiting() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await client.shutdownWriting()
    try await bench.until("gone /hold")
    #expect(await client.readToEnd().bytes.isEmpty)
  }

  @Test("the end is noticed behind requests sent ahead, even too many of them")
  func behindPipelined() async throws {
    let (bench, port) = try await ServerBench.listening {
      $0.pipelinedBytes = 1_000
      $0.presenceCheck = .milliseconds(5)
    }
    for count in [1, 10, 1_000] {
      let client = try TestClient(port: port, of: bench)
      let text = "GET /hold/\(count) HTTP/1.1\r\nHost: a\r\n\r\n"
      await client.send(text + String(repeating: text, count: count))
      try await bench.until("GET /hold/\(count)")
      await client.close()
      try await bench.until("gone /hold/\(count)")
    }
    #expect(await bench.journal.count == 6)
    try await bench.untilCounters { $0.openConnections == 0 }
  }

  @Test("nothing is told once the answer has been handed over")
  func afterAnswer() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await bench.answer(0, "x")
    await client.close()
    try await bench.untilCounters { $0.openConnections == 0 }
    #expect(await bench.journal == ["GET /hold"])
  }

  @Test("whoever asks only after the client has gone is told too")
  func lateListener() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await bench.with(0) { $0.whenGone = nil }
    await client.close()
    try await bench.untilCounters { $0.openConnections == 0 }
    #expect(await bench.journal == ["GET /hold"])
    await bench.listenForEnd(0, "late")
    try await bench.until("gone late")
  }
}
