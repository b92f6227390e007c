import MCPHTTP
import Testing

@Suite("HTTP URLs")
struct HTTPURLTests {
  @Test("parts are kept as written, but for the case of scheme and host")
  func parts() throws {
    let url = try HTTPURL("HTTPS://User:Pa%73s@MCP.Example:8443/A/../b;c?q=1&r=?#top")
    #expect(url.scheme == "https")
    #expect(url.host == "mcp.example")
    #expect(url.port == 8443)
    #expect(url.path == "/A/../b;c")
    #expect(url.query == "q=1&r=?")
    #expect(url.fragment == "top")
    #expect(url.origin == "https://mcp.example:8443")
    #expect(url.text == "https://User:Pa%73s@mcp.example:8443/A/../b;c?q=1&r=?")
    #expect(url.display == "https://mcp.example:8443/A/../b;c")
    #expect(url.isSecure)
  }

  @Test(
    "the origin leaves out the scheme's own port",
    arguments: [
      ("http://a", "http://a", 80), ("http://a:80/x", "http://a", 80),
      ("https://a:443", "https://a", 443), ("https://a:80", "https://a:80", 80),
      ("http://[::1]:9/x?y", "http://[::1]:9", 9), ("http://a?q", "http://a", 80),
      ("http://1.2.3.4:65535", "http://1.2.3.4:65535", 65535),
    ])
  func origin(text: String, origin: String, port: Int) throws {
    let url = try HTTPURL(text)
    #expect(url.origin == origin)
    #expect(url.effectivePort == port)
    #expect(url.text == text)
  }

  @Test(
    "what is no HTTP URL is refused, and the error does not repeat it",
    arguments: [
      "", "mcp.example", "ftp://a/", "file:///etc/passwd", "http://", "http:///x", "http://:80",
      "http://a:0", "http://a:65536", "http://a:+1", "http://a:", "http://a b/", "http://a/\r\nx",
      "http://a/é", "http://bücher.example", "http://a\\b", "http://a%00b", "http://[::1",
      "http://[fe80::1%25eth0]/", "http://[::1]x", "http://a/<secret>", "http://a|b",
      "javascript:1",
      "http:/a", "//a/b", "http://a/" + String(repeating: "x", count: 20_000),
    ])
  func refusals(text: String) {
    let error = #expect(throws: HTTPURLError.self) { try HTTPURL(text) }
    if text.utf8.count > 10 { #expect(error?.message.contains(text) == false) }
  }

  @Test(
    "the host is this machine or not",
    arguments: [
      ("http://localhost:1", true), ("http://LOCALHOST", true), ("http://app.localhost", true),
      ("http://127.0.0.1", true), ("http://127.8.9.10", true), ("http://[::1]/", true),
      ("http://127.0.0.1.example.com", false), ("http://127.evil.0.1", false),
      ("http://notlocalhost", false), ("http://128.0.0.1", false), ("http://[::2]", false),
    ])
  func loopback(text: String, expected: Bool) throws {
    #expect(try HTTPURL(text).isLoopback == expected)
  }

  @Test(
    "references are resolved as RFC 3986 §5.4 has them",
    arguments: [
      ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
      ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"),
      ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"), ("g#s", "http://a/b/c/g"),
      (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
      ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"),
      ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../g", "http://a/g"),
      ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"), ("/./g", "http://a/g"),
      ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"),
      ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"),
      ("g/../h", "http://a/b/c/h"), ("g;x=1/../y", "http://a/b/c/y"),
      ("g?y/../x", "http://a/b/c/g?y/../x"),
      ("https://other/x/../y", "https://other/y"), ("/messages?s=1", "http://a/messages?s=1"),
    ])
  func resolve(reference: String, expected: String) throws {
    #expect(try HTTPURL("http://a/b/c/d;p?q").resolve(reference).text == expected)
  }

  @Test("a URL without a path resolves from its root, and schemes we do not speak are refused")
  func resolveOdd() throws {
    #expect(try HTTPURL("http://a").resolve("b").text == "http://a/b")
    #expect(throws: HTTPURLError.self) { try HTTPURL("http://a").resolve("data:text/plain,x") }
    #expect(throws: HTTPURLError.self) { try HTTPURL("http://a").resolve("gopher://b/") }
    #expect(throws: HTTPURLError.self) { try HTTPURL("http://a").resolve("/x y") }
  }
}
