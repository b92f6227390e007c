import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension StreamableHTTPEndpoint {
  /// Serves a request that stands for itself.
  func serveModern(
    _ id: RequestID, _ method: String, _ message: IncomingMessage, _ params: JSONObject,
    _ visit: Visit
  ) throws(EndpointRefusal) {
    context.counters.modernRequests += 1
    try ModernCheck.check(id, method, params, visit.headers)
    try checkScopes(id, method, name: named(method, params), visit)
    try checkMirroredParameters(id, method, params, visit.headers)
    let answer = ExchangeAnswer(visit.exchange, accepts: visit.headers.acceptance)
    if method == ModernExchange.subscribing {
      guard answer.accepts.events else {
        throw .invalid(406, "\(method) is answered by a stream: accept text/event-stream", id: id)
      }
      try context.checkRoomForSubscription(id)
    } else {
      try context.checkRoom(for: id)
    }
    let exchange = ModernExchange(id: id, method: method, answer: answer, context: context)
    let route = ModernRoute(exchange, loop: context.loop)
    let request = IncomingRequest(
      id: id, method: method, message: message, params: .object(params))
    exchange.perform(
      service.serve(
        request, RequestLink(route: route, canCall: false, principal: visit.principal)))
  }

  /// 403 for a principal that was not granted every scope the request needs.
  func checkScopes(
    _ id: RequestID?, _ method: String, name: String?, _ visit: Visit
  ) throws(EndpointRefusal) {
    guard let authorizer, let principal = visit.principal else { return }
    let needed = service.requiredScopes(method: method, name: name)
    guard !needed.isSubset(of: principal.scopes) else { return }
    context.counters.unauthorized += 1
    let missing = needed.subtracting(principal.scopes).sorted().joined(separator: " ")
    throw .invalid(
      403, "the token lacks the scope \(missing)", id: id,
      fields: authorizer.insufficientScope(needed))
  }

  /// The params of a request; none where they are no object.
  func params(
    of message: IncomingMessage, _ id: RequestID
  ) throws(EndpointRefusal) -> JSONObject {
    do { return try message.params()?.object ?? JSONObject() } catch {
      throw .malformed(.invalidParams("params: \(error.message)"), id: id)
    }
  }

  /// The tool, prompt or resource a request is about.
  private func named(_ method: String, _ params: JSONObject) -> String? {
    switch method {
    case "tools/call", "prompts/get": params["name"]?.string
    case "resources/read": params["uri"]?.string
    default: nil
    }
  }

  private func checkMirroredParameters(
    _ id: RequestID, _ method: String, _ params: JSONObject, _ headers: RequestHeaders
  ) throws(EndpointRefusal) {
    guard method == "tools/call", let tool = params["name"]?.string,
      let schema = service.inputSchema(ofTool: tool)
    else { return }
    let parameters = mirrored.of(tool, schema: schema)
    guard !parameters.isEmpty else { return }
    do throws(JSONRPCError) {
      try ModernCheck.checkParameters(parameters, params["arguments"], headers)
    } catch {
      throw .malformed(error, id: id)
    }
  }
}
