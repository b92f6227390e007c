import EventLoop
import Glibc
import JSON
import MCPAuth
import MCPHTTP
import Synchronization
import Testing

@Suite("User agents", .timeLimit(.minutes(1)))
struct UserAgentTests {
  /// A loop and an agent on it that tells which URL it showed.
  final class Bench: Sendable {
    let loop: EventLoop
    let shown = Mutex<[String]>([])

    init() throws { loop = try EventLoop.startThread(named: "agent-test") }
    deinit { loop.stop() }

    func agent(patience: Duration = .seconds(20)) -> LoopbackUserAgent {
      LoopbackUserAgent(on: loop, patience: patience) { url in
        self.shown.withLock { $0.append(url) }
      }
    }

    /// Waits until the agent shows a URL.
    func waitForURL() async {
      while shown.withLock({ $0.isEmpty }) { await Task.yield() }
    }
  }

  private static let url = "https://i.example/authorize?client_id=c&state=s-1"

  private static func port(_ redirectURI: String) throws -> Int {
    try #require(try HTTPURL(redirectURI).port)
  }

  @Test("the browser's answer arrives, the browser gets a page, and the port closes")
  func loopback() async throws {
    let bench = try Bench()
    let agent = bench.agent()
    let redirect = try await agent.redirectURI()
    #expect(redirect.hasPrefix("http://127.0.0.1:") && redirect.hasSuffix("/callback"))
    let port = try Self.port(redirect)
    async let answer = agent.authorize(Self.url, redirectURI: redirect)
    await bench.waitForURL()
    #expect(bench.shown.withLock { $0 } == [Self.url])
    let page = Browser.get(port, "/callback?code=a%20b&state=s-1&iss=x")
    #expect(page.hasPrefix("HTTP/1.1 200") && page.contains("close this page"))
    #expect(!page.contains("a%20b") && page.contains("Cache-Control: no-store"))
    #expect(try await answer == redirect + "?code=a%20b&state=s-1&iss=x")
    // Once only.
    #expect(Browser.get(port, "/callback?code=again&state=s-1").hasPrefix("HTTP/1.1 400"))
    await agent.close()
    #expect(Browser.get(port, "/callback?code=late&state=s-1") == "")
  }

  @Test("everybody else is sent away, and the answer still arrives")
  func strangers() async throws {
    let bench = try Bench()
    let agent = bench.agent()
    let redirect = try await agent.redirectURI()
    let port = try Self.port(redirect)
    #expect(Browser.get(port, "/callback?code=x&state=s-1").hasPrefix("HTTP/1.1 400"))
    async let answer = agent.authorize(Self.url, redirectURI: redirect)
    await bench.waitForURL()
    for (request, status) in [
      ("GET /favicon.ico", "404"), ("GET /", "404"), ("GET /callback", "400"),
      ("GET /callback?state=guessed&code=x", "400"), ("GET /callback?state=s-1&state=s-1", "400"),
      ("POST /callback?state=s-1&code=x", "405"),
    ] {
      #expect(Browser.send(port, request).hasPrefix("HTTP/1.1 \(status)"), "\(request)")
    }
    let rebound = Browser.send(port, "GET /callback?state=s-1&code=x", host: "evil.example")
    #expect(rebound.hasPrefix("HTTP/1.1 404"))
    #expect(Browser.get(port, "/callback?state=s-1&error=access_denied").hasPrefix("HTTP/1.1 200"))
    #expect(try await answer.hasSuffix("error=access_denied"))
    await agent.close()
  }

  @Test("nobody is waited for longer than it takes")
  func patience() async throws {
    let bench = try Bench()
    let agent = bench.agent(patience: .milliseconds(20))
    let redirect = try await agent.redirectURI()
    await #expect {
      try await agent.authorize(Self.url, redirectURI: redirect)
    } throws: { ($0 as? AuthorizationError)?.code == .noConsent }
    await agent.close()
  }

  @Test("giving up ends the wait")
  func cancelled() async throws {
    let bench = try Bench()
    let agent = bench.agent()
    let redirect = try await agent.redirectURI()
    await #expect {
      try await withThrowingTaskGroup(of: String.self) { group in
        group.addTask { try await agent.authorize(Self.url, redirectURI: redirect) }
        await bench.waitForURL()
        group.cancelAll()
        _ = try await group.next()
      }
    } throws: { ($0 as? AuthorizationError)?.code == .cancelled }
    await agent.close()
  }

  @Test(
    "no browser is sent to what is no web page",
    arguments: [
      "javascript:alert(1)", "file:///etc/passwd", "http://evil.example/", "x", "https://a b/",
    ])
  func unsafeURLs(url: String) async throws {
    let bench = try Bench()
    let agent = bench.agent()
    let redirect = try await agent.redirectURI()
    await #expect {
      try await agent.authorize(url, redirectURI: redirect)
    } throws: { ($0 as? AuthorizationError)?.code == .unsafeURL }
    #expect(bench.shown.withLock { $0.isEmpty })
    await agent.close()
  }

  @Test(
    "a port that is taken is an error that says what to do, and each sign-in gets a port of its own"
  )
  func ports() async throws {
    let bench = try Bench()
    let agent = bench.agent()
    let redirect = try await agent.redirectURI()
    let second = LoopbackUserAgent(on: bench.loop, port: try Self.port(redirect)) { _ in }
    await #expect {
      try await second.redirectURI()
    } throws: { "\($0)".contains("another port") }
    #expect(try await bench.agent().redirectURI() != redirect)
    await agent.close()
  }

  @Test("a whole sign-in through the loopback, with a browser that follows redirects")
  func signIn() async throws {
    let network = FakeNetwork()
    let server = FakeAuthorizationServer("http://localhost:9001", on: network)
    let resource = FakeResource("http://localhost:9000", on: network, trusting: [server])
    let bench = try Bench()
    let client = try ClientBench(
      network, url: resource.url, grant: .authorizationCode(bench.agent()))
    async let status = client.call()
    await bench.waitForURL()
    let url = bench.shown.withLock { $0[0] }
    let answer = try await network.fetch(HTTPFetchRequest("GET", url))
    let location = try HTTPURL(try #require(answer.fields["Location"]))
    let page = Browser.get(try #require(location.port), "\(location.path)?\(location.query ?? "")")
    #expect(page.hasPrefix("HTTP/1.1 200"))
    #expect(try await status == 200)
    let uri = server.authorizations.first?["redirect_uri"] ?? ""
    #expect(server.registrations.first?["redirect_uris"] == [.string(uri)])
  }

  @Test("pasting: spaces around are dropped, giving up is no consent")
  func paste() async throws {
    let given = Mutex<String?>(" \n https://x/cb?code=1 \r\n")
    let agent = PasteUserAgent(redirectURI: "https://x/cb") { _ in given.withLock { $0 } }
    #expect(try await agent.authorize("https://i/", redirectURI: "x") == "https://x/cb?code=1")
    given.withLock { $0 = nil }
    await #expect {
      try await agent.authorize("https://i/", redirectURI: "x")
    } throws: { ($0 as? AuthorizationError)?.code == .noConsent }
    given.withLock { $0 = String(repeating: "x", count: 20_000) }
    await #expect {
      try await agent.authorize("https://i/", redirectURI: "x")
    } throws: { ($0 as? AuthorizationError)?.code == .badCallback }
  }
}

/// A browser of a few lines: one request on a connection of its own, everything that comes back.
enum Browser {
  static func get(_ port: Int, _ target: String) -> String { send(port, "GET \(target)") }

  static func send(_ port: Int, _ line: String, host: String? = nil) -> String {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var patience = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let isOpen = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isOpen else { return "" }
    let request =
      "\(line) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\nContent-Length: 0\r\n\r\n"
    _ = Array(request.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
      answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }
}
