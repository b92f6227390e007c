public import JSON

/// Something a server asks of the client while it serves a request (mcp-protocol §4.7): a question of its own in
/// the handshake era, a part of an `input_required` result in the modern one.
public enum InputRequest: Sendable, Hashable {
  /// A form for a person to fill in; the schema is flat (§7.10).
  case form(message: String, schema: JSONValue)
  /// An address for a person to open.
  case url(message: String, url: String)
  /// A text from the client's language model (§7.9).
  case sampling(SamplingRequest)
  /// The folders the client works in.
  case roots

  /// The kinds, as capabilities name them.
  public enum Kind: String, Sendable, Hashable, CaseIterable { case elicitation, sampling, roots }

  /// What kind it is.
  public var kind: Kind {
    switch self {
    case .form, .url: .elicitation
    case .sampling: .sampling
    case .roots: .roots
    }
  }

  /// The method that asks it.
  public var method: String {
    switch kind {
    case .elicitation: "elicitation/create"
    case .sampling: "sampling/createMessage"
    case .roots: "roots/list"
    }
  }

  /// The params of the method; nil for none. `mode` is left out toward revisions that do not know it.
  public func params(for revision: Revision) -> JSONObject? {
    switch self {
    case .form(let message, let schema):
      var object: JSONObject = ["message": .string(message), "requestedSchema": schema]
      if revision.hasElicitationModes { object["mode"] = "form" }
      return object
    case .url(let message, let url):
      return ["mode": "url", "message": .string(message), "url": .string(url)]
    case .sampling(let request): return request.object
    case .roots: return nil
    }
  }

  /// The wire form inside an `input_required` result.
  public func embedded(for revision: Revision) -> JSONValue {
    var object: JSONObject = ["method": .string(method)]
    object["params"] = params(for: revision).map { .object($0) }
    return .object(object)
  }

  /// Reads an embedded request, or a request of the handshake era; nil for a method or params we do not know.
  public init?(method: String, params: JSONValue?) {
    switch method {
    case "roots/list": self = .roots
    case "sampling/createMessage":
      guard let object = params?.object else { return nil }
      self = .sampling(SamplingRequest(object))
    case "elicitation/create":
      guard let message = params?["message"]?.string else { return nil }
      if params?["mode"]?.string == "url" {
        guard let url = params?["url"]?.string else { return nil }
        self = .url(message: message, url: url)
      } else {
        guard let schema = params?["requestedSchema"] else { return nil }
        self = .form(message: message, schema: schema)
      }
    default: return nil
    }
  }

  /// The client capability it needs, as the object a `MissingRequiredClientCapability` error names.
  public var requirement: JSONObject {
    switch self {
    case .form: ["elicitation": [:]]
    case .url: ["elicitation": ["url": [:]]]
    case .sampling(let request):
      request.object["tools"] == nil ? ["sampling": [:]] : ["sampling": ["tools": [:]]]
    case .roots: ["roots": [:]]
    }
  }

  /// Whether a client with these capabilities can be asked. An empty `elicitation` means forms only.
  public func isSupported(by capabilities: JSONObject) -> Bool {
    guard let declared = capabilities[kind.rawValue]?.object else { return false }
    switch self {
    case .form: return declared["form"] != nil || declared["url"] == nil
    case .url: return declared["url"] != nil
    case .sampling(let request): return request.object["tools"] == nil || declared["tools"] != nil
    case .roots: return true
    }
  }
}

/// A request for a text from the client's language model.
public struct SamplingRequest: Sendable, Hashable {
  /// The params as they stand, unknown members included.
  public let object: JSONObject

  /// Makes a request for at most `maximumTokens` tokens.
  public init(messages: [PromptMessage], maximumTokens: Int, systemPrompt: String? = nil) {
    var object: JSONObject = [
      "messages": .array(messages.map { $0.value(for: .v2026_07_28) }),
      "maxTokens": .int(maximumTokens),
    ]
    object["systemPrompt"] = systemPrompt.map { .string($0) }
    self.object = object
  }

  /// Wraps params.
  public init(_ object: JSONObject) { self.object = object }

  /// The conversation so far.
  public var messages: [PromptMessage] {
    (object["messages"]?.array ?? []).compactMap { PromptMessage($0) }
  }
  /// The most tokens to produce.
  public var maximumTokens: Int { object["maxTokens"]?.int ?? 0 }
}
