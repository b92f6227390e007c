import JSON
import MCPHTTP

/// Requests as clients of either era write them.
enum Requests {
  static let revision = "2026-07-28"

  static func meta(_ revision: String = revision) -> JSONValue {
    [
      "io.modelcontextprotocol/protocolVersion": .string(revision),
      "io.modelcontextprotocol/clientCapabilities": [:],
    ]
  }

  /// A POST of some text with the fields every client sends.
  static func post(
    _ body: String, path: String = "/mcp", fields: HTTPFields = [:], without: [String] = []
  ) -> HTTPRequest {
    var all: HTTPFields = [
      "Host": "localhost:8080", "Content-Type": "application/json",
      "Accept": "application/json, text/event-stream",
    ]
    for field in fields.fields { all[field.name] = field.value }
    for name in without { all[name] = nil }
    return HTTPRequest(method: "POST", path: path, fields: all, body: Array(body.utf8))
  }

  static func get(_ path: String, fields: HTTPFields = [:]) -> HTTPRequest {
    var all: HTTPFields = ["Host": "localhost"]
    for field in fields.fields { all[field.name] = field.value }
    return HTTPRequest(method: "GET", path: path, fields: all)
  }

  /// A correct modern request, whose fields can be changed and left out.
  static func modern(
    _ method: String, _ params: JSONObject = [:], id: JSONValue = 1, meta: JSONValue? = meta(),
    fields: HTTPFields = [:], without: [String] = []
  ) -> HTTPRequest {
    var params = params
    if let meta { params["_meta"] = meta }
    let body: JSONValue = [
      "jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(params),
    ]
    var all: HTTPFields = ["MCP-Protocol-Version": revision, "Mcp-Method": method]
    if let name = (params["name"] ?? params["uri"] ?? params["taskId"])?.string {
      all["Mcp-Name"] = HeaderValue.encode(name)
    }
    for field in fields.fields { all[field.name] = field.value }
    return post(JSONWriter.string(body), fields: all, without: without)
  }

  /// A modern call of a tool.
  static func call(
    _ tool: String, _ arguments: JSONValue? = nil, id: JSONValue = 1, fields: HTTPFields = [:],
    without: [String] = []
  ) -> HTTPRequest {
    var params: JSONObject = ["name": .string(tool)]
    if let arguments { params["arguments"] = arguments }
    return modern("tools/call", params, id: id, fields: fields, without: without)
  }

  static func initialize(
    _ revision: String = "2025-11-25", id: JSONValue = 0, fields: HTTPFields = [:]
  ) -> HTTPRequest {
    post(
      #"{"jsonrpc":"2.0","id":\#(JSONWriter.string(id)),"method":"initialize","params":"#
        + #"{"protocolVersion":"\#(revision)","capabilities":{},"clientInfo":{"name":"c","version":"1"}}}"#,
      fields: fields)
  }

  /// A request of a session.
  static func legacy(
    _ method: String, _ params: JSONValue? = nil, id: JSONValue = 1, session: String,
    fields: HTTPFields = [:]
  ) -> HTTPRequest {
    var body: JSONObject = ["jsonrpc": "2.0", "id": id, "method": .string(method)]
    if let params { body["params"] = params }
    return inSession(JSONWriter.string(.object(body)), session, fields: fields)
  }

  /// A call of a tool in a session.
  static func legacyCall(
    _ tool: String, id: JSONValue = 1, session: String, fields: HTTPFields = [:]
  ) -> HTTPRequest {
    legacy("tools/call", ["name": .string(tool)], id: id, session: session, fields: fields)
  }

  /// A POST of some text in a session.
  static func inSession(
    _ body: String, _ session: String, fields: HTTPFields = [:]
  ) -> HTTPRequest {
    var all: HTTPFields = ["Mcp-Session-Id": session]
    for field in fields.fields { all[field.name] = field.value }
    return post(body, fields: all)
  }

  /// The GET that opens or resumes a stream of a session.
  static func stream(
    _ session: String, after event: String? = nil, fields: HTTPFields = [:]
  ) -> HTTPRequest {
    var all: HTTPFields = ["Mcp-Session-Id": session, "Accept": "text/event-stream"]
    if let event { all["Last-Event-ID"] = event }
    for field in fields.fields { all[field.name] = field.value }
    return get("/mcp", fields: all)
  }

  static func delete(_ session: String, fields: HTTPFields = [:]) -> HTTPRequest {
    var request = get("/mcp", fields: ["Mcp-Session-Id": session])
    for field in fields.fields { request.fields[field.name] = field.value }
    request.method = "DELETE"
    return request
  }
}

extension EndpointBench {
  /// Opens a session; returns its name.
  func openSession(_ revision: String = "2025-11-25", fields: HTTPFields = [:]) async -> String {
    let answer = await ask(Requests.initialize(revision, fields: fields))
    return answer.fields["Mcp-Session-Id"] ?? "none"
  }
}
