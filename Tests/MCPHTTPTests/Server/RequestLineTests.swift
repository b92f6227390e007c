import MCPHTTP
import Testing

@Suite("The request line")
struct RequestLineTests {
  private func check(line: String, _ expected: String) {
    MCPHTTPTests.check("\(line)\r\nHost: a\r\n\r\n", [expected])
  }

  @Test(
    "a method, a target and a version with one space between are read",
    arguments: [
      ("GET / HTTP/1.1", "GET /"),
      ("POST /mcp HTTP/1.1", "POST /mcp"),
      ("get / HTTP/1.1", "get /"),
      ("M-!#$%&'*+.^_`|~9 / HTTP/1.1", "M-!#$%&'*+.^_`|~9 /"),
      ("GET /a/b;c=d,e HTTP/1.1", "GET /a/b;c=d,e"),
      ("GET //double HTTP/1.1", "GET //double"),
      ("GET /%41%2f%2F HTTP/1.1", "GET /%41%2f%2F"),
      ("GET /a?b=c&d=/?:@ HTTP/1.1", "GET /a?b=c&d=/?:@"),
      ("GET /? HTTP/1.1", "GET /?"),
      ("GET /a/../b HTTP/1.1", "GET /a/../b"),
      ("OPTIONS * HTTP/1.1", "OPTIONS *"),
      ("GET / HTTP/1.0", "GET / 1.0 close"),
    ])
  func good(line: String, expected: String) { check(line: line, expected) }

  @Test(
    "anything else is refused",
    arguments: [
      "GET", "GET ", "GET /", "GET / ", "GET  / HTTP/1.1", "GET /  HTTP/1.1", " GET / HTTP/1.1",
      "GET / HTTP/1.1 ", "GET\t/\tHTTP/1.1", "GET / a HTTP/1.1", "G(T / HTTP/1.1",
      "G\u{E9}T / HTTP/1.1", "GET /\tHTTP/1.1", "GET / HTTP/1", "GET / HTTP/11", "GET / HTTP/1.",
      "GET / HTTP/a.1", "GET / http/1.1", "GET / HTTPS/1.1", "GET / HTTP/1.10", "GET / HTTP-1.1",
      "GET / HTTP/1,1",
    ])
  func badLine(line: String) { check(line: line, "refused 400") }

  @Test(
    "a target that is no path and no absolute URL is refused",
    arguments: [
      "GET * HTTP/1.1", "OPTIONS ** HTTP/1.1", "GET a HTTP/1.1", "GET ?a HTTP/1.1",
      "GET a.b:80 HTTP/1.1", "CONNECT a.b:443 HTTP/1.1", "GET /a#b HTTP/1.1",
      "GET /\u{E9} HTTP/1.1",
      "GET /% HTTP/1.1", "GET /%4 HTTP/1.1", "GET /%4g HTTP/1.1", "GET /a?%zz HTTP/1.1",
      "GET /a\"b HTTP/1.1", "GET /a<b HTTP/1.1", "GET /a\\b HTTP/1.1", "GET /a[b HTTP/1.1",
      "GET /a?b|c HTTP/1.1", "GET /a?b{c HTTP/1.1", "GET ftp://a/ HTTP/1.1",
      "GET http:/a HTTP/1.1", "GET http:// HTTP/1.1", "GET http:///a HTTP/1.1",
      "GET http://u@a/ HTTP/1.1", "GET http://a:b/ HTTP/1.1", "GET http://a#b HTTP/1.1",
    ])
  func badTarget(line: String) { check(line: line, "refused 400") }

  @Test(
    "another version is refused with 505",
    arguments: ["HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "HTTP/1.9", "HTTP/3.1"])
  func otherVersions(version: String) { check(line: "GET / \(version)", "refused 505") }

  @Test(
    "the host of an absolute target counts instead of the Host field",
    arguments: [
      ("http://a.b", "/", "a.b"), ("http://a.b/c", "/c", "a.b"), ("HTTP://A:80/", "/", "A:80"),
      ("https://[::1]:8080/x", "/x", "[::1]:8080"), ("http://a?b", "/?b", "a"),
    ])
  func absolute(target: String, path: String, host: String) {
    let text = "GET \(target) HTTP/1.1\r\nX: 1\r\nHost: other\r\n\r\n"
    MCPHTTPTests.check(text, ["GET \(path)"])
    let run = ParserRun([Array(text.utf8)[...]], limits: .init())
    #expect(run.requests.first?.request.fields.all("host") == [host])
    MCPHTTPTests.check("GET \(target) HTTP/1.1\r\n\r\n", ["refused 400"])
  }

  @Test("up to two empty lines before a request are let by")
  func emptyLines() {
    let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    MCPHTTPTests.check("\r\n" + request, ["GET /"])
    MCPHTTPTests.check("\r\n\r\n" + request, ["GET /"])
    MCPHTTPTests.check("\r\n\r\n\r\n" + request, ["refused 400"])
    MCPHTTPTests.check(request + "\r\n" + request, ["GET /", "GET /"])
    MCPHTTPTests.check("\n" + request, ["refused 400"])
    MCPHTTPTests.check("\r\n", ["more"])
  }

  @Test("every byte of a method, a path and a query is judged by its grammar")
  func everyByte() {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    let token = Set((letters + "!#$%&'*+-.^_`|~").utf8)
    let path = Set((letters + "-._~!$&'()*+,;=:@/").utf8)
    for byte in UInt8.min...UInt8.max {
      let inMethod = [byte] + Array("X / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
      let inPath = Array("GET /".utf8) + [byte] + Array("x HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
      let inQuery = Array("GET /?".utf8) + [byte] + Array("x HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
      #expect(isRead(inMethod) == token.contains(byte), "method byte \(byte)")
      #expect(isRead(inPath) == (path.contains(byte) || byte == UInt8(ascii: "?")), "path \(byte)")
      #expect(
        isRead(inQuery) == (path.contains(byte) || byte == UInt8(ascii: "?")), "query \(byte)")
    }
  }

  private func isRead(_ bytes: [UInt8]) -> Bool {
    ParserRun([bytes[...]], limits: .init()).requests.count == 1
  }
}
