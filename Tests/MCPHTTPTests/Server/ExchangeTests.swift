import MCPHTTP
import Testing

@Suite("Requests and answers over a socket", .timeLimit(.minutes(1)))
struct ExchangeTests {
  @Test("a connection is kept and serves one request after the other")
  func keepAlive() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    for index in 0..<20 {
      let body = Array("body \(index)".utf8)
      let answer = await client.fetch("POST", "/echo", body: body)
      #expect(answer?.status == 200)
      #expect(answer?.body == body)
      #expect(answer?.fields["connection"] == nil)
      #expect(answer?.fields["content-type"] == "application/octet-stream")
      #expect(answer?.fields["date"]?.hasSuffix(" GMT") == true)
    }
    let counters = await bench.counters
    #expect(counters.acceptedConnections == 1)
    #expect(counters.openConnections == 1)
    #expect(counters.requests == 20)
    #expect(counters.answers(ofClass: 2) == 20)
    #expect(counters.bytesIn > 20 * 50 && counters.bytesOut > 20 * 100)
  }

  @Test("requests sent ahead are answered in their order, whoever is ready first")
  func pipelining() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    var text = ""
    for path in ["/hold/1", "/echo", "/later", "/hold/2", "/size/3"] {
      text += "GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n"
    }
    await client.send(text)
    try await bench.until("GET /hold/1")
    #expect(await bench.journal == ["GET /hold/1"])
    await bench.answer(0, "first")
    #expect(await client.answer()?.text == "first")
    #expect(await client.answer()?.body == [])
    #expect(await client.answer()?.text == "later")
    try await bench.until("GET /hold/2")
    #expect(await bench.journal.count == 4)
    await bench.answer(1, "second")
    #expect(await client.answer()?.text == "second")
    #expect(await client.answer()?.body == ServerBench.bytes(3))
  }

  @Test("hundreds of requests in one write are all answered")
  func deepPipelining() async throws {
    let (bench, port) = try await ServerBench.listening { $0.pauseBytes = 4_000 }
    let client = try TestClient(port: port, of: bench)
    let one = "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n"
    async let isSent = client.send((1000..<1800).map { one + "\($0)" }.joined())
    _ = await isSent
    for number in 1000..<1800 { #expect(await client.answer()?.text == "\(number)") }
  }

  @Test("bodies of a megabyte go both ways, by length and in chunks")
  func largeBodies() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    let body = ServerBench.bytes(1 << 20)
    #expect(await client.fetch("POST", "/echo", body: body)?.body == body)
    #expect(await client.fetch("GET", "/size/3000000")?.body == ServerBench.bytes(3_000_000))
    await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
    for start in stride(from: 0, to: body.count, by: 100_000) {
      let piece = body[start..<min(start + 100_000, body.count)]
      await client.send(Array("\(String(piece.count, radix: 16))\r\n".utf8) + piece + [13, 10])
    }
    await client.send("0\r\n\r\n")
    #expect(await client.answer()?.body == body)
    #expect(await bench.counters.requests == 3)
  }

  @Test("a request may come in any pieces")
  func pieces() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    for _ in 0..<3 {
      for byte in "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc".utf8 {
        await client.send([byte])
      }
      #expect(await client.answer()?.text == "abc")
    }
  }

  @Test("HEAD has the head of the answer and no body", arguments: ["/size/5", "/stream"])
  func head(path: String) async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("HEAD \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
    let answer = await client.answer(toHead: true)
    #expect(answer?.status == 200)
    if path == "/stream" {
      #expect(answer?.fields["transfer-encoding"] == "chunked")
      await bench.with(0) {
        $0.write([1, 2, 3])
        $0.end()
      }
    } else {
      #expect(answer?.fields["content-length"] == "5")
    }
    #expect(await client.fetch("GET", "/size/2")?.body == ServerBench.bytes(2))
  }

  @Test("statuses without a body have none, and a status that ends nothing becomes 500")
  func statuses() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    for status in [200, 201, 299, 404, 503] {
      let answer = await client.fetch("GET", "/status/\(status)")
      #expect(answer?.status == status)
      #expect(answer?.text == "body")
      #expect(answer?.fields["x-number"] == "\(status)")
    }
    for status in [204, 304] {
      let answer = await client.fetch("GET", "/status/\(status)")
      #expect(answer?.status == status)
      #expect(answer?.fields["content-length"] == nil)
    }
    for status in [0, 101, 199, 600, -3] {
      #expect(await client.fetch("GET", "/status/\(status)")?.status == 500)
    }
  }

  @Test("fields that frame are the server's, and no field can begin a line of its own")
  func hostileFields() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    async let answer = client.fetch("GET", "/hold")
    try await bench.until("GET /hold")
    await bench.with(0) {
      $0.respond(
        status: 200,
        fields: [
          "Content-Length": "99", "Transfer-Encoding": "chunked", "Date": "never",
          "Keep-Alive": "x", "A": "b\r\nSet-Cookie: c\u{0}\u{7F}\td", "B\r\nC": "d", "": "e",
          "F G": "h", "I": "\u{E9}",
        ], body: Array("ok".utf8))
    }
    let got = try #require(await answer)
    #expect(got.text == "ok")
    #expect(got.fields["a"] == "b  Set-Cookie: c  \td")
    #expect(got.fields["i"] == "\u{E9}")
    #expect(
      Set(got.fields.keys) == ["date", "a", "i", "content-length"], "\(got.fields.keys.sorted())")
    #expect(got.fields["date"] != "never")
  }

  @Test("100-continue is sent when the body has not come, and only then")
  func continueExpected() async throws {
    let (bench, port) = try await ServerBench.listening { $0.bodyBytes = 10 }
    let client = try TestClient(port: port, of: bench)
    let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    await client.send(head)
    #expect(await client.text(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
    await client.send("ok")
    #expect(await client.answer()?.text == "ok")
    await client.send(head + "ok")
    #expect(await client.answer()?.status == 200)
    #expect(await bench.counters.answers(ofClass: 1) == 1)
    await client.send(
      "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n")
    #expect(await client.answer()?.status == 413)
  }

  @Test("HTTP/1.0 gets its answer, and the end of the connection is the end of the answer")
  func version10() async throws {
    let (bench, port) = try await ServerBench.listening()
    var client = try TestClient(port: port, of: bench)
    await client.send("GET /size/3 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
    let answer = await client.answer()
    #expect(answer?.fields["connection"] == "close")
    #expect(answer?.body == ServerBench.bytes(3))
    #expect(await client.readToEnd().end == .end)

    client = try TestClient(port: port, of: bench)
    await client.send("GET /stream HTTP/1.0\r\n\r\n")
    try await bench.until("GET /stream")
    await bench.with(0) {
      $0.write(Array("one ".utf8))
      $0.write(Array("two".utf8))
      $0.end()
    }
    let text = await client.textToEnd()
    #expect(text.hasSuffix("Connection: close\r\n\r\none two"))
    #expect(!text.contains("chunked"))
  }

  @Test("either side may ask for the connection to be closed")
  func closing() async throws {
    let (bench, port) = try await ServerBench.listening()
    var client = try TestClient(port: port, of: bench)
    let answer = await client.fetch("GET", "/size/1", fields: "Connection: close\r\n")
    #expect(answer?.fields["connection"] == "close")
    #expect(await client.readToEnd().end == .end)
    client = try TestClient(port: port, of: bench)
    await client.send(
      "GET /close HTTP/1.1\r\nHost: a\r\n\r\nGET /size/1 HTTP/1.1\r\nHost: a\r\n\r\n")
    let text = await client.textToEnd()
    #expect(text.hasSuffix("Content-Length: 3\r\nConnection: close\r\n\r\nbye"))
    #expect(await bench.journal == ["GET /size/1", "GET /close"])
  }

  @Test("what the handler gets is the request as it was sent")
  func request() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    _ = await client.fetch("PUT", "/echo/a%20b?c=d", body: [0, 255, 13, 10], fields: "X-Y: z\r\n")
    let expected = HTTPRequest(
      method: "PUT", path: "/echo/a%20b", query: "c=d",
      fields: ["Host": "a", "Content-Length": "4", "X-Y": "z"], body: [0, 255, 13, 10])
    #expect(await bench.requests == [expected])
  }

  @Test("the client may close its side behind a request whose answer is on its way")
  func halfClosed() async throws {
    let (bench, port) = try await ServerBench.listening()
    let client = try TestClient(port: port, of: bench)
    await client.send("GET /size/3000000 HTTP/1.1\r\nHost: a\r\n\r\n")
    await client.shutdownWriting()
    let (bytes, end) = await client.readToEnd()
    #expect(end == .end)
    #expect(bytes.count > 3_000_000)
  }
}
