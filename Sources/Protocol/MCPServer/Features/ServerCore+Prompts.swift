import JSON
import JSONRPC
import MCPSchema
import MCPTransport

extension ServerCore {
  func listPrompts(_ call: ServedCall) throws(JSONRPCError) -> RawJSON {
    try list("prompts", definition.catalog.prompts, call) { .object($0.description.definition) }
  }

  func getPrompt(_ call: ServedCall) throws(JSONRPCError) -> Reply {
    let name = try call.string("name")
    guard let prompt = definition.catalog.prompt(name) else {
      throw .invalidParams("there is no prompt named \(name)")
    }
    let arguments = try strings(call.params["arguments"], "arguments")
    if let missing = prompt.description.arguments.first(where: {
      $0.isRequired && arguments[$0.name] == nil
    }) {
      throw .invalidParams("the prompt \(name) needs the argument \(missing.name), a string")
    }
    let context = try contextWithAnswers(call)
    let revision = call.codec.revision
    let work = Work(
      run: { context in
        let result = try await prompt.handler(arguments, context)
        var members = JSONObject()
        members["description"] = result.description.map { .string($0) }
        members["messages"] = .array(result.messages.map { $0.value(for: revision) })
        return call.codec.result(members)
      }, failed: { Self.requestFailure("the prompt \(name) failed", $0) })
    return .later { await self.interact(call, context, work) }
  }

  /// An object of strings; absent or null is empty.
  func strings(_ value: JSONValue?, _ what: String) throws(JSONRPCError) -> [String: String] {
    guard let value, !value.isNull else { return [:] }
    guard let object = value.object else { throw .invalidParams("\(what) must be an object") }
    var strings: [String: String] = [:]
    for member in object.members {
      guard let text = member.value.string else {
        throw .invalidParams("\(what): \(member.key) must be a string")
      }
      strings[member.key] = text
    }
    return strings
  }
}
