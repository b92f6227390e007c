import Basics
import MCPHTTP
import Testing

@Suite("Request bodies")
struct BodyTests {
  private func check(
    _ fields: String, _ body: String, _ expected: [String], version: String = "1.1"
  ) {
    MCPHTTPTests.check(
      "POST / HTTP/\(version)\r\nHost: a\r\n\(fields)\r\n\r\n\(body)", expected)
  }

  @Test("a body has the length it says")
  func length() {
    check("Content-Length: 5", "hello", ["POST / =hello"])
    check("content-length:5", "hello", ["POST / =hello"])
    check("Content-Length: 005", "hello", ["POST / =hello"])
    check("Content-Length: 0", "", ["POST /"])
    check("Content-Length: 5", "hell", ["more"])
    check("Content-Length: 5", "", ["more"])
    check("X: y", "", ["POST /"])
    check("Content-Length: 5", "hello", ["POST / 1.0 close =hello"], version: "1.0")
  }

  @Test("what follows a body is the next request")
  func pipelined() {
    let next = "GET /b HTTP/1.1\r\nHost: a\r\n\r\n"
    check("Content-Length: 5", "hello" + next, ["POST / =hello", "GET /b"])
    check("Content-Length: 0", next + next, ["POST /", "GET /b", "GET /b"])
    check("Transfer-Encoding: chunked", "1\r\na\r\n0\r\n\r\n" + next, ["POST / =a", "GET /b"])
    check("Content-Length: 4", "hello" + next, ["POST / =hell", "oGET /b"])
    check("Content-Length: 6", "hello" + next, ["POST / =helloG", "ET /b"])
  }

  @Test(
    "a Content-Length that is not digits alone is refused",
    arguments: [
      "+5", "-5", "5 5", "5,5", "5, 5", "0x5", "5.0", "", "five", "5;", "\u{FF15}", "5\u{B}", "1e1",
    ])
  func badLength(value: String) { check("Content-Length: \(value)", "hello", ["refused 400"]) }

  @Test("a second Content-Length is refused, even an equal one")
  func twoLengths() {
    check("Content-Length: 5\r\nContent-Length: 5", "hello", ["refused 400"])
    check("Content-Length: 5\r\ncontent-length: 6", "hello", ["refused 400"])
  }

  @Test(
    "a length beyond the limit, and beyond all numbers, is too large",
    arguments: ["11", "9223372036854775807", "9223372036854775808", "99999999999999999999999999"])
  func tooLong(value: String) {
    var limits = HTTPLimits()
    limits.bodyBytes = 10
    MCPHTTPTests.check(
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(value)\r\n\r\nhello", ["refused 413"],
      limits: limits)
  }

  @Test(
    "chunks are put together, extensions and trailers dropped",
    arguments: [
      ("5\r\nhello\r\n0\r\n\r\n", "hello"),
      ("2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"),
      ("a\r\n0123456789\r\n0\r\n\r\n", "0123456789"),
      ("A\r\n0123456789\r\n000\r\n\r\n", "0123456789"),
      ("0000000000000005\r\nhello\r\n0\r\n\r\n", "hello"),
      ("5;a\r\nhello\r\n0;b=c;d=\"e f\"\r\n\r\n", "hello"),
      ("5;\r\nhello\r\n0\r\n\r\n", "hello"),
      ("5\r\nhello\r\n0\r\nX: y\r\nZ:\r\n\r\n", "hello"),
      ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
    ])
  func chunks(body: String, expected: String) {
    check("Transfer-Encoding: chunked", body, ["POST / =\(expected)"])
    check("transfer-encoding: Chunked", body, ["POST / =\(expected)"])
  }

  @Test("a body of no chunks is empty, and one without its end is not whole")
  func emptyChunks() {
    check("Transfer-Encoding: chunked", "0\r\n\r\n", ["POST /"])
    check("Transfer-Encoding: chunked", "0\r\n", ["more"])
    check("Transfer-Encoding: chunked", "5\r\nhello\r\n", ["more"])
    check("Transfer-Encoding: chunked", "5\r\nhello", ["more"])
    check("Transfer-Encoding: chunked", "", ["more"])
  }

  @Test(
    "chunks that are not exactly so are refused",
    arguments: [
      "\r\n", "x\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", " 1\r\na\r\n", "1 \r\na\r\n",
      "1\na\r\n", "1\r\na\n", "1\r\nab\r\n", "1\r\na0\r\n\r\n", "2\r\na\r\n0\r\n\r\n", ";a\r\n",
      "00000000000000001\r\na\r\n", "1,\r\na\r\n", "1;a\u{1}\r\n", "1;a\n", "0\r\nX\r\n\r\n",
      "0\r\n X: y\r\n\r\n", "0\r\nX : y\r\n\r\n", "0\r\n\n", "1\r\na\r\r\n", "1\r\na\r\n\r\n",
    ])
  func badChunks(body: String) {
    check("Transfer-Encoding: chunked", body, ["refused 400"])
  }

  @Test("a chunk beyond the limit of the body, and beyond all numbers, is too large")
  func largeChunks() {
    var limits = HTTPLimits()
    limits.bodyBytes = 10
    for body in ["b\r\n", "8\r\n01234567\r\n3\r\n", "ffffffffffffffff\r\n", "7fffffffffffffff\r\n"]
    {
      MCPHTTPTests.check(
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(body)",
        ["refused 413"], limits: limits)
    }
    MCPHTTPTests.check(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
        + "8\r\n01234567\r\n2\r\n89\r\n0\r\n\r\n", ["POST / =0123456789"], limits: limits)
  }

  @Test("who expects 100-continue is told once the head is whole and a body follows")
  func expectation() {
    check("Expect: 100-continue\r\nContent-Length: 5", "hello", ["continue", "POST / =hello"])
    check("expect: 100-Continue\r\nContent-Length: 5", "", ["continue", "more"])
    check(
      "Expect: 100-continue\r\nTransfer-Encoding: chunked", "0\r\n\r\n", ["continue", "POST /"])
    check("Expect: 100-continue", "", ["POST /"])
    check("Expect: 100-continue\r\nContent-Length: 0", "", ["POST /"])
    check(
      "Expect: 100-continue\r\nContent-Length: 1", "a", ["POST / 1.0 close =a"], version: "1.0")
  }

  @Test(
    "another expectation is refused",
    arguments: [
      "Expect: tea", "Expect:", "Expect: 100-continue, tea",
      "Expect: 100-continue\r\nExpect: 100-continue",
    ])
  func otherExpectations(fields: String) {
    check(fields, "", ["refused 417"])
    check(fields, "", ["POST / 1.0 close"], version: "1.0")
  }

  @Test("a large body read in place is the same as one that was fed")
  func inPlace() throws {
    var random = SeededRandom(seed: 7)
    let body = (0..<100_000).map { _ in UInt8.random(in: 0...255, using: &random) }
    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n"
    var parser = HTTPRequestParser(limits: .init())
    #expect(parser.missingBodyBytes == 0)
    let first = Array(head.utf8) + body[..<10]
    let fed = first.withUnsafeBufferPointer { parser.feed($0) }
    #expect(fed == (first.count, .incomplete))
    var position = 10
    var event = HTTPRequestParser.Event.incomplete
    while event == .incomplete {
      #expect(parser.missingBodyBytes == body.count - position)
      event = parser.readBody { room in
        #expect(room.count == body.count - position)
        let count = min(room.count, Int.random(in: 1...30_000, using: &random))
        _ = room.update(fromContentsOf: body[position..<position + count])
        position += count
        return count
      }
    }
    #expect(event == .request)
    #expect(parser.takeRequest().request.body == body)
    #expect(parser.isAtStart)
    // A reader that has nothing, or an error, changes nothing.
    _ = first.withUnsafeBufferPointer { parser.feed($0) }
    #expect(parser.readBody { _ in -1 } == .incomplete)
    #expect(parser.missingBodyBytes == body.count - 10)
  }
}
