import MCPHTTP
import Testing

@Suite("Header fields")
struct HeaderTests {
  /// Checks a header between a request line and its end; `Host` is added unless `bare`.
  private func check(
    header: String, _ expected: String, bare: Bool = false, version: String = "1.1"
  ) {
    let host = bare ? "" : "Host: a\r\n"
    MCPHTTPTests.check("GET / HTTP/\(version)\r\n\(host)\(header)\r\n\r\n", [expected])
  }

  @Test(
    "a name, a colon right behind it and a value are read, and spaces around the value dropped",
    arguments: [
      ("X: y", "y"), ("X:y", "y"), ("X:", ""), ("X: \t ", ""), ("X: \ty z\t ", "y z"),
      ("X: a: b", "a: b"), ("X: \"q\\\"\"", "\"q\\\"\""), ("X: caf\u{E9}", "caf\u{E9}"),
      ("X: a\tb", "a\tb"),
    ])
  func good(line: String, value: String) {
    check(header: line, "GET /")
    let text = "GET / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n"
    let run = ParserRun([Array(text.utf8)[...]], limits: .init())
    #expect(run.requests.first?.request.fields["x"] == value)
  }

  @Test("fields stay in order, as written, however often a name comes")
  func order() throws {
    let text = "GET / HTTP/1.1\r\nB: 1\r\nhOST: a\r\nA: 2\r\nb: 3\r\n\r\n"
    MCPHTTPTests.check(text, ["GET /"])
    let run = ParserRun([Array(text.utf8)[...]], limits: .init())
    let request = try #require(run.requests.first).request
    #expect(request.fields.fields.map(\.name) == ["B", "hOST", "A", "b"])
    #expect(request.fields.all("b") == ["1", "3"])
  }

  @Test("bytes that are no UTF-8 in a value are replaced, and nothing else is")
  func notText() throws {
    let bytes =
      Array("GET / HTTP/1.1\r\nHost: a\r\nX: a".utf8) + [0xFF, 0x62] + Array("\r\n\r\n".utf8)
    MCPHTTPTests.check(bytes: bytes, ["GET /"])
    let run = ParserRun([bytes[...]], limits: .init())
    #expect(run.requests.first?.request.fields["X"] == "a\u{FFFD}b")
  }

  @Test(
    "a line that is none is refused",
    arguments: [
      "X", "X y", ": y", "X : y", "X\t: y", " X: y", "\tX: y", "X y: z", "X(: y", "X\u{E9}: y",
      "X: y\r\n z", "X: y\r\n\tz", "=: y", "X\"Y: z", "X;: y", "X@: y", "X/Y: z",
    ])
  func bad(line: String) { check(header: line, "refused 400") }

  @Test("a space or a tab before the first field is refused")
  func spaceFirst() {
    MCPHTTPTests.check("GET / HTTP/1.1\r\n Host: a\r\n\r\n", ["refused 400"])
    MCPHTTPTests.check("GET / HTTP/1.1\r\n\tHost: a\r\n\r\n", ["refused 400"])
  }

  @Test("every control character but the tab is refused, in a value and in a name")
  func controls() {
    for byte in UInt8.min...UInt8.max {
      let isControl = (byte < 0x20 && byte != 0x09) || byte == 0x7F
      for padding in [0, 3, 7, 8, 15] {
        let value = [UInt8](repeating: 0x61, count: padding) + [byte] + Array("bcdefghi".utf8)
        let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nX: ".utf8) + value + Array("\r\n\r\n".utf8)
        let run = ParserRun([bytes[...]], limits: .init())
        #expect(run.refusal?.status == (isControl ? 400 : nil), "byte \(byte) behind \(padding)")
      }
    }
  }

  @Test("every byte of a name is judged by the grammar of a token")
  func nameBytes() {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    let token = Set((letters + "!#$%&'*+-.^_`|~").utf8)
    for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: ":") {
      let bytes =
        Array("GET / HTTP/1.1\r\nHost: a\r\nX".utf8) + [byte] + Array("Y: z\r\n\r\n".utf8)
      let run = ParserRun([bytes[...]], limits: .init())
      #expect((run.refusal == nil) == token.contains(byte), "byte \(byte)")
    }
  }

  @Test(
    "lines end in CR LF and in nothing else",
    arguments: [
      "GET / HTTP/1.1\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\n", "GET / HTTP/1.1\rHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: a\r\n\r\r\n", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
      "\u{16}\u{3}\u{1}\u{2}\0\u{1}",
    ])
  func lineEnds(text: String) { MCPHTTPTests.check(text, ["refused 400"]) }

  @Test("HTTP/1.1 needs exactly one Host, HTTP/1.0 at most one")
  func host() {
    check(header: "X: y", "refused 400", bare: true)
    check(header: "Host: a\r\nHost: a", "refused 400", bare: true)
    check(header: "Host: a\r\nhost: b", "refused 400", bare: true)
    check(header: "X: y", "GET / 1.0 close", bare: true, version: "1.0")
    check(header: "Host: a\r\nHost: a", "refused 400", bare: true, version: "1.0")
  }

  @Test(
    "a Host is a name or an address with an optional port",
    arguments: [
      ("localhost", true), ("a.b-c.d", true), ("127.0.0.1:8080", true), ("[::1]", true),
      ("[::1]:80", true), ("a:0", true), ("a_b", true), ("%41", true), ("", false), (":80", false),
      ("a:", false), ("a:b", false), ("a:123456", false), ("a b", false), ("a,b", true),
      ("u@a", false), ("a/b", false), ("[::1", false), ("[]", false), ("[::1]x", false),
      ("[::1]80", false), ("::1", false), ("a\u{E9}", false), ("%4", false), ("http://a", false),
      ("a?b", false), ("a#b", false), ("[a b]", false),
    ])
  func hostSyntax(value: String, isGood: Bool) {
    check(header: "Host: \(value)", isGood ? "GET /" : "refused 400", bare: true)
  }

  @Test(
    "Connection: close is found in a list, in letters of any case",
    arguments: [
      ("close", true), ("Close", true), ("keep-alive, close", true), ("CLOSE , x", true),
      ("keep-alive", false), ("closed", false), ("", false), ("x", false),
    ])
  func connection(value: String, closes: Bool) {
    check(header: "Connection: \(value)", closes ? "GET / close" : "GET /")
  }
}
