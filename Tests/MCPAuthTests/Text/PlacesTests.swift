import MCPAuth
import MCPHTTP
import Testing

@Suite("Where things are")
struct PlacesTests {
  static let resources: [(String, [String])] = [
    (
      "https://h.example/mcp",
      ["/.well-known/oauth-protected-resource/mcp", "/.well-known/oauth-protected-resource"]
    ),
    ("https://h.example", ["/.well-known/oauth-protected-resource"]),
    ("https://h.example/", ["/.well-known/oauth-protected-resource"]),
    (
      "https://h.example/a/b/",
      [
        "/.well-known/oauth-protected-resource/a/b/", "/.well-known/oauth-protected-resource/a/b",
        "/.well-known/oauth-protected-resource",
      ]
    ),
    (
      "https://h.example/mcp?tenant=1",
      [
        "/.well-known/oauth-protected-resource/mcp?tenant=1",
        "/.well-known/oauth-protected-resource",
      ]
    ),
  ]

  @Test("resource metadata: path first, then root", arguments: resources)
  func resource(url: String, places: [String]) throws {
    let found = WellKnown.resourceMetadata(try HTTPURL(url))
    #expect(found == places.map { "https://h.example" + $0 })
  }

  static let issuers: [(String, [String])] = [
    (
      "https://i.example",
      ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]
    ),
    (
      "https://i.example/",
      ["/.well-known/oauth-authorization-server", "/.well-known/openid-configuration"]
    ),
    (
      "https://i.example/t",
      [
        "/.well-known/oauth-authorization-server/t", "/.well-known/openid-configuration/t",
        "/t/.well-known/openid-configuration",
      ]
    ),
    (
      "https://i.example/t/u/",
      [
        "/.well-known/oauth-authorization-server/t/u", "/.well-known/openid-configuration/t/u",
        "/t/u/.well-known/openid-configuration",
      ]
    ),
  ]

  @Test("server metadata: three places with a path, two without", arguments: issuers)
  func issuer(url: String, places: [String]) throws {
    #expect(
      WellKnown.serverMetadata(try HTTPURL(url)) == places.map { "https://i.example" + $0 })
  }

  static let covering: [(String, String, Bool)] = [
    ("https://h.example/mcp", "https://h.example/mcp", true),
    ("https://h.example", "https://h.example/mcp", true),
    ("https://h.example/", "https://h.example/mcp", true),
    ("https://h.example/a", "https://h.example/a/b", true),
    ("https://H.example:443/a/", "https://h.example/a/b", true),
    ("https://h.example/mcp/", "https://h.example/mcp", true),
    ("https://h.example/a", "https://h.example/ab", false),
    ("https://h.example/a/b", "https://h.example/a", false),
    ("https://h.example/A", "https://h.example/a", false),
    ("https://h.example/%61", "https://h.example/a", false),
    ("https://h.example/a/../b", "https://h.example/a/../b/c", false),
    ("https://h.example/a", "https://h.example/a/%2E%2e/b", false),
    ("http://h.example/mcp", "https://h.example/mcp", false),
    ("https://h.example:8443/mcp", "https://h.example/mcp", false),
    ("https://evil.example/mcp", "https://h.example/mcp", false),
    ("https://h.example.evil.example/mcp", "https://h.example/mcp", false),
    ("https://user@h.example/mcp", "https://h.example/mcp", false),
    ("https://h.example/mcp#x", "https://h.example/mcp", false),
    ("https://h.example/mcp?a=1", "https://h.example/mcp", false),
    ("https://h.example/mcp?a=1", "https://h.example/mcp?a=1", true),
    ("https://h.example/mcp", "https://h.example/mcp?a=1", true),
  ]

  @Test("metadata holds for the URL itself and what is below it", arguments: covering)
  func covers(resource: String, url: String, expected: Bool) throws {
    #expect(CanonicalResource.covers(try HTTPURL(resource), try HTTPURL(url)) == expected)
  }

  @Test(
    "the canonical name keeps the path",
    arguments: [
      ("HTTPS://H.Example/MCP", "https://h.example/MCP"),
      ("https://h.example/", "https://h.example"),
      ("https://h.example:443/mcp/", "https://h.example/mcp/"),
      ("http://localhost:80/a#f", "http://localhost/a"),
      ("https://h.example:8443/a?b=c", "https://h.example:8443/a?b=c"),
      ("https://u:p@h.example/a", "https://h.example/a"),
    ])
  func canonical(url: String, name: String) throws {
    #expect(CanonicalResource.text(try HTTPURL(url)) == name)
  }

  static let hosts: [(String, HostReach)] = [
    ("example.com", .open), ("127.0.0.1", .loopback), ("127.9.9.9", .loopback),
    ("localhost", .loopback), ("a.localhost", .loopback), ("localhost.", .loopback),
    ("[::1]", .loopback), ("10.0.0.1", .confined), ("172.16.0.1", .confined),
    ("172.32.0.1", .open), ("192.168.1.1", .confined), ("169.254.169.254", .confined),
    ("100.64.0.1", .confined), ("0.0.0.0", .confined), ("224.0.0.1", .confined),
    ("255.255.255.255", .confined), ("8.8.8.8", .open), ("2130706433", .confined),
    ("0x7f.0.0.1", .confined), ("127.1", .confined), ("0127.0.0.1", .confined),
    ("0x7f000001", .confined), ("[fe80::1]", .confined), ("[fc00::1]", .confined),
    ("[::]", .confined), ("[2606:4700::1111]", .open), ("[::ffff:127.0.0.1]", .loopback),
    ("[::ffff:10.0.0.1]", .confined), ("[::ffff:8.8.8.8]", .open), ("[64:ff9b::a00:1]", .confined),
    ("[2002:7f00:1::]", .loopback), ("[ff02::1]", .confined), ("[1:2:3]", .confined),
    ("[1::2::3]", .confined), ("[::127.0.0.1]", .loopback),
  ]

  @Test("hosts are judged by their text", arguments: hosts)
  func reach(host: String, expected: HostReach) {
    #expect(HostReach(of: host) == expected)
  }

  /// The resource, what it names, whether that may be used.
  static let named: [(String, String, Bool)] = [
    ("https://mcp.example/mcp", "https://login.example/token", true),
    ("https://mcp.example/mcp", "http://login.example/token", false),
    ("https://mcp.example/mcp", "http://127.0.0.1/token", false),
    ("https://mcp.example/mcp", "https://localhost/token", false),
    ("https://mcp.example/mcp", "https://169.254.169.254/latest", false),
    ("https://mcp.example/mcp", "https://10.0.0.1/", false),
    ("https://10.0.0.5/mcp", "https://10.0.0.1/", true),
    ("https://10.0.0.5/mcp", "http://10.0.0.1/", false),
    ("https://10.0.0.5/mcp", "https://127.0.0.1/", false),
    ("http://localhost:3000/mcp", "http://127.0.0.1:4000/token", true),
    ("http://localhost:3000/mcp", "http://login.example/token", false),
    ("http://localhost:3000/mcp", "https://login.example/token", true),
    ("https://mcp.example/mcp", "https://user@login.example/", false),
    ("https://mcp.example/mcp", "https://login.example/#x", false),
    ("https://mcp.example/mcp", "file:///etc/passwd", false),
    ("https://mcp.example/mcp", "/relative", false),
    ("https://mcp.example/mcp", "https://login.example/\r\nX: y", false),
  ]

  @Test(
    "servers may name public https URLs, and local ones only when they are local", arguments: named)
  func policy(resource: String, url: String, isAllowed: Bool) throws {
    let policy = EndpointPolicy(resource: try HTTPURL(resource))
    do throws(AuthorizationError) {
      _ = try policy.url(url, "it")
      #expect(isAllowed)
    } catch {
      #expect(!isAllowed)
      #expect(error.code == .unsafeURL)
      #expect(!error.message.contains("user@"))
    }
  }
}
