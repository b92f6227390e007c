import JSON
import MCPHTTP
import MCPTransport
import Testing

/// Lets in whoever names himself: `Bearer ann scope1,scope2`. `Bearer slow` waits at the gate.
private struct FakeAuthorizer: HTTPAuthorizer {
  let gate = Gate()
  let journal = Journal()

  func authorize(_ request: HTTPRequest) async -> HTTPAuthorization {
    let words = (request.fields["Authorization"] ?? "").split(separator: " ").map(String.init)
    guard words.first == "Bearer", words.count >= 2 else {
      return .refused(
        status: 401, fields: ["WWW-Authenticate": "Bearer resource_metadata=\"x\""],
        message: "a token is needed")
    }
    if words[1] == "slow" {
      journal.note("asked")
      journal.note(await gate.wait() ? "decided" : "gave up")
    }
    let scopes = words.count > 2 ? Set(words[2].split(separator: ",").map(String.init)) : []
    return .allowed(Principal(subject: words[1], issuer: "i", scopes: scopes))
  }

  func metadata(path: String) -> [UInt8]? {
    path == "/.well-known/oauth-protected-resource/mcp" ? Array(#"{"resource":"r"}"#.utf8) : nil
  }

  func insufficientScope(_ scopes: Set<String>) -> HTTPFields {
    [
      "WWW-Authenticate":
        "Bearer error=\"insufficient_scope\", scope=\"\(scopes.sorted().joined(separator: " "))\""
    ]
  }
}

@Suite("Authorization of an endpoint", .timeLimit(.minutes(1)))
struct AuthorizationTests {
  private let authorizer = FakeAuthorizer()
  private let bench: EndpointBench

  init() throws {
    bench = try EndpointBench(
      FakeService(scopes: [
        "tools/call who": ["read", "write"], "resources/read a:b": ["files"],
        "subscriptions/listen": ["listen"],
      ]),
      options: EndpointOptions(serverName: "fake", crossOrigins: ["https://console.example"]),
      authorizer: authorizer)
  }

  private func token(_ words: String) -> HTTPFields { ["Authorization": "Bearer \(words)"] }

  @Test(
    "without a token everything is refused but health and metadata",
    arguments: [
      (Requests.modern("tools/list"), 401), (Requests.initialize(), 401),
      (Requests.stream("s"), 401),
      (Requests.delete("s"), 401), (Requests.get("/metrics"), 401),
      (Requests.post("nonsense"), 401),
      (Requests.get("/health"), 200),
      (Requests.get("/.well-known/oauth-protected-resource/mcp"), 200),
      (Requests.get("/nowhere"), 404),
      (Requests.modern("tools/list", fields: ["Host": "evil.com"]), 403),
    ])
  func refused(request: HTTPRequest, status: Int) async throws {
    let answer = await bench.ask(request)
    #expect(answer.status == status)
    if status == 401 {
      #expect(answer.fields["WWW-Authenticate"] == "Bearer resource_metadata=\"x\"")
      #expect(answer.message == "a token is needed")
      #expect(answer.json?["id"] == nil)
    }
    #expect(bench.service.journal.entries.isEmpty)
  }

  @Test("the metadata is served as it is")
  func metadata() async throws {
    let path = "/.well-known/oauth-protected-resource/mcp"
    let answer = await bench.ask(Requests.get(path))
    #expect(answer.text == #"{"resource":"r"}"#)
    #expect(answer.fields["Content-Type"] == "application/json")
    #expect(await bench.ask(Requests.post("{}", path: path)).fields["Allow"] == "GET")
  }

  @Test("the principal reaches the server, in both eras")
  func principal() async throws {
    let fields = token("ann read,write")
    let modern = await bench.ask(Requests.call("who", fields: fields))
    #expect(modern.json?["result"]?["said"] == "ann read,write false")
    let session = await bench.openSession(fields: fields)
    let later = token("ann more,read,write")
    let legacy = await bench.ask(Requests.legacyCall("who", session: session, fields: later))
    #expect(legacy.json?["result"]?["said"] == "ann more,read,write true")
    #expect(await bench.ask(Requests.get("/metrics", fields: fields)).status == 200)
  }

  @Test(
    "a request needs every scope of its method and name",
    arguments: [
      ("", 403), ("read", 403), ("read,write", 200), ("read,write,more", 200),
    ])
  func scopes(granted: String, status: Int) async throws {
    let fields = token("ann \(granted)")
    let session = await bench.openSession(fields: fields)
    let requests = [
      Requests.call("who", id: 4, fields: fields),
      Requests.legacyCall("who", id: 4, session: session, fields: fields),
    ]
    for request in requests {
      let answer = await bench.ask(request)
      #expect(answer.status == status)
      #expect(answer.json?["id"] == 4)
      guard status == 403 else { continue }
      #expect(answer.code == -32600)
      #expect(
        answer.fields["WWW-Authenticate"]
          == "Bearer error=\"insufficient_scope\", scope=\"read write\"")
      #expect(answer.message?.hasSuffix(granted.isEmpty ? "read write" : "scope write") == true)
    }
  }

  @Test(
    "scopes of other requests",
    arguments: [
      (Requests.call("other"), 200), (Requests.modern("resources/read", ["uri": "a:b"]), 403),
      (Requests.modern("resources/read", ["uri": "a:c"]), 404),
      (Requests.modern("subscriptions/listen"), 403),
      (Requests.call("who", fields: ["Mcp-Name": "other"]), 400),
    ])
  func otherScopes(request: HTTPRequest, status: Int) async throws {
    var request = request
    request.fields["Authorization"] = "Bearer ann"
    #expect(await bench.ask(request).status == status)
  }

  @Test("a batch needs the scopes of all it holds")
  func batch() async throws {
    let session = await bench.openSession("2025-03-26", fields: token("ann read"))
    func call(_ tool: String) -> String {
      #"{"jsonrpc":"2.0","id":"\#(tool)","method":"tools/call","params":{"name":"\#(tool)"}}"#
    }
    let request = Requests.inSession(
      "[\(call("now")),\(call("who"))]", session, fields: token("ann read"))
    #expect(await bench.ask(request).status == 403)
    #expect(bench.service.journal.entries.isEmpty)
  }

  @Test("a session belongs to the principal that opened it")
  func binding() async throws {
    let session = await bench.openSession(fields: token("ann"))
    let note = #"{"jsonrpc":"2.0","method":"m"}"#
    for (who, isOwner) in [("bob", false), ("ann other", true)] {
      let fields = token(who)
      let status = await bench.ask(Requests.legacy("ping", session: session, fields: fields)).status
      #expect(status == (isOwner ? 200 : 404))
      let noted = await bench.ask(Requests.inSession(note, session, fields: fields)).status
      #expect(noted == (isOwner ? 202 : 404))
      let stream = await bench.send(Requests.stream(session, fields: fields))
      #expect(await bench.answer(stream) { $0.status != nil }.status == (isOwner ? 200 : 404))
      let deleted = await bench.ask(Requests.delete(session, fields: fields)).status
      #expect(deleted == (isOwner ? 204 : 404))
    }
  }

  @Test("a client that leaves while authorization is under way is not served")
  func leaving() async throws {
    let number = await bench.send(Requests.modern("tools/list", fields: token("slow")))
    await authorizer.journal.wait(for: "asked")
    await bench.disconnect(number)
    await authorizer.journal.wait(for: "gave up")
    await bench.turn()
    #expect(await bench.answer(number).status == nil)
    #expect(bench.service.journal.entries.isEmpty)
    #expect(
      await bench.ask(Requests.get("/metrics", fields: token("ann"))).text
        .contains("mcp_http_requests_pending 1\n"), "only this one is being authorized")
  }

  @Test("a request being authorized while the server stops is refused")
  func stopping() async throws {
    let number = await bench.send(Requests.modern("tools/list", fields: token("slow")))
    await authorizer.journal.wait(for: "asked")
    async let stopped: Void = bench.stop(draining: .seconds(30))
    await bench.turn()
    authorizer.gate.open()
    await stopped
    #expect(await bench.answer(number).status == 503)
  }

  @Test("a browser asks before it has a token")
  func preflight() async throws {
    var request = Requests.get("/mcp", fields: ["Origin": "https://console.example"])
    request.method = "OPTIONS"
    #expect(await bench.ask(request).status == 204)
  }
}
