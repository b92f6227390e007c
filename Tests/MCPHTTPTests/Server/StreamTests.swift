import MCPHTTP
import Testing

@Suite("Streamed answers", .timeLimit(.minutes(1)))
struct StreamTests {
  @Test("a begun answer goes out at once, and each piece as it is written")
  func pieces() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    let head = await client.text(through: "\r\n\r\n")
    #expect(head?.contains("\r\nTransfer-Encoding: chunked\r\n") == true)
    #expect(head?.contains("Content-Length") == false)
    for text in ["a", "data: b\n\n", String(repeating: "c", count: 5_000)] {
      await bench.with(0) { $0.write(Array(text.utf8)) }
      #expect(await client.chunk() == Array(text.utf8))
    }
    let large = ServerBench.bytes(300_000)
    await bench.with(0) { exchange in
      exchange.write(large)
      exchange.write([])
      exchange.write([1])
      exchange.end()
    }
    #expect(await client.chunk() == large)
    #expect(await client.chunk() == [1])
    #expect(await client.chunk() == [])
    // The connection goes on.
    #expect(await client.fetch("GET", "/size/2")?.body == ServerBench.bytes(2))
    #expect(await bench.journal == ["GET /stream", "GET /size/2"])
  }

  @Test("what is called in the wrong order does nothing")
  func wrongOrder() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await bench.with(0) { exchange in
      exchange.write([9])
      exchange.end()
      exchange.begin(status: 201, fields: [:])
      exchange.respond(status: 200, fields: [:], body: [9])
      exchange.begin(status: 200, fields: [:])
      exchange.write([1])
      exchange.end()
      exchange.write([9])
      exchange.end()
      exchange.respond(status: 200, fields: [:], body: [9])
      exchange.abort()
      #expect(!exchange.isOpen && exchange.queuedBytes == 0)
    }
    let answer = await client.answer()
    #expect(answer?.status == 201)
    #expect(answer?.body == [1])
    #expect(await client.fetch("GET", "/size/2")?.body == ServerBench.bytes(2))
  }

  @Test("an answer without a body cannot be streamed one")
  func noBody() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await bench.with(0) { exchange in
      exchange.begin(status: 204, fields: [:])
      exchange.write([1])
      exchange.end()
    }
    let head = await client.text(through: "\r\n\r\n")
    #expect(head?.contains("Encoding") == false && head?.contains("Content-Length") == false)
    #expect(await client.fetch("GET", "/size/2")?.body == ServerBench.bytes(2))
  }

  @Test("a broken-off answer is seen to be incomplete", arguments: ["1.1", "1.0"])
  func abort(version: String) async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /stream HTTP/\(version)\r\nHost: a\r\n\r\n")
    _ = await client.text(through: "\r\n\r\n")
    await bench.with(0) { $0.write(Array("half".utf8)) }
    _ = await client.text(through: "half")
    await bench.with(0) { $0.abort() }
    let (bytes, end) = await client.readToEnd()
    // Without chunks only a reset tells an end from a break.
    #expect(end == (version == "1.0" ? .reset : .end))
    #expect(!String(decoding: bytes, as: UTF8.self).contains("0\r\n\r\n"))
    try await bench.untilCounters { $0.openConnections == 0 }
    #expect(await bench.journal == ["GET /stream"])
  }

  @Test("a request broken off before its answer ends the connection without one")
  func abortUnanswered() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\nGET /echo HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    await bench.with(0) { $0.abort() }
    #expect(await client.readToEnd().bytes.isEmpty)
    #expect(await bench.journal == ["GET /hold"])
  }

  @Test("whoever streams sees what the client has not taken, and that it takes it in the end")
  func backpressure() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench, receiveBytes: 4_096)
    await client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /stream")
    let piece = ServerBench.bytes(100_000)
    for _ in 0..<200 { await bench.with(0) { $0.write(piece) } }
    let queued = await bench.with(0) { $0.queuedBytes }
    #expect(queued > 1 << 20)
    #expect(await bench.with(0) { $0.isOpen })
    await bench.with(0) { $0.end() }
    _ = await client.text(through: "\r\n\r\n")
    for _ in 0..<200 { #expect(await client.chunk() == piece) }
    #expect(await client.chunk() == [])
    #expect(await client.fetch("GET", "/size/2")?.body == ServerBench.bytes(2))
  }

  @Test("a client that lets a stream pile up to the limit is cut")
  func pilingUp() async throws {
    let (bench, port) = try await ServerBench.listening { $0.queuedBytes = 1 << 20 }
    let client = try TestClient(port: port, of: bench, receiveBytes: 4_096)
    await client.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /stream")
    var pieces = 0
    while await bench.with(0, { $0.isOpen }) {
      await bench.with(0) { $0.write([UInt8](repeating: 1, count: 100_000)) }
      pieces += 1
      try #require(pieces < 1_000)
    }
    #expect(await bench.journal == ["GET /stream", "gone /stream"])
    #expect(await bench.counters.openConnections == 0)
    #expect(await bench.with(0) { $0.queuedBytes } == 0)
  }
}
