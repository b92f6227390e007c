import MCPHTTP
import Testing

@Suite("Redirects", .timeLimit(.minutes(1)))
struct HTTPRedirectTests {
  private let fields: HTTPFields = [
    "Authorization": "Bearer t", "Content-Type": "application/json", "Accept": "text/html",
    "Mcp-Session-Id": "s", "DPoP": "p",
  ]

  private func redirect(
    _ status: Int, _ location: String?, from url: String = "https://a.example/x/y",
    method: String = "POST", rule: HTTPRedirectRule = .any
  ) throws -> HTTPRedirect? {
    HTTPRedirect(
      status: status, location: location, from: try HTTPURL(url), method: method, fields: fields,
      rule: rule)
  }

  @Test(
    "a redirect goes on with the right method, or not at all",
    arguments: [
      (301, "POST", HTTPRedirectRule.any, "GET"), (302, "POST", .any, "GET"),
      (303, "POST", .any, "GET"), (303, "DELETE", .any, "GET"), (307, "POST", .any, "POST"),
      (308, "PUT", .any, "PUT"), (301, "GET", .any, "GET"), (301, "HEAD", .any, "HEAD"),
      (301, "POST", .unchangedOnly, nil), (303, "POST", .unchangedOnly, nil),
      (307, "POST", .unchangedOnly, "POST"), (302, "GET", .unchangedOnly, "GET"),
      (200, "GET", .any, nil), (304, "GET", .any, nil), (300, "GET", .any, nil),
      (401, "GET", .any, nil),
    ] as [(Int, String, HTTPRedirectRule, String?)])
  func methods(status: Int, method: String, rule: HTTPRedirectRule, expected: String?) throws {
    let redirect = try redirect(status, "/z", method: method, rule: rule)
    #expect(redirect?.method == expected)
    #expect(redirect == nil || redirect?.keepsBody == (expected == method))
    #expect(redirect == nil || redirect?.url.text == "https://a.example/z")
  }

  @Test(
    "where a redirect may lead",
    arguments: [
      ("https://a.example/", "z", "https://a.example/z"),
      ("https://a.example/", "https://b.example/", "https://b.example/"),
      ("https://a.example/", "http://a.example/", nil),
      ("https://a.example/", "http://b.example/", nil),
      ("http://a.example/", "https://a.example/", nil),
      ("http://a.example/", "http://b.example/", nil),
      ("http://a.example/", "http://a.example:80/q", "http://a.example:80/q"),
      ("http://a.example/", "http://a.example:81/", nil),
      ("https://a.example/", "//b.example/c", "https://b.example/c"),
      ("https://a.example/", "file:///etc/passwd", nil), ("https://a.example/", "http:///", nil),
      ("https://a.example/", "/a b", nil), ("https://a.example/", nil, nil),
    ] as [(String, String?, String?)])
  func places(from: String, location: String?, expected: String?) throws {
    #expect(try redirect(307, location, from: from)?.url.text == expected)
  }

  @Test("credentials and sessions stay at their origin")
  func credentials() throws {
    let home = try redirect(307, "https://a.example:443/z")
    #expect(home?.fields == fields)
    let abroad = try redirect(307, "https://b.example/z")
    #expect(abroad?.fields.fields.map(\.name) == ["Content-Type", "Accept"])
    let turned = try redirect(303, "/z")
    #expect(turned?.fields["Content-Type"] == nil)
    #expect(turned?.fields["Authorization"] == "Bearer t")
  }

  @Test("as many redirects as allowed are followed on the wire, then the answer itself comes")
  func onTheWire() async throws {
    let server = try await ScriptedServer { request in
      switch request.target {
      case "/1": [.answer("307 T", "gone", fields: "Location: /2\r\n")]
      case "/2": [.answer("303 See Other", fields: "Location: 3?q\r\n")]
      case "/loop": [.answer("302 Found", fields: "Location: /loop\r\n")]
      case "/away": [.answer("307 T", fields: "Location: http://127.0.0.2:1/\r\n")]
      default: [.answer("200 OK", "\(request.method) \(request.body)")]
      }
    }
    let client = HTTPClient(loop: server.loop)
    func fetch(_ target: String, redirects: Int) async throws -> String {
      let response = try await client.fetch(
        HTTPFetchRequest(
          "POST", server.url(target), body: Array("body".utf8), maximumRedirects: redirects))
      return "\(response.status) \(String(decoding: response.body, as: UTF8.self))"
    }
    #expect(try await fetch("/1", redirects: 0) == "307 gone")
    #expect(try await fetch("/1", redirects: 1) == "303 ")
    #expect(try await fetch("/1", redirects: 2) == "200 GET ")
    #expect(try await fetch("/loop", redirects: 5) == "302 ")
    #expect(try await fetch("/away", redirects: 5) == "307 ")
    let seen = await server.requests
    #expect(
      seen.map(\.target) == ["/1", "/1", "/2", "/1", "/2", "/3?q"]
        + Array(repeating: "/loop", count: 6) + ["/away"])
    #expect(seen[2].body == "body")
    #expect(await server.accepted == 1, "one connection serves them all")
  }
}
