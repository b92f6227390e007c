import JSON
import MCPHTTP
import Testing

@Suite("Modern requests: fields, envelope, status", .timeLimit(.minutes(1)))
struct ModernRequestTests {
  private static let capabilities = "io.modelcontextprotocol/clientCapabilities"
  private static let version = "io.modelcontextprotocol/protocolVersion"

  private static func list(_ fields: HTTPFields, meta: JSONValue? = Requests.meta()) -> HTTPRequest
  {
    Requests.modern("tools/list", meta: meta, fields: fields)
  }

  static let envelopes: [Rung] = [
    Rung(
      "no revision field", Requests.modern("tools/list", without: ["MCP-Protocol-Version"]), 400,
      code: -32020, id: "1"),
    Rung(
      "a string id is echoed", Requests.modern("tools/list", id: "q7", without: ["Mcp-Method"]),
      400, code: -32020, id: #""q7""#),
    Rung("no capabilities", list([:], meta: [version: "2026-07-28"]), 400, code: -32602, id: "1"),
    Rung(
      "a missing key outranks a difference",
      list(["MCP-Protocol-Version": "2030-01-01"], meta: [version: "2026-07-28"]), 400,
      code: -32602, id: "1"),
    Rung(
      "a revision that is no text", list([:], meta: [version: 7, capabilities: [:]]), 400,
      code: -32602, id: "1"),
    Rung(
      "capabilities that are a list", list([:], meta: [version: "2026-07-28", capabilities: []]),
      400, code: -32602, id: "1"),
    Rung(
      "a client that names itself badly",
      list(
        [:],
        meta: [
          version: "2026-07-28", capabilities: [:], "io.modelcontextprotocol/clientInfo": "me",
        ]),
      400, code: -32602, id: "1"),
    Rung(
      "the field differs", list(["MCP-Protocol-Version": "2025-11-25"]), 400, code: -32020, id: "1"),
    Rung(
      "a difference outranks a foreign revision", list([:], meta: Requests.meta("v999.0.0")), 400,
      code: -32020, id: "1"),
    Rung("the field is empty", list(["MCP-Protocol-Version": ""]), 400, code: -32020, id: "1"),
    Rung(
      "both foreign", list(["MCP-Protocol-Version": "v999.0.0"], meta: Requests.meta("v999.0.0")),
      400, code: -32022, id: "1"),
    Rung(
      "a foreign revision outranks the method",
      Requests.modern(
        "tools/list", meta: Requests.meta("2030-01-01"),
        fields: ["MCP-Protocol-Version": "2030-01-01"], without: ["Mcp-Method"]),
      400, code: -32022, id: "1"),
    Rung(
      "spaces around the revision", list(["MCP-Protocol-Version": " \t2026-07-28 "]), 200, id: "1"),
    Rung(
      "no method field", Requests.modern("tools/list", without: ["Mcp-Method"]), 400, code: -32020,
      id: "1"),
    Rung("another method", list(["Mcp-Method": "tools/call"]), 400, code: -32020, id: "1"),
    Rung("the method in capitals", list(["Mcp-Method": "Tools/List"]), 400, code: -32020, id: "1"),
    Rung(
      "an encoded method is not decoded", list(["Mcp-Method": "=?base64?dG9vbHMvbGlzdA==?="]), 400,
      code: -32020, id: "1"),
    Rung("spaces around the method", list(["Mcp-Method": "  tools/list\t"]), 200, id: "1"),
    Rung("the field's name in capitals", renamed("MCP-METHOD"), 200, id: "1"),
    Rung("a name that no rule asks for", list(["Mcp-Name": "whatever"]), 200, id: "1"),
  ]

  private static func renamed(_ name: String) -> HTTPRequest {
    var request = Requests.modern("tools/list", without: ["Mcp-Method"])
    request.fields.append(name, "tools/list")
    return request
  }

  static let names: [Rung] = [
    Rung("a tool", Requests.call("x"), 200, id: "1"),
    Rung(
      "a tool without its field", Requests.call("x", without: ["Mcp-Name"]), 400, code: -32020,
      id: "1"),
    Rung("another tool", Requests.call("x", fields: ["Mcp-Name": "y"]), 400, code: -32020, id: "1"),
    Rung(
      "the tool in capitals", Requests.call("x", fields: ["Mcp-Name": "X"]), 400, code: -32020,
      id: "1"),
    Rung("spaces around the tool", Requests.call("x", fields: ["Mcp-Name": "  x  "]), 200, id: "1"),
    Rung(
      "an encoded tool", Requests.call("x", fields: ["Mcp-Name": "=?base64?eA==?="]), 200, id: "1"),
    Rung("a tool that must be encoded", Requests.call("grüße"), 200, id: "1"),
    Rung(
      "wrong padding", Requests.call("x", fields: ["Mcp-Name": "=?base64?eA?="]), 400, code: -32020,
      id: "1"),
    Rung(
      "a wrong alphabet", Requests.call("x", fields: ["Mcp-Name": "=?base64?e*==?="]), 400,
      code: -32020, id: "1"),
    Rung(
      "a literal that only begins like one",
      Requests.call("=?base64?eA==", fields: ["Mcp-Name": "=?base64?eA=="]), 200, id: "1"),
    Rung(
      "another spelling of one letter",
      Requests.call("\u{E9}", fields: ["Mcp-Name": "=?base64?ZcyB?="]), 400, code: -32020, id: "1"),
    Rung("a call without any name", Requests.modern("tools/call"), 200, id: "1"),
    Rung(
      "a call whose name is only in the field",
      Requests.modern("tools/call", fields: ["Mcp-Name": "x"]), 400, code: -32020, id: "1"),
    Rung(
      "a prompt without its field",
      Requests.modern("prompts/get", ["name": "p"], without: ["Mcp-Name"]), 400, code: -32020,
      id: "1"),
    Rung(
      "a resource without its field",
      Requests.modern("resources/read", ["uri": "a:b"], without: ["Mcp-Name"]), 400, code: -32020,
      id: "1"),
    Rung(
      "a resource by its address", Requests.modern("resources/read", ["uri": "a:b"]), 404,
      code: -32601, id: "1"),
    Rung(
      "a task without its field",
      Requests.modern("tasks/get", ["taskId": "t"], without: ["Mcp-Name"]), 400, code: -32020,
      id: "1"),
    Rung(
      "another task", Requests.modern("tasks/cancel", ["taskId": "t"], fields: ["Mcp-Name": "u"]),
      400, code: -32020, id: "1"),
  ]

  static let statuses: [Rung] = [
    Rung("an unknown method", Requests.modern("no/such"), 404, code: -32601, id: "1"),
    Rung("an unknown method, later", Requests.call("fails later"), 404, code: -32601, id: "1"),
    Rung("wrong params", Requests.modern("fail/-32602"), 200, code: -32602, id: "1"),
    Rung("a missing capability", Requests.modern("fail/-32021"), 400, code: -32021, id: "1"),
    Rung(
      "a revision that the server does not have", Requests.modern("fail/-32022"), 400, code: -32022,
      id: "1"),
    Rung("a fault inside", Requests.modern("fail/-32603"), 200, code: -32603, id: "1"),
    Rung("an error of the application", Requests.modern("fail/42"), 200, code: 42, id: "1"),
    Rung("an invalid request", Requests.modern("fail/-32600"), 400, code: -32600, id: "1"),
  ]

  @Test("each request gives its status and error", arguments: envelopes + names + statuses)
  func rung(_ rung: Rung) async throws {
    rung.check(try await EndpointBench().ask(rung.request))
  }

  @Test("a foreign revision is told which ones are served")
  func unsupported() async throws {
    let answer = try await EndpointBench().ask(
      Requests.modern(
        "tools/list", meta: Requests.meta("v9"), fields: ["MCP-Protocol-Version": "v9"]))
    #expect(
      answer.json?["error"]?["data"] == ["supported": ["2026-07-28"], "requested": "v9"])
  }

  static let schema: JSONValue = [
    "type": "object",
    "properties": [
      "region": ["type": "string", "x-mcp-header": "Region"],
      "where": [
        "type": "object",
        "properties": [
          "port": ["type": "integer", "x-mcp-header": "Port"],
          "safe": ["type": "boolean", "x-mcp-header": "Safe"],
        ],
      ],
      "plain": ["type": "string"],
    ],
  ]

  private static func mirrored(_ arguments: JSONValue?, _ fields: HTTPFields) -> HTTPRequest {
    Requests.call("deploy", arguments, fields: fields)
  }

  static let parameters: [Rung] = [
    Rung("equal", mirrored(["region": "eu"], ["Mcp-Param-Region": "eu"]), 200, id: "1"),
    Rung(
      "the field's name in small letters", mirrored(["region": "eu"], ["mcp-param-region": "eu"]),
      200, id: "1"),
    Rung(
      "different", mirrored(["region": "eu"], ["Mcp-Param-Region": "us"]), 400, code: -32020,
      id: "1"),
    Rung(
      "different case", mirrored(["region": "eu"], ["Mcp-Param-Region": "EU"]), 400, code: -32020,
      id: "1"),
    Rung("missing for a value", mirrored(["region": "eu"], [:]), 400, code: -32020, id: "1"),
    Rung(
      "empty for the empty text", mirrored(["region": ""], ["Mcp-Param-Region": ""]), 200, id: "1"),
    Rung("missing for the empty text", mirrored(["region": ""], [:]), 400, code: -32020, id: "1"),
    Rung("nothing for null", mirrored(["region": nil], [:]), 200, id: "1"),
    Rung(
      "something for null", mirrored(["region": nil], ["Mcp-Param-Region": "eu"]), 400,
      code: -32020, id: "1"),
    Rung(
      "something for nothing", mirrored([:], ["Mcp-Param-Region": "eu"]), 400, code: -32020, id: "1"
    ),
    Rung(
      "something without arguments", mirrored(nil, ["Mcp-Param-Region": "eu"]), 400, code: -32020,
      id: "1"),
    Rung("nothing without arguments", mirrored(nil, [:]), 200, id: "1"),
    Rung(
      "base64", mirrored(["region": "ü"], ["Mcp-Param-Region": "=?base64?w7w=?="]), 200, id: "1"),
    Rung(
      "bad base64", mirrored(["region": "ü"], ["Mcp-Param-Region": "=?base64?w7w?="]), 400,
      code: -32020, id: "1"),
    Rung(
      "a character that needs base64", mirrored(["region": "ü"], ["Mcp-Param-Region": "ü"]), 400,
      code: -32020, id: "1"),
    Rung(
      "half a marker is a text",
      mirrored(["region": "=?base64?"], ["Mcp-Param-Region": "=?base64?"]), 200, id: "1"),
    Rung("spaces around", mirrored(["region": "eu"], ["Mcp-Param-Region": " eu\t"]), 200, id: "1"),
    Rung("an integer", mirrored(["where": ["port": 42]], ["Mcp-Param-Port": "42"]), 200, id: "1"),
    Rung(
      "an integer written otherwise", mirrored(["where": ["port": 42]], ["Mcp-Param-Port": "42.0"]),
      200, id: "1"),
    Rung(
      "another integer", mirrored(["where": ["port": 42]], ["Mcp-Param-Port": "43"]), 400,
      code: -32020, id: "1"),
    Rung(
      "no integer", mirrored(["where": ["port": 42]], ["Mcp-Param-Port": "x"]), 400, code: -32020,
      id: "1"),
    Rung(
      "a boolean", mirrored(["where": ["safe": true]], ["Mcp-Param-Safe": "true"]), 200, id: "1"),
    Rung(
      "a boolean in capitals", mirrored(["where": ["safe": true]], ["Mcp-Param-Safe": "True"]), 400,
      code: -32020, id: "1"),
    Rung(
      "a value no field can say is left to the tool",
      mirrored(["where": ["port": .double(1.5)]], [:]), 200,
      id: "1"),
    Rung(
      "a list no field can say is left to the tool", mirrored(["region": ["eu"]], [:]), 200, id: "1"
    ),
    Rung(
      "an argument that is not mirrored", mirrored(["plain": "x"], ["Mcp-Param-Plain": "y"]), 200,
      id: "1"),
    Rung(
      "a tool that mirrors nothing",
      Requests.call("other", ["region": "eu"], fields: ["Mcp-Param-Region": "us"]), 200, id: "1"),
    Rung(
      "a schema with a wrong annotation mirrors nothing", Requests.call("broken", ["region": "eu"]),
      200, id: "1"),
  ]

  @Test("mirrored arguments are compared with their fields", arguments: parameters)
  func parameter(_ rung: Rung) async throws {
    let service = FakeService(schemas: [
      "deploy": Self.schema,
      "broken": ["properties": ["region": ["type": "number", "x-mcp-header": "Region"]]],
    ])
    rung.check(try await EndpointBench(service).ask(rung.request))
  }

  @Test("a changed schema counts at once")
  func changedSchema() async throws {
    let service = FakeService(schemas: ["deploy": ["type": "object"]])
    let bench = try EndpointBench(service)
    let request = Requests.call("deploy", ["region": "eu"])
    #expect(await bench.ask(request).status == 200)
    service.change(schema: Self.schema, of: "deploy")
    #expect(await bench.ask(request).code == -32020)
    #expect(await bench.ask(request).code == -32020)
    service.change(schema: ["type": "object"], of: "deploy")
    #expect(await bench.ask(request).status == 200)
  }

  @Test("a modern request cannot ask the client anything, and has no session")
  func noCalls() async throws {
    let bench = try EndpointBench()
    #expect(await bench.ask(Requests.call("who")).json?["result"]?["said"] == "nobody false")
    let asked = await bench.ask(Requests.call("asks"))
    #expect(asked.json?["result"]?["said"]?.string?.hasPrefix("failed: a client without") == true)
    #expect(asked.fields["Mcp-Session-Id"] == nil)
  }
}
