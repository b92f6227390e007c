import JSON
public import MCPSchema

extension Connection {
  /// Reads a resource; a folder may give several contents. One that does not exist is an error whose
  /// `missingResource` names it.
  public func readResource(
    _ uri: String, options: CallOptions = .init()
  ) async throws(ClientError) -> [ResourceContents] {
    try require("resources", for: "resources/read")
    let result = try await fetch("resources/read", ["uri": .string(uri)], options).value
    guard let contents = result["contents"]?.array else {
      throw .invalid("the answer to resources/read has no contents")
    }
    return contents.compactMap { ResourceContents($0) }
  }

  /// Gets a prompt, filled in with arguments.
  public func getPrompt(
    _ name: String, _ arguments: [String: String] = [:], options: CallOptions = .init()
  ) async throws(ClientError) -> PromptResult {
    try require("prompts", for: "prompts/get")
    var members: JSONObject = ["name": .string(name)]
    if !arguments.isEmpty { members["arguments"] = Self.object(arguments) }
    let result = try await exchange("prompts/get", members, options: options).value
    guard result["messages"]?.array != nil else {
      throw .invalid("the answer to prompts/get has no messages")
    }
    return PromptResult(result)
  }

  /// Asks for values to complete an argument with; `context` holds the arguments given so far (2025-06-18 on).
  ///
  /// In 2024-11-05 completion has no capability, so it is simply tried.
  public func complete(
    _ reference: CompletionReference, argument: String, value: String,
    context: [String: String] = [:], options: CallOptions = .init(timeout: .seconds(10))
  ) async throws(ClientError) -> Completion {
    if revision != .v2024_11_05 { try require("completions", for: "completion/complete") }
    var members: JSONObject = [
      "ref": reference.value, "argument": ["name": .string(argument), "value": .string(value)],
    ]
    let hasContext = revision != .v2024_11_05 && revision != .v2025_03_26
    if hasContext, !context.isEmpty { members["context"] = ["arguments": Self.object(context)] }
    let result = try await exchange("completion/complete", members, options: options).value
    guard result["completion"]?["values"]?.array != nil else {
      throw .invalid("the answer to completion/complete has no values")
    }
    return Completion(result)
  }

  /// Strings by name, in one order.
  private static func object(_ strings: [String: String]) -> JSONValue {
    .object(JSONObject(strings.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
  }
}
