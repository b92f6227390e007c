import MCPHTTP
import Testing

@Suite("Limits of requests")
struct RequestLimitTests {
  private func limits(_ change: (inout HTTPLimits) -> Void) -> HTTPLimits {
    var limits = HTTPLimits()
    change(&limits)
    return limits
  }

  private func fill(_ count: Int) -> String { String(repeating: "x", count: count) }

  @Test("a request line of the limit is read and a longer one is 414, ended or not")
  func requestLine() {
    let limits = limits { $0.requestLineBytes = 40 }
    let rest = "\r\nHost: a\r\n\r\n"
    let room = 40 - "GET / HTTP/1.1".utf8.count
    check("GET /\(fill(room)) HTTP/1.1\(rest)", ["GET /\(fill(room))"], limits: limits)
    check("GET /\(fill(room + 1)) HTTP/1.1\(rest)", ["refused 414"], limits: limits)
    check("GET /\(fill(room + 2)) HTTP/1.1\(rest)", ["refused 414"], limits: limits)
    check(fill(40), ["more"], limits: limits)
    check(fill(41), ["refused 414"], limits: limits)
    check(fill(40) + "\n", ["refused 400"], limits: limits)
    check(fill(41) + "\n", ["refused 414"], limits: limits)
    check("GET /" + fill(100_000), ["refused 414"])
  }

  @Test("a header of the limit is read and a longer one is 431, ended or not")
  func headerBytes() {
    let limits = limits { $0.headerBytes = 40 }
    let line = "GET / HTTP/1.1\r\nHost: a\r\n"
    let room = 40 - "Host: a\r\nX: \r\n".utf8.count
    check(line + "X: \(fill(room))\r\n\r\n", ["GET /"], limits: limits)
    check(line + "X: \(fill(room + 1))\r\n\r\n", ["refused 431"], limits: limits)
    check(line + "X: \(fill(room + 1))", ["refused 431"], limits: limits)
    check(line + "X: \(fill(room))\r\nY:\r\n\r\n", ["refused 431"], limits: limits)
    check(line + String(repeating: "X: y\r\n", count: 6) + "\r\n", ["refused 431"], limits: limits)
    check(line + String(repeating: "X: y\r\n", count: 5) + "\r\n", ["GET /"], limits: limits)
    check(line + "X: " + fill(100_000), ["refused 431"])
  }

  @Test("as many fields as the limit are read and one more is 431")
  func headerFields() {
    let limits = limits { $0.headerFields = 3 }
    let line = "GET / HTTP/1.1\r\nHost: a\r\n"
    check(line + "A: 1\r\nB: 2\r\n\r\n", ["GET /"], limits: limits)
    check(line + "A: 1\r\nB: 2\r\nC: 3\r\n\r\n", ["refused 431"], limits: limits)
  }

  @Test("the limits hold for each request anew")
  func everyRequest() {
    let limits = limits {
      $0.headerBytes = 20
      $0.headerFields = 2
      $0.leadingEmptyLines = 1
      $0.chunkExtensionBytes = 4
    }
    let request =
      "\r\nGET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n"
    check(request + request + request, ["GET /", "GET /", "GET /"], limits: limits)
    let chunked =
      "POST / HTTP/1.1\r\nHost: a\r\n\r\n"
    check(chunked + chunked, ["POST /", "POST /"], limits: limits)
  }

  @Test("a body of the limit is read and a larger one is 413")
  func body() {
    let limits = limits { $0.bodyBytes = 4 }
    let head = "POST / HTTP/1.1\r\nHost: a\r\n"
    check(head + "Content-Length: 4\r\n\r\nabcd", ["POST / =abcd"], limits: limits)
    check(head + "Content-Length: 5\r\n\r\nabcde", ["refused 413"], limits: limits)
    check(
      head + "Expect: 100-continue\r\nContent-Length: 5\r\n\r\n", ["refused 413"], limits: limits)
  }

  @Test("chunk extensions and trailers are bounded over the whole body")
  func chunkExtras() {
    let limits = limits {
      $0.chunkExtensionBytes = 6
      $0.trailerBytes = 12
    }
    let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    check(head + "1;ab\r\na\r\n0;ab\r\n\r\n", ["POST / =a"], limits: limits)
    check(head + "1;ab\r\na\r\n0;abc\r\n\r\n", ["refused 400"], limits: limits)
    check(head + "1;abcdef\r\na\r\n0\r\n\r\n", ["refused 400"], limits: limits)
    check(head + "1;" + fill(100), ["refused 400"], limits: limits)
    check(head + "0\r\nX: y\r\nZ: y\r\n\r\n", ["POST /"], limits: limits)
    check(head + "0\r\nX: y\r\nZ: yy\r\n\r\n", ["refused 431"], limits: limits)
    check(head + "0\r\n" + fill(100), ["refused 431"], limits: limits)
  }

  @Test("a refusal says what is wrong and how to mend it, and holds nothing of the request")
  func messages() {
    let samples = [
      "GET / HTTP/1.1\n", "GET /secret HTTP/9.9\r\n", "secret", "GET / HTTP/1.1\r\nsecret\r\n",
      "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nExpect: secret\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: secret\r\n",
    ]
    for sample in samples {
      let text = sample == "secret" ? sample + String(repeating: "x", count: 10_000) : sample
      let refusal = ParserRun([Array(text.utf8)[...]], limits: .init()).refusal
      #expect((refusal?.message.utf8.count ?? 0) > 20, "\(sample)")
      #expect(refusal?.message.contains("secret") == false, "\(sample)")
    }
  }

  @Test("after a refusal nothing more is read")
  func refusedForGood() {
    var parser = HTTPRequestParser(limits: .init())
    let good = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
    _ = Array("\n".utf8).withUnsafeBufferPointer { parser.feed($0) }
    for _ in 0..<2 {
      let result = good.withUnsafeBufferPointer { parser.feed($0) }
      #expect(result == (good.count, .refused))
    }
  }
}
