import JSON
import JSONRPC
import MCPSchema

/// Something a server asks of the host, read and checked against what was declared; the same in both eras.
enum HostQuestion: Sendable {
  case form(FormElicitation)
  case url(URLElicitation)
  case sampling(SamplingRequest)
  case roots

  /// Reads a question. Throws −32601 for what the host does not offer or the revision does not have, −32602 for a
  /// mode that was not declared and for params that break the rules.
  init(
    method: String, params: JSONValue?, host: ClientHost, revision: Revision
  ) throws(JSONRPCError) {
    switch method {
    case "roots/list" where host.roots != nil: self = .roots
    case "sampling/createMessage" where host.sample != nil:
      self = .sampling(try Self.sampling(params, host, revision))
    case "elicitation/create"
    where revision.elicitation != .none && (host.form != nil || host.url != nil):
      self = try Self.elicitation(params, host, revision)
    default: throw .methodNotFound(method)
    }
  }

  private static func sampling(
    _ params: JSONValue?, _ host: ClientHost, _ revision: Revision
  ) throws(JSONRPCError) -> SamplingRequest {
    guard let object = params?.object else {
      throw .invalidParams("sampling/createMessage needs params")
    }
    // Tools came with the modes of elicitation, in 2025-11-25.
    let allowsTools = host.samplesWithTools && revision.hasElicitationModes
    if let problem = SamplingRules.problem(with: object, allowsTools: allowsTools) {
      throw .invalidParams(problem)
    }
    return SamplingRequest(object)
  }

  private static func elicitation(
    _ params: JSONValue?, _ host: ClientHost, _ revision: Revision
  ) throws(JSONRPCError) -> HostQuestion {
    guard let params, let message = params["message"]?.string else {
      throw .invalidParams("elicitation/create needs a message")
    }
    switch params["mode"]?.string ?? (params["mode"] == nil ? "form" : "") {
    case "form" where host.form != nil:
      guard let schema = params["requestedSchema"], schema.object != nil else {
        throw .invalidParams("a form needs a requestedSchema, which must be an object")
      }
      return .form(FormElicitation(message: message, schema: schema))
    case "url" where host.url != nil && revision.hasElicitationModes:
      guard let elicitation = URLElicitation(params) else {
        throw .invalidParams("mode url needs an http or https address as url")
      }
      return .url(elicitation)
    case let mode: throw .invalidParams("this client has no elicitation of mode \"\(mode)\"")
    }
  }

  /// Puts the question to the host.
  func answer(by host: ClientHost) async throws(InputRefusal) -> InputResponse {
    do { return try await ask(host) } catch { throw InputRefusal(error) }
  }

  private func ask(_ host: ClientHost) async throws -> InputResponse {
    switch self {
    case .form(let elicitation):
      if let form = host.form { return await form(elicitation) }
    case .url(let elicitation):
      if let url = host.url { return await url(elicitation) }
    case .sampling(let request):
      if let sample = host.sample { return try await sample(request) }
    case .roots:
      if let roots = host.roots { return .roots(try await roots()) }
    }
    throw InputRefusal("this client does not offer that", code: -32601)
  }
}
