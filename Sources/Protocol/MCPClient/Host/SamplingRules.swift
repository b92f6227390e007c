import JSON

/// The rules a sampling request must keep (mcp-protocol §7.9), as far as a client has to enforce them.
enum SamplingRules {
  /// What is wrong with the params of `sampling/createMessage`; nil when nothing is.
  static func problem(with params: JSONObject, allowsTools: Bool) -> String? {
    guard let messages = params["messages"]?.array else { return "messages must be an array" }
    guard let limit = params["maxTokens"]?.int, limit > 0 else {
      return "maxTokens must be a positive integer"
    }
    if !allowsTools, params["tools"] != nil || params["toolChoice"] != nil {
      return "this client takes no tools in sampling requests"
    }
    return problem(with: messages)
  }

  /// Every `tool_use` of the assistant is answered in the next message, which holds nothing but the answers.
  private static func problem(with messages: [JSONValue]) -> String? {
    var open: Set<String> = []
    for (index, message) in messages.enumerated() {
      let place = "messages[\(index)]"
      guard let role = message["role"]?.string, role == "user" || role == "assistant" else {
        return "\(place): role must be user or assistant"
      }
      guard let content = message["content"] else { return "\(place): content is missing" }
      let blocks = content.array ?? [content]
      let results = blocks.filter { $0["type"]?.string == "tool_result" }
      let uses = blocks.filter { $0["type"]?.string == "tool_use" }
      if !results.isEmpty, results.count != blocks.count {
        return "\(place): a message with tool results may hold nothing else"
      }
      if !results.isEmpty, role != "user" { return "\(place): tool results come from the user" }
      if !uses.isEmpty, role != "assistant" { return "\(place): tools are used by the assistant" }
      let answered = results.compactMap { $0["toolUseId"]?.string }
      guard answered.count == results.count, Set(answered).count == answered.count else {
        return "\(place): each tool result needs a toolUseId of its own"
      }
      guard Set(answered) == open else {
        return "\(place): the tool results must match the tool uses of the message before"
      }
      let ids = uses.compactMap { $0["id"]?.string }
      guard ids.count == uses.count, Set(ids).count == ids.count else {
        return "\(place): each tool use needs an id of its own"
      }
      open = Set(ids)
    }
    return open.isEmpty ? nil : "the last message uses tools without their results"
  }
}
