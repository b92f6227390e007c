import JSON
import MCPSchema
import MCPServer

extension InputRequest {
  /// A form with one field, which must be filled in.
  static func field(_ name: String, _ schema: JSONValue, message: String) -> InputRequest {
    .form(message: message, schema: Schema.form([name: schema], required: [name]))
  }

  /// A question to the client's language model.
  static func model(_ text: String, maximumTokens: Int) -> InputRequest {
    .sampling(
      SamplingRequest(messages: [PromptMessage(.user, .text(text))], maximumTokens: maximumTokens))
  }
}

extension [String: InputResponse] {
  /// The answer to one question.
  func answer(_ key: String) throws(ToolFailure) -> InputResponse {
    guard let answer = self[key] else { throw ToolFailure("there is no answer to \(key)") }
    return answer
  }

  /// What was filled in under `field` of the form `key`; a failure that tells what the person did instead.
  func filledIn(_ key: String, _ field: String) throws(ToolFailure) -> JSONValue {
    let answer = try answer(key)
    guard answer.action == .accept, let value = answer.content?[field] else {
      let action = answer.action?.rawValue ?? "none"
      throw ToolFailure("nobody filled in \(field): the answer to the form \(key) was \(action)")
    }
    return value
  }

  /// The text filled in under `field` of the form `key`.
  func text(_ key: String, _ field: String) throws(ToolFailure) -> String {
    let value = try filledIn(key, field)
    return value.string ?? JSONWriter.string(value)
  }
}

extension InputResponse {
  /// An elicitation's outcome in one line: what the person did, and what was filled in.
  var summary: String {
    let content = content.map { ", content=" + JSONWriter.string(.object($0)) } ?? ""
    return "action=\(action?.rawValue ?? "none")\(content)"
  }
}

extension [Root] {
  /// The folders in one line: `2 folders: file:///a (A), file:///b`.
  var summary: String {
    let names = map { root in root.name.map { "\(root.uri) (\($0))" } ?? root.uri }
    return "\(count) folder\(count == 1 ? "" : "s"): " + names.joined(separator: ", ")
  }
}
