public import JSON
import JSONRPC
import JSONSchema
public import MCPSchema

extension RequestContext {
  /// Whether the client can be asked this.
  public func canAsk(_ request: InputRequest) -> Bool {
    guard request.isSupported(by: clientCapabilities) else { return false }
    guard request.kind == .elicitation else { return true }
    if case .url = request { return revision.elicitation == .formAndURL }
    return revision.elicitation != .none
  }

  /// Asks the client several things at once and gives the answers by key.
  ///
  /// Throws `InputRequired` when answers are missing: let it pass. The handler is called again from its
  /// beginning when they are there, so what stands before a question must be harmless to repeat. `state` is what
  /// the handler wants to find again in its own `state` then. An answer that does not fit its question counts as
  /// missing.
  public func ask(
    _ requests: KeyValuePairs<String, InputRequest>, state: JSONValue? = nil
  ) async throws -> [String: InputResponse] {
    var found: [String: InputResponse] = [:]
    var missing: [InputRequired.Question] = []
    for (key, request) in requests {
      if let answer = answers[key], request.accepts(answer) {
        found[key] = answer
        taken?.insert(key)
      } else {
        missing.append(.init(key: key, request: request))
      }
    }
    if missing.isEmpty { return found }
    if let task {
      let given = try await answers(to: missing, through: task)
      return found.merging(given) { _, new in new }
    }
    throw InputRequired(
      missing, state,
      known: answers.filter { taken?.contains($0.key) == true })
  }

  /// Asks through the task the call has become. −32021 for what a modern client cannot be asked; an older one
  /// is told when it comes for the result.
  func answers(
    to questions: [InputRequired.Question], through task: TaskEntry
  ) async throws -> [String: InputResponse] {
    let unsupported = questions.map(\.request).filter { !canAsk($0) }
    if revision.era == .modern, !unsupported.isEmpty {
      throw JSONRPCError.missingCapability(InputRequest.requirement(of: unsupported))
    }
    return try await task.ask(questions)
  }

  /// Asks a person to fill in a form.
  public func elicit(
    _ key: String, _ message: String, schema: JSONValue, state: JSONValue? = nil
  ) async throws -> InputResponse {
    try await one(key, .form(message: message, schema: schema), state)
  }

  /// Asks a person to open an address; the answer tells consent, not completion.
  public func open(
    _ key: String, _ message: String, url: String, state: JSONValue? = nil
  ) async throws -> InputResponse {
    try await one(key, .url(message: message, url: url), state)
  }

  /// Asks the client's language model for a text.
  public func sample(
    _ key: String, _ request: SamplingRequest, state: JSONValue? = nil
  ) async throws -> InputResponse {
    try await one(key, .sampling(request), state)
  }

  /// Asks for the folders the client works in.
  public func roots(_ key: String = "roots", state: JSONValue? = nil) async throws -> [Root] {
    try await one(key, .roots, state).roots
  }

  private func one(
    _ key: String, _ request: InputRequest, _ state: JSONValue?
  ) async throws -> InputResponse {
    let answers = try await ask([key: request], state: state)
    // `ask` either throws or answers every key.
    return answers[key] ?? InputResponse([:])
  }
}

extension InputRequest {
  /// The capabilities several questions need, as one object.
  static func requirement(of requests: [InputRequest]) -> JSONObject {
    var required = JSONObject()
    for request in requests {
      for member in request.requirement.members {
        var inner = required[member.key]?.object ?? JSONObject()
        for part in member.value.object?.members ?? [] { inner[part.key] = part.value }
        required[member.key] = .object(inner)
      }
    }
    return required
  }

  /// Whether an answer is one to this question: the right members, and for a form values its schema allows.
  func accepts(_ response: InputResponse) -> Bool {
    switch self {
    case .url: return response.action != nil
    case .form(_, let schema):
      guard let action = response.action else { return false }
      guard action == .accept else { return true }
      guard let content = response.content else { return false }
      return CompiledSchema(schema).objection(to: .object(content)) == nil
    case .sampling: return !response.sampleContent.isEmpty
    case .roots: return response.object["roots"]?.array != nil
    }
  }
}
