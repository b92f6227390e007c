import JSON
import JSONRPC
import MCPHTTP
import Testing

@Suite("Streamable HTTP, modern", .timeLimit(.minutes(1)))
struct ModernTransportTests {
  /// A modern `tools/list` answered by script: what the session hears.
  private func check(
    _ steps: [Step], _ expected: [String],
    limits: @Sendable (inout StreamableHTTPLimits) -> Void = { _ in },
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let server = try await ScriptedServer { _ in steps }
    let bench = await TransportBench(server, limits: limits)
    await bench.start()
    await bench.send(1, "tools/list", ["_meta": TransportBench.modern])
    let found = await bench.events(expected.count)
    #expect(found == expected, sourceLocation: sourceLocation)
    await bench.close()
    let all = await bench.events(expected.count + 1)
    #expect(all.last == "closed", sourceLocation: sourceLocation)
  }

  private let result = #"{"jsonrpc":"2.0","id":1,"result":{}}"#
  private let note = #"{"jsonrpc":"2.0","method":"n"}"#

  @Test("a JSON answer is one line, whatever its layout")
  func json() async throws {
    try await check([.answer("200 OK", result)], ["line \(result)"])
    try await check(
      [.answer("200 OK", "{\r\n \"jsonrpc\": \"2.0\",\n\"id\":1,\"result\":{}}\n")],
      ["line {   \"jsonrpc\": \"2.0\", \"id\":1,\"result\":{}} "])
    try await check(
      [.answer("200 OK", result, type: "Application/JSON ; charset=utf-8")], ["line \(result)"])
    let error = #"{"jsonrpc":"2.0","id":1,"error":{"code":-32602,"message":"m"}}"#
    try await check([.answer("200 OK", error)], ["line \(error)"])
  }

  @Test("a stream gives its notifications and then the answer", arguments: [1, 3, 7, 1000])
  func stream(size: Int) async throws {
    let text =
      ": hello\n\ndata: \(note)\n\nevent: message\r\ndata: \(note)\r\n\r\nevent: other\ndata: x\n\ndata: {\"jsonrpc\":\"2.0\",\ndata: \"id\":1,\ndata: \"result\":{}}\n\n"
    let folded = "line {\"jsonrpc\":\"2.0\", \"id\":1, \"result\":{}}"
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream;charset=utf-8\r\n\r\n"
    try await check(
      [.pieces(Array((head + text).utf8), size: size), .close],
      ["line \(note)", "line \(note)", folded])
  }

  @Test("a stream that ends without the answer fails the call, with or without an id to go on from")
  func brokenStream() async throws {
    let failure = "failed 1 broken: the answer stream broke before the answer came"
    try await check([.events("data: \(note)\n\n"), .close], ["line \(note)", failure])
    try await check(
      [.events("id: 7\nretry: 1\ndata: \(note)\n\n"), .close], ["line \(note)", failure])
    try await check([.events("data: \(result)\n"), .close], [failure])
    try await check(
      [.events("data: \(String(repeating: "x", count: 200))\n\n"), .close],
      ["oversized 200", failure + "; an event of 200 bytes was over the limit"]
    ) { $0.maximumMessageBytes = 100 }
  }

  @Test("a large answer comes whole, as JSON and as an event")
  func large() async throws {
    let text = String(repeating: "0123456789abcdef", count: 1 << 18)
    let result = #"{"jsonrpc":"2.0","id":1,"result":"\#(text)"}"#
    for steps in [[Step.answer("200 OK", result)], [.events("data: \(result)\n\n"), .close]] {
      let server = try await ScriptedServer { _ in steps }
      let bench = await TransportBench(server)
      await bench.start()
      await bench.send(1, "a", ["_meta": TransportBench.modern])
      let isWhole = await bench.events(1) == ["line \(result)"]
      #expect(isWhole)
    }
  }

  @Test("answers that are none fail the call and say why")
  func noAnswer() async throws {
    try await check(
      [.answer("202 Accepted")],
      ["failed 1 broken: the server accepted the request and gave no answer"])
    try await check(
      [.answer("200 OK", "<html>", type: "text/html")],
      [
        "failed 1 broken: an answer has Content-Type application/json or text/event-stream, this one has Content-Type text/html"
      ])
    try await check(
      [.answer("200 OK", "nonsense\u{1B}[31m")],
      ["failed 1 broken: the answer is no JSON-RPC message: nonsense [31m"])
    try await check(
      [.answer("200 OK", #"{"jsonrpc":"2.0","id":2,"result":{}}"#)],
      [
        #"line {"jsonrpc":"2.0","id":2,"result":{}}"#,
        "failed 1 broken: the answer is for another request",
      ])
    try await check(
      [.answer("200 OK", String(repeating: " ", count: 101))],
      ["failed 1 broken: the answer is over 100 bytes"]
    ) { $0.maximumMessageBytes = 100 }
  }

  @Test(
    "a refusal with a JSON-RPC error is the answer, otherwise the call fails with the status",
    arguments: [
      (
        "400 Bad Request", #"{"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"v"}}"#,
        #"line {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"v"}}"#
      ),
      (
        "400 Bad Request", #"{"jsonrpc":"2.0","error":{"code":-32020,"message":"h","x":1.0}}"#,
        #"line {"jsonrpc":"2.0","id":1,"error":{"code":-32020,"message":"h","x":1.0}}"#
      ),
      (
        "500 Oops", #"{"jsonrpc":"2.0","id":null,"error":{"code":-32603,"message":"h"}}"#,
        #"line {"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"h"}}"#
      ),
      (
        "404 Not Found", #"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"m"}}"#,
        #"line {"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"m"}}"#
      ),
      (
        "400 Bad Request", #"{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}}"#,
        #"failed 1 http(status: 400): the server answered 400 Bad Request: {"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}}"#
      ),
      ("404 Nope", "", "failed 1 http(status: 404): the server answered 404 Not Found"),
      (
        "405 Method Not Allowed", "<p>a\n\n b\u{7}\u{202E}c</p>",
        "failed 1 http(status: 405): the server answered 405 Method Not Allowed: <p>a b c</p>"
      ),
      (
        "503 Busy", String(repeating: "é", count: 300),
        "failed 1 http(status: 503): the server answered 503 Service Unavailable: "
          + String(repeating: "é", count: 200)
      ),
      ("302 Found", "", "failed 1 http(status: 302): the server answered 302 Found"),
      ("401 Who", "no", "failed 1 unauthorized: the server answered 401 Unauthorized: no"),
      ("403 No", "", "failed 1 unauthorized: the server answered 403 Forbidden"),
    ])
  func refusals(status: String, body: String, expected: String) async throws {
    try await check([.answer(status, body)], [expected])
  }

  @Test("a refusal without end is cut off")
  func endlessRefusal() async throws {
    let server = try await ScriptedServer { _ in
      [.send("HTTP/1.1 500 Oops\r\n\r\n" + String(repeating: "x", count: 2_000)), .hold("never")]
    }
    let bench = await TransportBench(server) { $0.maximumErrorBytes = 1_000 }
    await bench.start()
    await bench.send(1, "a", ["_meta": TransportBench.modern])
    #expect(await bench.events(1)[0].hasPrefix("failed 1 http(status: 500)"))
    await server.until { $0.closedByClient == [1] }
  }

  @Test("no connection fails the call with a code of its own")
  func unreachable() async throws {
    let server = try await ScriptedServer { _ in [.reset] }
    let bench = await TransportBench(server)
    await bench.start()
    await bench.send(1, "tools/list", ["_meta": TransportBench.modern])
    #expect(await bench.events(1)[0].hasPrefix("failed 1 unreachable: POST http://127.0.0.1:"))
  }

  @Test("requests carry the fields that mirror them, and no session")
  func fields() async throws {
    let server = try await ScriptedServer { _ in
      [.answer("200 OK", "{}", fields: "Mcp-Session-Id: evil\r\n")]
    }
    let bench = await TransportBench(server, fields: ["X-Key": "k", "accept": "*/*"])
    bench.options.headerParameters.set(
      [
        HeaderParameter(header: "Region", path: ["region"]),
        HeaderParameter(header: "Depth", path: ["where", "depth"]),
        HeaderParameter(header: "Dry", path: ["dry"]),
        HeaderParameter(header: "Empty", path: ["empty"]),
        HeaderParameter(header: "Null", path: ["null"]),
        HeaderParameter(header: "Missing", path: ["missing"]),
        HeaderParameter(header: "Method", path: ["method"]),
      ], for: "depot")
    await bench.start()
    let arguments: JSONValue = [
      "region": " é", "where": ["depth": 42], "dry": false, "empty": "", "null": nil,
      "method": "a b", "other": "x",
    ]
    await bench.send(
      1, "tools/call",
      ["name": "depot", "arguments": arguments, "_meta": TransportBench.modern])
    await bench.send(2, "resources/read", ["uri": "a\tb", "_meta": TransportBench.modern])
    await bench.send(3, "tasks/cancel", ["taskId": "t", "_meta": TransportBench.modern])
    await bench.send(4, "tools/list", ["name": "no", "_meta": TransportBench.modern])
    let seen = await server.requests(4).sorted { $0.body < $1.body }
    let sent = seen.map { request in
      request.fields.fields.filter { field in
        field.name.lowercased().hasPrefix("m") || field.name.hasPrefix("X-")
      }.map { "\($0.name): \($0.value)" }.sorted()
    }
    #expect(
      sent == [
        [
          "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call", "Mcp-Name: depot",
          "Mcp-Param-Depth: 42", "Mcp-Param-Dry: false", "Mcp-Param-Empty: ",
          "Mcp-Param-Method: a b", "Mcp-Param-Region: =?base64?IMOp?=", "X-Key: k",
        ],
        [
          "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: resources/read",
          "Mcp-Name: =?base64?YQli?=", "X-Key: k",
        ],
        [
          "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tasks/cancel", "Mcp-Name: t",
          "X-Key: k",
        ],
        ["MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/list", "X-Key: k"],
      ])
    #expect(seen.allSatisfy { $0.method == "POST" })
    #expect(
      seen.allSatisfy { $0.fields.all("Accept") == ["application/json, text/event-stream"] })
    #expect(seen.allSatisfy { $0.fields.all("Content-Type") == ["application/json"] })
    await bench.close()
    await bench.until { $0.events.last == "closed" }
    #expect(await server.requests.count == 4, "there is no session to end")
  }

  @Test("giving a request up closes its stream and posts nothing; other notifications stay here")
  func cancel() async throws {
    let note = note
    let server = try await ScriptedServer { _ in [.events("data: \(note)\n\n"), .hold("never")] }
    let bench = await TransportBench(server)
    await bench.start()
    await bench.send(1, "subscriptions/listen", ["_meta": TransportBench.modern])
    _ = await bench.events(1)
    await bench.notify("notifications/progress", ["progress": 1])
    await bench.notify("notifications/cancelled", ["requestId": 9])
    await bench.notify("notifications/cancelled", ["requestId": 1, "reason": "enough"])
    await server.until { $0.closedByClient == [1] }
    await bench.send(#"{"jsonrpc":"2.0","id":5,"result":{}}"#)
    await bench.close()
    #expect(await bench.events(2) == ["line \(note)", "closed"])
    #expect(await server.requests.count == 1)
  }

  @Test("requests run side by side, within the limit, and their ids have to differ")
  func many() async throws {
    let server = try await ScriptedServer { _ in [.hold("never")] }
    let bench = await TransportBench(server) { $0.maximumRequests = 3 }
    await bench.start()
    for id in [1, 2, 2, 3, 4] { await bench.send(id, "a", ["_meta": TransportBench.modern]) }
    #expect(
      await bench.events(2) == [
        "failed 2 broken: a request with this id is under way already",
        "failed 4 unreachable: 3 requests are under way already",
      ])
    _ = await server.requests(3)
    #expect(await server.accepted == 3)
    await bench.close()
    #expect(await bench.events(3).last == "closed")
    await server.until { $0.closedByClient == [1, 2, 3] }
  }

  @Test("a stream that brought its answer and stays open is closed from here")
  func lingering() async throws {
    let result = result
    let server = try await ScriptedServer { _ in [.events("data: \(result)\n\n"), .hold("never")] }
    let bench = await TransportBench(server) { $0.answeredLinger = .milliseconds(10) }
    await bench.start()
    await bench.send(1, "a", ["_meta": TransportBench.modern])
    #expect(await bench.events(1) == ["line \(result)"])
    await server.until { $0.closedByClient == [1] }
  }

  @Test("what is sent before the start goes out with it, and a dropped transport lets go")
  func early() async throws {
    let server = try await ScriptedServer { _ in [.hold("never")] }
    let bench = await TransportBench(server)
    await bench.send(1, "a", ["_meta": TransportBench.modern])
    await bench.start()
    _ = await server.requests(1)
    await bench.drop()
    await server.until { $0.closedByClient == [1] }
    let closed = await TransportBench(server)
    await closed.close()
    await closed.start()
    #expect(await closed.events(1) == ["closed"])
  }

  @Test("redirects are followed where they repeat the request at its origin")
  func redirects() async throws {
    let result = result
    let server = try await ScriptedServer { request in
      request.target == "/mcp"
        ? [.answer("307 Temporary Redirect", fields: "Location: /mcp/\r\n")]
        : [.answer("200 OK", result)]
    }
    let bench = await TransportBench(server, fields: ["Authorization": "Bearer t"])
    await bench.start()
    await bench.send(1, "a", ["_meta": TransportBench.modern])
    #expect(await bench.events(1) == ["line \(result)"])
    let seen = await server.requests
    #expect(seen.map(\.target) == ["/mcp", "/mcp/"])
    #expect(seen[1].body == seen[0].body)
    #expect(seen[1].fields["Authorization"] == "Bearer t")
  }
}
