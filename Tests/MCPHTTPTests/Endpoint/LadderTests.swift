import JSON
import MCPHTTP
import Testing

/// One request and what the endpoint must make of it.
struct Rung: Sendable, CustomTestStringConvertible {
  let name: String
  let request: HTTPRequest
  let status: Int
  var code: Int?
  /// The id that must be echoed, as text.
  var id: String?
  var allow: String?

  var testDescription: String { name }

  init(
    _ name: String, _ request: HTTPRequest, _ status: Int, code: Int? = nil, id: String? = nil,
    allow: String? = nil
  ) {
    self.name = name
    self.request = request
    self.status = status
    self.code = code
    self.id = id
    self.allow = allow
  }

  func check(_ answer: Answer) {
    #expect(answer.status == status, "\(answer.text)")
    #expect(answer.code == code, "\(answer.text)")
    #expect(answer.json?["id"].map(JSONWriter.string) == id, "\(answer.text)")
    #expect(answer.fields["Allow"] == allow)
    if let code {
      #expect(answer.message?.isEmpty == false, "an error says what is wrong")
      #expect(code != 0 && !answer.text.contains("\n"), "one line")
    }
  }
}

@Suite("The ladder of an endpoint: what comes before the message", .timeLimit(.minutes(1)))
struct LadderTests {
  private static let list = Requests.modern("tools/list")

  private static func list(_ fields: HTTPFields, without: [String] = []) -> HTTPRequest {
    Requests.modern("tools/list", fields: fields, without: without)
  }

  private static func doubled(_ name: String, _ value: String) -> HTTPRequest {
    var request = list
    request.fields.append(name.lowercased(), value)
    return request
  }

  private static func with(method: String, path: String = "/mcp") -> HTTPRequest {
    var request = list
    request.method = method
    request.path = path
    return request
  }

  static let hosts: [Rung] = [
    Rung("a good request", list, 200, id: "1"),
    Rung("localhost without a port", list(["Host": "localhost"]), 200, id: "1"),
    Rung("the host in capitals", list(["Host": "LocalHost:1"]), 200, id: "1"),
    Rung("the address", list(["Host": "127.0.0.1:65535"]), 200, id: "1"),
    Rung("the IPv6 address", list(["Host": "[::1]"]), 200, id: "1"),
    Rung("the IPv6 address with a port", list(["Host": "[::1]:80"]), 200, id: "1"),
    Rung("a configured name", list(["Host": "mcp.example:8443"]), 200, id: "1"),
    Rung("a foreign host", list(["Host": "evil.example.com"]), 403, code: -32600),
    Rung("a host that only begins well", list(["Host": "localhost.evil.com"]), 403, code: -32600),
    Rung("a host with a user", list(["Host": "localhost@evil.com"]), 403, code: -32600),
    Rung("a port that is none", list(["Host": "localhost:8x"]), 403, code: -32600),
    Rung("an empty port", list(["Host": "localhost:"]), 403, code: -32600),
    Rung("no host", list([:], without: ["Host"]), 400, code: -32600),
    Rung("a local origin", list(["Origin": "http://localhost:3000"]), 200, id: "1"),
    Rung("an origin of ours", list(["Origin": "https://mcp.example"]), 200, id: "1"),
    Rung("a configured origin", list(["Origin": "https://console.example"]), 200, id: "1"),
    Rung("a foreign origin", list(["Origin": "http://evil.example.com"]), 403, code: -32600),
    Rung("an origin that hides", list(["Origin": "null"]), 403, code: -32600),
    Rung("an origin of a file", list(["Origin": "file://localhost"]), 403, code: -32600),
    Rung("two hosts", doubled("Host", "localhost:8080"), 400, code: -32600),
    Rung("two origins", with2("Origin"), 400, code: -32600),
    Rung("two methods", doubled("Mcp-Method", "tools/list"), 400, code: -32600),
    Rung("two revisions", doubled("MCP-Protocol-Version", "2026-07-28"), 400, code: -32600),
    Rung("two names", with2("Mcp-Name"), 400, code: -32600),
    Rung("two sessions", with2("Mcp-Session-Id"), 400, code: -32600),
    Rung("two of one mirrored argument", with2("Mcp-Param-Region"), 400, code: -32600),
    Rung("two content types", doubled("Content-Type", "application/json"), 400, code: -32600),
  ]

  private static func with2(_ name: String) -> HTTPRequest {
    var request = list
    request.fields.append(name, "http://localhost")
    request.fields.append(name.uppercased(), "http://localhost")
    return request
  }

  static let heads: [Rung] = [
    Rung("another path", with(method: "POST", path: "/other"), 404, code: -32600),
    Rung("the root", with(method: "POST", path: "/"), 200, id: "1"),
    Rung(
      "PUT", with(method: "PUT"), 405, code: -32600, allow: "POST"),
    Rung("GET of a modern client", with(method: "GET"), 405, code: -32600, allow: "POST"),
    Rung("DELETE of a modern client", with(method: "DELETE"), 405, code: -32600, allow: "POST"),
    Rung("OPTIONS without an origin", with(method: "OPTIONS"), 405, code: -32600, allow: "POST"),
    Rung(
      "PUT of a client that says nothing",
      HTTPRequest(method: "PUT", path: "/mcp", fields: ["Host": "localhost"]),
      405, code: -32600, allow: "GET, POST, DELETE"),
    Rung("no content type", list([:], without: ["Content-Type"]), 415, code: -32600),
    Rung("a form", list(["Content-Type": "text/plain"]), 415, code: -32600),
    Rung("nearly JSON", list(["Content-Type": "application/jsonp"]), 415, code: -32600),
    Rung(
      "JSON with a charset", list(["Content-Type": "Application/JSON; charset=utf-8"]), 200, id: "1"
    ),
    Rung("a modern client that takes nothing", list(["Accept": "text/html"]), 200, id: "1"),
    Rung("a modern client that does not say", list([:], without: ["Accept"]), 200, id: "1"),
    Rung(
      "a body over the limit", Requests.post(String(repeating: " ", count: 5000)), 413, code: -32600
    ),
  ]

  static let bodies: [Rung] = [
    Rung("no body", Requests.post(""), 400, code: -32700),
    Rung("no JSON", Requests.post("{\"jsonrpc\":"), 400, code: -32700),
    Rung("JSON, but no object", Requests.post("17"), 400, code: -32600),
    Rung("no version", Requests.post(#"{"id":4,"method":"m"}"#), 400, code: -32600, id: "4"),
    Rung(
      "another version", Requests.post(#"{"jsonrpc":"1.0","id":"x","method":"m"}"#), 400,
      code: -32600, id: #""x""#),
    Rung(
      "an id of null", Requests.post(#"{"jsonrpc":"2.0","id":null,"method":"m"}"#), 400,
      code: -32600),
    Rung(
      "a batch from nowhere", Requests.post(#"[{"jsonrpc":"2.0","method":"m"}]"#), 400, code: -32600
    ),
    Rung(
      "a batch of a modern client",
      Requests.post(
        " \n[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"m\"}]",
        fields: ["MCP-Protocol-Version": "2026-07-28"]),
      400, code: -32600),
    Rung("a batch that is no JSON", Requests.post("[{]"), 400, code: -32700),
    Rung("an empty batch", Requests.post("[]"), 400, code: -32600),
    Rung(
      "an answer of a modern client",
      Requests.post(
        #"{"jsonrpc":"2.0","id":1,"result":{}}"#, fields: ["MCP-Protocol-Version": "2026-07-28"]),
      400, code: -32600),
    Rung(
      "an answer from nowhere", Requests.post(#"{"jsonrpc":"2.0","id":1,"result":{}}"#), 400,
      code: -32602),
    Rung("a notification from nowhere", Requests.post(#"{"jsonrpc":"2.0","method":"m"}"#), 202),
    Rung(
      "a modern notification",
      Requests.post(
        #"{"jsonrpc":"2.0","method":"m"}"#, fields: ["MCP-Protocol-Version": "2026-07-28"]), 202),
    Rung(
      "a modern notification without fields",
      Requests.post(
        #"{"jsonrpc":"2.0","method":"m","params":{"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28"}}}"#
      ),
      202),
    Rung(
      "a legacy notification without a session",
      Requests.post(
        #"{"jsonrpc":"2.0","method":"m"}"#, fields: ["MCP-Protocol-Version": "2025-06-18"]), 400),
  ]

  static let eras: [Rung] = [
    Rung(
      "an enveloped initialize is modern", Requests.modern("initialize"), 404, code: -32601, id: "1"
    ),
    Rung(
      "an enveloped subscribe is modern", Requests.modern("resources/subscribe"), 404, code: -32601,
      id: "1"),
    Rung(
      "a modern field without an envelope", Requests.modern("tools/list", meta: nil), 400,
      code: -32602, id: "1"),
    Rung(
      "a future date without an envelope",
      Requests.modern("tools/list", meta: nil, fields: ["MCP-Protocol-Version": "2030-01-01"]), 400,
      code: -32602, id: "1"),
    Rung(
      "a revision that is no date and no envelope",
      Requests.modern("tools/list", meta: nil, fields: ["MCP-Protocol-Version": "v9"]), 400,
      code: -32600, id: "1"),
    Rung(
      "no field, no envelope, no session",
      Requests.modern("tools/list", meta: nil, without: ["MCP-Protocol-Version"]),
      400, code: -32602, id: "1"),
    Rung(
      "params that are no object",
      Requests.post(
        #"{"jsonrpc":"2.0","id":1,"method":"m","params":[]}"#,
        fields: ["MCP-Protocol-Version": "2026-07-28"]),
      400, code: -32602, id: "1"),
    Rung(
      "a modern client's session is ignored", list(["Mcp-Session-Id": "x", "Last-Event-ID": "y"]),
      200, id: "1"),
    Rung(
      "an escaped envelope",
      Requests.post(
        #"{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_me\u0074a":{"io.modelcontextprotocol\/protocolVersion":"2026-07-28","io.modelcontextprotocol\/clientCapabilities":{}}}}"#,
        fields: ["MCP-Protocol-Version": "2026-07-28", "Mcp-Method": "tools/list"]), 200, id: "1"),
  ]

  @Test("each rung gives its status and error", arguments: hosts + heads + bodies + eras)
  func rung(_ rung: Rung) async throws {
    var limits = EndpointLimits()
    limits.maximumBodyBytes = 4096
    let bench = try EndpointBench(
      options: EndpointOptions(
        serverName: "fake", hostNames: ["MCP.example"], crossOrigins: ["https://console.example"]),
      limits: limits)
    rung.check(await bench.ask(rung.request))
  }

  @Test("an endpoint without sessions refuses everything of the handshake era")
  func modernOnly() async throws {
    let bench = try EndpointBench(
      options: EndpointOptions(
        serverName: "fake", path: "/x", answersAtRoot: false, servesSessions: false))
    func atX(_ request: HTTPRequest) -> HTTPRequest {
      var request = request
      request.path = "/x"
      return request
    }
    let refused = await bench.ask(atX(Requests.initialize("2025-06-18", id: "i")))
    Rung("", Requests.initialize(), 400, code: -32022, id: #""i""#).check(refused)
    #expect(refused.json?["error"]?["data"]?["supported"] == ["2026-07-28"])
    #expect(refused.json?["error"]?["data"]?["requested"] == "2025-06-18")
    #expect(await bench.ask(atX(Requests.legacy("ping", session: "s"))).code == -32602)
    #expect(await bench.ask(atX(Requests.stream("s"))).status == 405)
    #expect(await bench.ask(atX(Requests.delete("s"))).fields["Allow"] == "POST")
    #expect(await bench.ask(atX(Requests.modern("tools/list"))).status == 200)
    #expect(await bench.ask(Requests.modern("tools/list")).status == 404)
    var root = Requests.modern("tools/list")
    root.path = "/"
    #expect(await bench.ask(root).status == 404)
    let note = Requests.inSession(#"{"jsonrpc":"2.0","method":"m"}"#, "s")
    #expect(await bench.ask(atX(note)).status == 202)
  }

  @Test(
    "toward revisions that know no error without an id, it is a text",
    arguments: [
      ("2025-06-18", true), ("2025-03-26", true), ("2025-11-25", false),
    ])
  func textForOlder(revision: String, isText: Bool) async throws {
    let bench = try EndpointBench()
    let answer = await bench.ask(
      Requests.post("{", fields: ["MCP-Protocol-Version": revision]))
    #expect(answer.status == 400)
    #expect(answer.fields["Content-Type"]?.hasPrefix("text/plain") == isText)
    #expect(answer.text.contains("not JSON"))
  }
}
