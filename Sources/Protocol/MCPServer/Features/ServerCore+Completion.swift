import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ServerCore {
  func complete(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    guard let completer = definition.completer else { throw .methodNotFound(call.method) }
    guard let reference = CompletionReference(call.params["ref"]) else {
      throw .invalidParams(
        "completion/complete needs ref: {type: ref/prompt, name} or {type: ref/resource, uri}")
    }
    try check(reference)
    guard let argument = call.params["argument"], let name = argument["name"]?.string,
      let typed = argument["value"]?.string
    else { throw .invalidParams("completion/complete needs argument: {name, value}, both strings") }
    let given = try strings(call.params["context"]?["arguments"], "context.arguments")
    let codec = call.codec
    return .later {
      do {
        var found = try await completer(reference, name, typed, given)
        if found.values.count > Completion.maximumValues {
          found.values = Array(found.values.prefix(Completion.maximumValues))
          found.hasMore = true
        }
        return .result(codec.result(found.members))
      } catch let error as JSONRPCError {
        return .error(error)
      } catch {
        return Self.requestFailure("the completion failed", error)
      }
    }
  }

  private func check(_ reference: CompletionReference) throws(JSONRPCError) {
    switch reference {
    case .prompt(let name):
      if definition.catalog.prompt(name) == nil {
        throw .invalidParams("there is no prompt named \(name)")
      }
    case .resource(let uri):
      let isKnown =
        definition.catalog.templates.contains { $0.description.uriTemplate == uri }
        || definition.catalog.resources.contains { $0.uri == uri }
      if !isKnown { throw .invalidParams("there is no resource template \(uri)") }
    }
  }

  func setLevel(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    guard let level = LogLevel(rawValue: try call.string("level")) else {
      throw .invalidParams("level must be one of \(LogLevel.list)")
    }
    _ = call.conversation?.update { $0.logThreshold = level }
    return .now(.result(call.codec.result([:])))
  }
}
