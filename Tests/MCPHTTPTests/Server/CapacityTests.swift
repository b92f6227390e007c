import MCPHTTP
import Testing

@Suite("Limits of a server", .timeLimit(.minutes(1)))
struct CapacityTests {
  @Test(
    "a request over a limit is answered with its status and the connection closed",
    arguments: [
      ("GET /\(String(repeating: "x", count: 100)) HTTP/1.1\r\nHost: a\r\n\r\n", 414),
      ("GET / HTTP/1.1\r\nHost: a\r\nX: \(String(repeating: "x", count: 200))\r\n\r\n", 431),
      ("GET / HTTP/1.1\r\nHost: a\r\nA:\r\nB:\r\nC:\r\n\r\n", 431),
      ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 51\r\n\r\n", 413),
      ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n33\r\n", 413),
      ("GET / HTTP/1.1\r\n\r\n", 400),
      ("GET / HTTP/2.0\r\n\r\n", 505),
      ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", 501),
      ("GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n", 417),
    ])
  func refusals(request: String, status: Int) async throws {
    let (bench, port) = try await ServerBench.listening {
      $0.requestLineBytes = 60
      $0.headerBytes = 150
      $0.headerFields = 3
      $0.bodyBytes = 50
    }
    let client = try TestClient(port: port, of: bench)
    await client.send(request + "GET /size/1 HTTP/1.1\r\nHost: a\r\n\r\n")
    let answer = await client.answer()
    #expect(answer?.status == status)
    #expect(answer?.fields["connection"] == "close")
    #expect(answer?.fields["content-type"] == "text/plain; charset=utf-8")
    #expect(answer?.text.hasSuffix("\n") == true)
    #expect(await client.readToEnd().end == .end)
    #expect(await bench.requests.isEmpty)
  }

  @Test("the answer to a body too large is not lost in what the client still sends")
  func largeRefusal() async throws {
    let (bench, port) = try await ServerBench.listening { $0.bodyBytes = 1_000 }
    let client = try TestClient(port: port, of: bench)
    let body = [UInt8](repeating: 0x61, count: 5_000_000)
    await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
    #expect(await client.send(body))
    #expect(await client.answer()?.status == 413)
    #expect(await client.readToEnd().end == .end)
  }

  @Test("a connection too many is told so, and served once another has closed")
  func connections() async throws {
    let (bench, port) = try await ServerBench.listening { $0.connections = 2 }
    let first = try TestClient(port: port, of: bench)
    let second = try TestClient(port: port, of: bench)
    #expect(await first.fetch("GET", "/size/1")?.status == 200)
    #expect(await second.fetch("GET", "/size/1")?.status == 200)
    for index in 1...3 {
      let client = try TestClient(port: port, of: bench)
      await client.send("GET /size/1 HTTP/1.1\r\nHost: a\r\n\r\n")
      let answer = await client.answer()
      #expect(answer?.status == 503)
      #expect(answer?.fields["connection"] == "close")
      #expect(await client.readToEnd().end == .end)
      #expect(await bench.counters.refusedConnections == index)
    }
    await first.close()
    try await bench.untilCounters { $0.openConnections == 1 }
    let third = try TestClient(port: port, of: bench)
    #expect(await third.fetch("GET", "/size/1")?.status == 200)
    let counters = await bench.counters
    #expect(counters.acceptedConnections == 3 && counters.openConnections == 2)
    #expect(counters.answers(ofClass: 5) == 3)
    #expect(counters.answers(ofClass: 0) == 0 && counters.answers(ofClass: 9) == 0)
  }

  @Test("more connections than can be told are closed without a word")
  func tooManyRefusals() async throws {
    let (bench, port) = try await ServerBench.listening {
      $0.connections = 1
      $0.refusals = 1
    }
    let first = try TestClient(port: port, of: bench)
    #expect(await first.fetch("GET", "/size/1")?.status == 200)
    let told = try TestClient(port: port, of: bench)
    #expect(await told.answer()?.status == 503)
    let untold = try TestClient(port: port, of: bench)
    #expect(await untold.readToEnd().bytes.isEmpty)
    #expect(await bench.counters.refusedConnections == 2)
    await told.close()
    #expect(await first.fetch("GET", "/size/1")?.status == 200)
  }

  @Test("bodies still arriving may take only so much memory together")
  func arrivingBodies() async throws {
    let (bench, port) = try await ServerBench.listening { $0.arrivingBodyBytes = 250_000 }
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n"
    let half = [UInt8](repeating: 0x61, count: 100_000)
    var clients: [TestClient] = []
    for index in 0..<3 {
      let client = try TestClient(port: port, of: bench)
      clients.append(client)
      await client.send(Array(head.utf8) + half)
      let bytes = (index + 1) * (head.utf8.count + half.count)
      if index < 2 { try await bench.untilCounters { $0.bytesIn >= bytes } }
    }
    #expect(await clients[2].answer()?.status == 503)
    await clients[0].send([0x62])
    #expect(await clients[0].answer()?.body.count == 100_001)
    // What has been served or given up is free again.
    let next = try TestClient(port: port, of: bench)
    #expect(await next.fetch("POST", "/echo", body: half)?.body.count == 100_000)
  }

  @Test("a connection whose answers pile up reads no more until they are taken")
  func answersPileUp() async throws {
    let (bench, port) = try await ServerBench.listening { $0.pauseBytes = 100_000 }
    let client = try TestClient(port: port, of: bench, receiveBytes: 65_536)
    let request = "GET /size/1000000 HTTP/1.1\r\nHost: a\r\n\r\n"
    await client.send(String(repeating: request, count: 50))
    try await bench.until("GET /size/1000000")
    let other = try TestClient(port: port, of: bench)
    #expect(await other.fetch("GET", "/size/1")?.status == 200)
    #expect(await bench.counters.requests < 30)
    let body = ServerBench.bytes(1_000_000)
    for _ in 0..<50 { #expect(await client.answer()?.body == body) }
    #expect(await bench.counters.requests == 51)
  }
}
