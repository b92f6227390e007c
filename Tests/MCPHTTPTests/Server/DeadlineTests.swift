import EventLoop
import MCPHTTP
import Testing

@Suite("Deadlines of a connection", .timeLimit(.minutes(1)))
struct DeadlineTests {
  @Test("a header that trickles in is cut, however steadily it does")
  func slowHeader() async throws {
    let (bench, port) = try await ServerBench.listening { $0.headerTime = .milliseconds(60) }
    let client = try TestClient(port: port, of: bench)
    for byte in "GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8 { await client.send([byte]) }
    async let answer = client.answer()
    while await bench.counters.answers(ofClass: 4) == 0 {
      try await bench.loop.sleep(for: .milliseconds(5))
    }
    #expect(await answer?.status == 408)
    #expect(await client.readToEnd().end == .end)
    #expect(await bench.requests.isEmpty)
  }

  @Test("the time of a header runs from its first byte, not from each")
  func trickle() async throws {
    let (bench, port) = try await ServerBench.listening { $0.headerTime = .milliseconds(100) }
    let client = try TestClient(port: port, of: bench)
    await client.send("GET / HTTP/1.1\r\nX: ")
    while await client.send([0x61]), await bench.counters.answers(ofClass: 4) == 0 {
      try await bench.loop.sleep(for: .milliseconds(2))
    }
    #expect(await client.answer()?.status == 408)
  }

  @Test("a body that stops is cut, one that goes on slowly is read")
  func stalledBody() async throws {
    let (bench, port) = try await ServerBench.listening {
      $0.bodyStall = .milliseconds(800)
      $0.bodyRate = 1
    }
    let client = try TestClient(port: port, of: bench)
    await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n")
    for _ in 0..<40 {
      await client.send([0x61])
      try await bench.loop.sleep(for: .milliseconds(30))
    }
    #expect(await client.answer()?.status == 200)
    await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\nabc")
    #expect(await client.answer()?.status == 408)
    #expect(await client.readToEnd().end == .end)
  }

  @Test("a body below the rate is cut although it goes on")
  func slowBody() async throws {
    let (bench, port) = try await ServerBench.listening {
      $0.bodyStall = .milliseconds(500)
      $0.bodyRate = 1 << 20
    }
    let client = try TestClient(port: port, of: bench)
    await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n")
    while await bench.counters.answers(ofClass: 4) == 0 {
      await client.send([0x61])
      try await bench.loop.sleep(for: .milliseconds(2))
    }
    let answer = await client.answer()
    #expect(answer?.status == 408)
    #expect(answer?.text.contains("slowly") == true)
  }

  @Test("an idle connection is closed without a word, before its first request and after")
  func idle() async throws {
    let (bench, port) = try await ServerBench.listening { $0.idleTime = .milliseconds(400) }
    let silent = try TestClient(port: port, of: bench)
    let client = try TestClient(port: port, of: bench)
    #expect(await client.fetch("GET", "/size/1")?.status == 200)
    #expect(await silent.readToEnd() == ([], .end))
    #expect(await client.readToEnd() == ([], .end))
    #expect(await bench.counters.openConnections == 0)
    #expect(await bench.counters.answers(ofClass: 4) == 0)
  }

  @Test("no deadline runs while a request is being served or a stream is open")
  func serving() async throws {
    let (bench, port) = try await ServerBench.listening {
      $0.idleTime = .milliseconds(400)
      $0.headerTime = .milliseconds(400)
      $0.bodyStall = .milliseconds(400)
      $0.writeStall = .milliseconds(400)
    }
    let holding = try TestClient(port: port, of: bench)
    await holding.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /hold")
    let streaming = try TestClient(port: port, of: bench)
    await streaming.send("GET /stream HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET /stream")
    try await bench.loop.sleep(for: .milliseconds(900))
    await bench.answer(0, "held")
    await bench.with(1) { $0.write(Array("streamed".utf8)) }
    #expect(await holding.answer()?.text == "held")
    #expect(await streaming.text(through: "streamed") != nil)
    #expect(await bench.journal == ["GET /hold", "GET /stream"])
  }

  @Test(
    "a client that takes nothing of its answer is cut", arguments: ["/size/30000000", "/stream"])
  func neverReading(path: String) async throws {
    let (bench, port) = try await ServerBench.listening { $0.writeStall = .milliseconds(100) }
    let client = try TestClient(port: port, of: bench, receiveBytes: 4_096)
    await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
    try await bench.until("GET \(path)")
    if path == "/stream" {
      await bench.with(0) { $0.write([UInt8](repeating: 1, count: 30_000_000)) }
      try await bench.until("gone /stream")
    }
    try await bench.untilCounters { $0.openConnections == 0 }
    #expect(await client.readToEnd().end == .reset)
  }

  @Test("a client that reads slowly but steadily gets all of its answer")
  func slowReader() async throws {
    let (bench, port) = try await ServerBench.listening { $0.writeStall = .seconds(4) }
    let client = try TestClient(port: port, of: bench, receiveBytes: 65_536)
    let body = ServerBench.bytes(6_000_000)
    await client.send("GET /size/6000000 HTTP/1.1\r\nHost: a\r\n\r\n")
    _ = await client.text(through: "\r\n\r\n")
    var position = 0
    while position < body.count {
      // Far less in the time allowed than the kernel holds for the client, from which it wakes a writer late.
      let isSlow = position < 600_000
      if isSlow { try await client.loop.sleep(for: .milliseconds(60)) }
      let piece = await client.bytes(isSlow ? 20_000 : 500_000)
      try #require(!piece.isEmpty)
      #expect(piece[...] == body[position..<position + piece.count])
      position += piece.count
    }
  }

  @Test("a client that does not close after our end is cut, and so is one that floods")
  func closing() async throws {
    let (bench, port) = try await ServerBench.listening {
      $0.closingTime = .milliseconds(60)
      $0.closingBytes = 1 << 20
    }
    var client = try TestClient(port: port, of: bench)
    await client.send("nonsense\n")
    #expect(await client.answer()?.status == 400)
    try await bench.untilCounters { $0.openConnections == 0 }
    client = try TestClient(port: port, of: bench)
    let flood = [UInt8](repeating: 0, count: 1 << 16)
    await client.send("nonsense\n")
    var sent = 0
    while await client.send(flood), sent < 1 << 28 { sent += flood.count }
    #expect(sent < 1 << 28)
  }
}
