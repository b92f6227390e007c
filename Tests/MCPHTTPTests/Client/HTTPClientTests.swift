import Basics
import EventLoop
import Glibc
import MCPHTTP
import Testing

@Suite("The HTTP client", .timeLimit(.minutes(1)))
struct HTTPClientTests {
  /// Makes one request and says what came of it: `200 body`, or the code of the failure.
  private func check(
    _ steps: [Step], _ expected: String,
    of request: (ScriptedServer) -> HTTPFetchRequest = { HTTPFetchRequest("GET", $0.url()) },
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let server = try await ScriptedServer { _ in steps }
    let found = await outcome(HTTPClient(loop: server.loop), request(server))
    #expect(found == expected, sourceLocation: sourceLocation)
  }

  private func outcome(_ client: HTTPClient, _ request: HTTPFetchRequest) async -> String {
    do throws(HTTPFetchError) {
      let response = try await client.fetch(request)
      return "\(response.status) \(String(decoding: response.body, as: UTF8.self))"
    } catch {
      return "\(error.code)"
    }
  }

  @Test("requests carry what they should and nothing else")
  func request() async throws {
    let server = try await ScriptedServer { _ in [.answer("200 OK", "{}")] }
    let client = HTTPClient(loop: server.loop)
    let fields: HTTPFields = [
      "Content-Type": "application/json", "Mcp-Param-Empty": "", "X-Two": "a", "x-two": "b",
    ]
    _ = try await client.fetch(
      HTTPFetchRequest("POST", server.url("/a/../b?q=1#f"), fields: fields, body: Array("hé".utf8)))
    _ = try await client.fetch(HTTPFetchRequest("DELETE", server.url()))
    _ = try await client.fetch(HTTPFetchRequest("POST", server.url(), fields: ["User-Agent": "me"]))
    let seen = await server.requests(3)
    #expect(seen.map(\.method) == ["POST", "DELETE", "POST"])
    #expect(seen[0].target == "/a/../b?q=1")
    #expect(seen[0].body == "hé")
    #expect(
      Set(seen[0].fields.fields.map { "\($0.name): \($0.value)" }) == [
        "Host: 127.0.0.1:\(server.port)", "Accept: */*", "Content-Length: 3",
        "Content-Type: application/json", "Mcp-Param-Empty: ", "X-Two: a", "x-two: b",
        "User-Agent: mcp-cockpit",
      ])
    #expect(seen[1].fields.fields.map(\.name).sorted() == ["Accept", "Host", "User-Agent"])
    #expect(seen[2].fields["Content-Length"] == "0")
    #expect(seen[2].fields["Content-Type"] == nil)
    #expect(seen[2].fields.all("User-Agent") == ["me"])
    #expect(seen.map(\.connection) == [1, 1, 1], "the connection is used again")
  }

  @Test("a large body is sent at once, without asking whether it may")
  func largeBody() async throws {
    let server = try await ScriptedServer { [.answer("200 OK", "\($0.body.utf8.count)")] }
    let body = [UInt8](repeating: 0x61, count: 3 << 20)
    let response = try await HTTPClient(loop: server.loop).fetch(
      HTTPFetchRequest("POST", server.url(), body: body))
    #expect(response.body == Array("\(3 << 20)".utf8))
    #expect(await server.requests[0].fields["Expect"] == nil)
  }

  @Test("answers come whole, with their fields in order")
  func answer() async throws {
    let server = try await ScriptedServer { _ in
      [
        .send("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"),
        .pieces(
          Array(
            "HTTP/1.1 404 Not Found\r\nX-A:  one \r\nx-a:two\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: t\r\n\r\n"
              .utf8), size: 1),
      ]
    }
    let response = try await HTTPClient(loop: server.loop).fetch(
      HTTPFetchRequest("GET", server.url()))
    #expect(response.status == 404)
    #expect(response.fields.all("X-A") == ["one", "two"])
    #expect(response.fields["Link"] == nil)
    #expect(response.fields["X-Trailer"] == nil)
    #expect(response.body == Array("abcde".utf8))
  }

  @Test("requests that cannot be are refused before anything is sent")
  func badRequests() async throws {
    let server = try await ScriptedServer { _ in [.answer()] }
    let client = HTTPClient(loop: server.loop)
    let requests = [
      HTTPFetchRequest("GET", "ftp://127.0.0.1/"), HTTPFetchRequest("GET", "nonsense"),
      HTTPFetchRequest("GET", "file:///etc/passwd"), HTTPFetchRequest("GE T", server.url()),
      HTTPFetchRequest("", server.url()),
      HTTPFetchRequest("GET", server.url(), fields: ["X": "a\r\nEvil: 1"]),
      HTTPFetchRequest("GET", server.url(), fields: ["X: a\r\nEvil": "1"]),
      HTTPFetchRequest("GET", server.url(), fields: ["": "1"]),
      HTTPFetchRequest("GET", server.url("/\r\nEvil: 1")),
    ]
    for request in requests { #expect(await outcome(client, request) == "badURL") }
    #expect(await server.accepted == 0)
  }

  @Test("answers that are no HTTP, or break off, are told apart from no answer at all")
  func broken() async throws {
    try await check([.send("SSH-2.0-OpenSSH\r\n"), .close], "broken")
    try await check([.send("HTTP/1.1 abc\r\n\r\n"), .close], "broken")
    try await check(
      [.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .close], "broken")
    try await check(
      [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"), .close], "broken")
    try await check(
      [.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n"), .close],
      "broken")
    try await check(
      [
        .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"), .after(.milliseconds(20)),
        .reset,
      ],
      "broken")
    try await check([.close], "unreachable")
    try await check([.reset], "unreachable")
  }

  @Test("limits end an answer that is too long, in its head or its body")
  func tooLarge() async throws {
    let kilobyte = String(repeating: "x", count: 1024)
    let small: (ScriptedServer) -> HTTPFetchRequest = {
      HTTPFetchRequest("GET", $0.url(), maximumBodyBytes: 1024)
    }
    try await check([.answer("200 OK", kilobyte)], "200 \(kilobyte)", of: small)
    try await check([.answer("200 OK", kilobyte + "y")], "tooLarge", of: small)
    try await check(
      [.send("HTTP/1.1 200 OK\r\n\r\n" + kilobyte), .send("y"), .hold("never")], "tooLarge",
      of: small)
    let fields = (0..<80).map { "X-\($0): \(kilobyte)\r\n" }.joined()
    try await check([.answer("200 OK", "", fields: fields)], "tooLarge")
  }

  @Test("time runs out while connecting, waiting and reading")
  func timeouts() async throws {
    let hasty: (ScriptedServer) -> HTTPFetchRequest = {
      HTTPFetchRequest("GET", $0.url(), timeout: .milliseconds(50))
    }
    try await check([.hold("never")], "timedOut", of: hasty)
    try await check([.send("HTTP/1.1 200 OK\r\n\r\nabc"), .hold("never")], "timedOut", of: hasty)
  }

  @Test("nobody listening, unknown names and TLS that is none have codes of their own")
  func unreachable() async throws {
    let server = try await ScriptedServer(greeting: "220 mail.example\r\n") { _ in [.close] }
    let client = HTTPClient(loop: server.loop)
    let dead = try ScriptedServer.deadPort()
    func code(_ url: String) async -> String { await outcome(client, HTTPFetchRequest("GET", url)) }
    #expect(await code("http://127.0.0.1:\(dead)/") == "unreachable")
    #expect(await code("http://does-not-exist.invalid/") == "unknownHost")
    #expect(await code("https://127.0.0.1:\(server.port)/") == "insecure")
  }

  @Test("messages of errors name the request without its secrets")
  func secrets() async throws {
    let server = try await ScriptedServer { _ in [.close] }
    let error = await #expect(throws: HTTPFetchError.self) {
      try await HTTPClient(loop: server.loop).fetch(
        HTTPFetchRequest(
          "GET", "http://user:hunter2@127.0.0.1:\(server.port)/path?token=s3cret#frag",
          fields: ["Authorization": "Bearer t0ken"]))
    }
    let message = error?.message ?? ""
    #expect(message.hasPrefix("GET http://127.0.0.1:\(server.port)/path: "))
    for secret in ["hunter2", "s3cret", "t0ken", "user", "frag"] {
      #expect(!message.contains(secret))
    }
  }

  @Test("cancelling the task closes the connection and answers at once")
  func cancel() async throws {
    let server = try await ScriptedServer { _ in [.hold("never")] }
    let client = HTTPClient(loop: server.loop)
    let url = server.url()
    // Owner: this test, which waits for its end.
    let request = Task { await outcome(client, HTTPFetchRequest("GET", url)) }
    _ = await server.requests(1)
    request.cancel()
    #expect(await request.value == "cancelled")
    await server.until { $0.closedByClient == [1] }
    // Owner: this test, which waits for its end.
    let early = Task {
      await server.until { $0.closedByClient == [1] }
      return await outcome(client, HTTPFetchRequest("GET", url))
    }
    early.cancel()
    #expect(await early.value == "cancelled")
    #expect(await server.requests.count == 1)
  }

  @Test("closing ends what is under way and refuses what comes later")
  func close() async throws {
    let server = try await ScriptedServer { _ in [.hold("never")] }
    let client = HTTPClient(loop: server.loop)
    let url = server.url()
    async let first = outcome(client, HTTPFetchRequest("GET", url))
    async let second = outcome(client, HTTPFetchRequest("GET", url))
    _ = await server.requests(2)
    client.close()
    client.close()
    #expect(await first == "cancelled")
    #expect(await second == "cancelled")
    await server.until { $0.closedByClient == [1, 2] }
    #expect(await outcome(client, HTTPFetchRequest("GET", url)) == "cancelled")
  }

  @Test("a client nobody keeps gives its connections back")
  func abandoned() async throws {
    let server = try await ScriptedServer { _ in [.answer()] }
    do { _ = try await HTTPClient(loop: server.loop).fetch(HTTPFetchRequest("GET", server.url())) }
    await server.until { $0.closedByClient == [1] }
  }

  @Test("with nothing under way there is nothing to wake up for")
  func idle() async throws {
    let server = try await ScriptedServer { request in
      request.number == 1 ? [.answer("200 OK", "{}")] : [.hold("never")]
    }
    let client = HTTPClient(loop: server.loop)
    let url = server.url()
    _ = try await client.fetch(HTTPFetchRequest("GET", url))
    #expect(await onLoop(server.loop) { client.isIdle })
    // Owner: this test, which waits for its end.
    let second = Task { await outcome(client, HTTPFetchRequest("GET", url)) }
    _ = await server.requests(2)
    #expect(await onLoop(server.loop) { !client.isIdle })
    second.cancel()
    _ = await second.value
    #expect(await onLoop(server.loop) { client.isIdle })
  }

  @Test("many requests at once are all answered, and no more than allowed are made")
  func many() async throws {
    let server = try await ScriptedServer { [.answer("200 OK", $0.target)] }
    var policy = HTTPClientPolicy()
    policy.maximumRequests = 3
    let client = HTTPClient(loop: server.loop)
    let narrow = HTTPClient(loop: server.loop, policy: policy)
    for (client, expected) in [(client, 40), (narrow, 3)] {
      let answered = await withTaskGroup { group in
        for number in 0..<40 {
          let request = HTTPFetchRequest("GET", server.url("/\(number)"))
          group.addTask(executorPreference: server.loop) {
            await self.outcome(client, request) == "200 /\(number)"
          }
        }
        return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(answered >= expected)
      if expected == 3 { #expect(answered < 40) }
    }
  }

  @Test("a connection the server closed meanwhile is replaced")
  func staleConnection() async throws {
    let server = try await ScriptedServer { _ in [.answer("200 OK", "{}"), .close] }
    let client = HTTPClient(loop: server.loop)
    for _ in 0..<5 {
      #expect(await outcome(client, HTTPFetchRequest("GET", server.url())) == "200 {}")
    }
    #expect(await server.accepted == 5)
  }

  @Test("proxies of the environment are used, but never for this machine")
  func proxies() async throws {
    await #expect(processExitsWith: .success) {
      let proxy = try await ScriptedServer { [.answer("200 OK", $0.target)] }
      setenv("http_proxy", proxy.url(""), 1)
      let server = try await ScriptedServer { [.answer("200 OK", "direct \($0.target)")] }
      let client = HTTPClient(loop: server.loop)
      let guarded = HTTPClient(
        loop: server.loop, policy: HTTPClientPolicy(allowsPrivateAddresses: false))
      let far = HTTPFetchRequest("GET", "http://far.invalid/x?y")
      let near = HTTPFetchRequest("GET", server.url("/z"))
      #expect(try await client.fetch(far).body == Array("http://far.invalid/x?y".utf8))
      #expect(try await client.fetch(near).body == Array("direct /z".utf8))
      await #expect(throws: HTTPFetchError.self) { try await guarded.fetch(far) }
      #expect(await proxy.requests.count == 1)
    }
  }

  @Test("a policy without private addresses refuses them when they are dialled")
  func privateAddresses() async throws {
    let server = try await ScriptedServer { _ in [.answer()] }
    let client = HTTPClient(
      loop: server.loop, policy: HTTPClientPolicy(allowsPrivateAddresses: false))
    for host in ["127.0.0.1", "localhost", "0.0.0.0", "127.1", "2130706433", "0x7f.1", "[::1]"] {
      let error = await #expect(throws: HTTPFetchError.self) {
        try await client.fetch(HTTPFetchRequest("GET", "http://\(host):\(server.port)/"))
      }
      #expect(error?.code == .unreachable)
      #expect(
        error?.message.contains("private network") == true, "\(host): \(error?.message ?? "")")
    }
    #expect(await server.accepted == 0)
  }
}

/// Looks at something on a loop's thread.
func onLoop<Value: Sendable>(
  _ loop: EventLoop, _ body: @escaping @Sendable () -> Value
) async -> Value {
  await withCheckedContinuation { continuation in
    loop.post { continuation.resume(returning: body()) }
  }
}
