import JSON
import JSONRPC
import MCPSchema
import MCPServer

/// One question of each kind: how it is asked, what it looks like, what it needs and what answers it.
struct Question: Sendable, CustomStringConvertible {
  let description: String
  let request: InputRequest
  /// Its method and params in a modern result.
  let embedded: JSONValue
  /// What a client has to declare.
  let capability: JSONObject
  let answer: JSONObject

  static let schema: JSONValue = [
    "type": "object", "properties": ["name": ["type": "string", "minLength": 1]],
    "required": ["name"],
  ]

  static let form = Question(
    description: "form", request: .form(message: "Who?", schema: schema),
    embedded: [
      "method": "elicitation/create",
      "params": ["message": "Who?", "requestedSchema": schema, "mode": "form"],
    ], capability: ["elicitation": [:]],
    answer: ["action": "accept", "content": ["name": "Ann"]])

  static let url = Question(
    description: "url", request: .url(message: "Go", url: "https://a.example/x"),
    embedded: [
      "method": "elicitation/create",
      "params": ["mode": "url", "message": "Go", "url": "https://a.example/x"],
    ], capability: ["elicitation": ["url": [:]]], answer: ["action": "accept"])

  static let sampling = Question(
    description: "sampling",
    request: .sampling(
      SamplingRequest(messages: [PromptMessage(.user, .text("Capital?"))], maximumTokens: 100)),
    embedded: [
      "method": "sampling/createMessage",
      "params": [
        "messages": [["role": "user", "content": ["type": "text", "text": "Capital?"]]],
        "maxTokens": 100,
      ],
    ], capability: ["sampling": [:]],
    answer: [
      "role": "assistant", "content": ["type": "text", "text": "Paris"], "model": "m",
      "stopReason": "endTurn",
    ])

  static let roots = Question(
    description: "roots", request: .roots, embedded: ["method": "roots/list"],
    capability: ["roots": [:]], answer: ["roots": [["uri": "file:///a", "name": "A"]]])

  static let all = [form, url, sampling, roots]

  /// Everything a client may declare for being asked.
  static let everything: JSONObject = [
    "elicitation": ["form": [:], "url": [:]], "sampling": ["tools": [:]], "roots": [:],
  ]
}

extension ServerDefinition {
  /// Asks these questions at once, by a tool, a prompt and a resource, and gives the answers as text.
  static func asking(
    _ questions: KeyValuePairs<String, InputRequest>, limits: ServerLimits = .init()
  ) -> ServerDefinition {
    let ask: @Sendable (RequestContext) async throws -> String = { context in
      let answers = try await context.ask(questions)
      return answers.sorted { $0.key < $1.key }
        .map { "\($0.key)=\(JSONWriter.string(.object($0.value.object)))" }
        .joined(separator: " ")
    }
    return ServerDefinition(
      name: "s", version: "1",
      tools: [.make { _, context in .text(try await ask(context)) }],
      resources: [
        ServerResource(.init(uri: "test://a", name: "a")) { context in
          [ResourceContents(uri: "test://a", text: try await ask(context))]
        }
      ],
      prompts: [
        ServerPrompt(name: "tool") { _, context in
          PromptResult(messages: [PromptMessage(.user, .text(try await ask(context)))])
        }
      ], limits: limits)
  }

  /// The requests that may be answered with questions.
  static let askingRequests: [(method: String, params: JSONObject)] = [
    ("tools/call", ["name": "tool"]), ("prompts/get", ["name": "tool"]),
    ("resources/read", ["uri": "test://a"]),
  ]
}

extension JSONValue {
  /// The questions of an `input_required` result.
  var questions: JSONObject? { self["result"]?["inputRequests"]?.object }
  /// The sealed state of an `input_required` result.
  var requestState: JSONValue? { self["result"]?["requestState"] }
}
