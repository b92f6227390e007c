import JSON
import JSONRPC
import MCPSchema

/// What a modern request must say, in its fields and in its envelope, before it is served (mcp-protocol §5.5 rung 6,
/// §6.2).
enum ModernCheck {
  /// Checks a request in the documented order.
  static func check(
    _ id: RequestID, _ method: String, _ params: JSONObject, _ headers: RequestHeaders
  ) throws(EndpointRefusal) {
    do throws(JSONRPCError) {
      try checkRevision(params, headers)
      try checkMethod(method, headers)
      try checkName(method, params, headers)
    } catch {
      throw .malformed(error, id: id)
    }
  }

  /// The member of the params that the field `Mcp-Name` repeats; nil for a method without one.
  static func namingMember(of method: String) -> String? {
    switch method {
    case "tools/call", "prompts/get": "name"
    case "resources/read": "uri"
    case "tasks/get", "tasks/update", "tasks/cancel": "taskId"
    default: nil
    }
  }

  /// Compares the mirrored arguments of a tool call with the fields that repeat them.
  static func checkParameters(
    _ parameters: [HeaderParameter], _ arguments: JSONValue?, _ headers: RequestHeaders
  ) throws(JSONRPCError) {
    for parameter in parameters {
      let field = headers.parameter(parameter.fieldName)
      let value = parameter.value(in: arguments ?? [:])
      switch (field, value) {
      case (nil, nil): continue
      case (nil, let value?):
        // What no field can say is for the tool itself to judge.
        guard HeaderValue.encode(value) != nil else { continue }
        throw .headerMismatch(
          "the header field \(parameter.fieldName) is missing: it repeats the argument \(place(parameter))"
        )
      case (.some, nil):
        throw .headerMismatch(
          "the header field \(parameter.fieldName) is there, but the argument \(place(parameter)) is not"
        )
      case (let field?, let value?): try compare(field, value, parameter)
      }
    }
  }

  private static func compare(
    _ field: String, _ value: JSONValue, _ parameter: HeaderParameter
  ) throws(JSONRPCError) {
    do {
      if try HeaderValue.matches(field, value) { return }
    } catch {
      throw .headerMismatch("the header field \(parameter.fieldName): \(error.message)")
    }
    throw .headerMismatch(
      "the header field \(parameter.fieldName) differs from the argument \(place(parameter))")
  }

  private static func place(_ parameter: HeaderParameter) -> String {
    parameter.path.joined(separator: ".")
  }

  private static func checkRevision(
    _ params: JSONObject, _ headers: RequestHeaders
  ) throws(JSONRPCError) {
    guard let field = headers.revision else {
      throw .headerMismatch("the header field MCP-Protocol-Version is missing")
    }
    var unsupported: JSONRPCError?
    do {
      _ = try RequestEnvelope(params: params)
    } catch {
      guard error.code == JSONRPCError.unsupportedVersionCode else { throw error }
      unsupported = error
    }
    // A difference outranks a revision that is not served.
    guard let version = params["_meta"]?[MetaKey.protocolVersion]?.string,
      FieldText.same(field, version)
    else {
      throw .headerMismatch(
        "the header field MCP-Protocol-Version differs from _meta[\"\(MetaKey.protocolVersion)\"]")
    }
    if let unsupported { throw unsupported }
  }

  private static func checkMethod(
    _ method: String, _ headers: RequestHeaders
  ) throws(JSONRPCError) {
    guard let field = headers.method else {
      throw .headerMismatch("the header field Mcp-Method is missing")
    }
    guard FieldText.same(field, method) else {
      throw .headerMismatch("the header field Mcp-Method differs from the method \(method)")
    }
  }

  private static func checkName(
    _ method: String, _ params: JSONObject, _ headers: RequestHeaders
  ) throws(JSONRPCError) {
    guard let member = namingMember(of: method) else { return }
    let name = params[member]?.string
    guard let field = headers.name else {
      // Params without a name are for the server to refuse.
      if name == nil { return }
      throw .headerMismatch("the header field Mcp-Name is missing: it repeats params.\(member)")
    }
    let text: String
    do { text = try HeaderValue.decode(field) } catch {
      throw .headerMismatch("the header field Mcp-Name: \(error.message)")
    }
    guard let name, FieldText.same(text, name) else {
      throw .headerMismatch("the header field Mcp-Name differs from params.\(member)")
    }
  }
}
