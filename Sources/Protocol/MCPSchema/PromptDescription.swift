public import JSON

/// An argument of a prompt.
public struct PromptArgument: Sendable, Hashable {
  /// The name to give it by.
  public var name: String
  /// A name for people.
  public var title: String?
  /// What it is for.
  public var description: String?
  /// Whether it must be given.
  public var isRequired: Bool

  /// Makes an argument.
  public init(
    _ name: String, title: String? = nil, description: String? = nil, isRequired: Bool = false
  ) {
    self.name = name
    self.title = title
    self.description = description
    self.isRequired = isRequired
  }

  /// Reads an argument; nil when it has no name.
  public init?(_ value: JSONValue) {
    guard let name = value["name"]?.string else { return nil }
    self.init(
      name, title: value["title"]?.string, description: value["description"]?.string,
      isRequired: value["required"]?.bool ?? false)
  }

  /// The wire form.
  public var value: JSONValue {
    var object: JSONObject = ["name": .string(name)]
    object["title"] = title.map { .string($0) }
    object["description"] = description.map { .string($0) }
    if isRequired { object["required"] = true }
    return .object(object)
  }
}

/// A prompt as a server lists it.
public struct PromptDescription: Sendable, Hashable {
  /// The definition exactly as listed, unknown members included.
  public let definition: JSONObject

  /// Builds a definition from its parts.
  public init(
    name: String, title: String? = nil, description: String? = nil,
    arguments: [PromptArgument] = [], icons: [Icon] = [], meta: JSONObject? = nil
  ) {
    var object: JSONObject = ["name": .string(name)]
    object["title"] = title.map { .string($0) }
    object["description"] = description.map { .string($0) }
    if !arguments.isEmpty { object["arguments"] = .array(arguments.map(\.value)) }
    object.set(icons: icons)
    object["_meta"] = meta.map { .object($0) }
    definition = object
  }

  /// Reads a listed prompt; nil when it has no name.
  public init?(_ value: JSONValue) {
    guard let object = value.object, object["name"]?.string != nil else { return nil }
    definition = object
  }

  /// The name to get it by.
  public var name: String { definition["name"]?.string ?? "" }
  /// The name for people.
  public var displayName: String { definition["title"]?.string ?? name }
  /// What it is for.
  public var description: String? { definition["description"]?.string }
  /// What it takes.
  public var arguments: [PromptArgument] {
    (definition["arguments"]?.array ?? []).compactMap { PromptArgument($0) }
  }
}

/// A message of a prompt or of a sampling request.
public struct PromptMessage: Sendable, Hashable {
  /// Who says it.
  public enum Role: String, Sendable, Hashable { case user, assistant }

  /// Who says it.
  public var role: Role
  /// What is said; prompts have one block, sampling messages one or (2025-11-25 on) several.
  public var content: [ContentBlock]

  /// Makes a message.
  public init(_ role: Role, _ content: ContentBlock...) {
    self.role = role
    self.content = content
  }

  /// Reads a message; nil without a role we know.
  public init?(_ value: JSONValue) {
    guard let role = value["role"]?.string.flatMap(Role.init(rawValue:)),
      let content = value["content"]
    else { return nil }
    self.role = role
    self.content = content.array.map { $0.map { ContentBlock($0) } } ?? [ContentBlock(content)]
  }

  /// The wire form toward a peer of `revision`.
  public func value(for revision: Revision) -> JSONValue {
    let blocks = content.map { $0.degraded(for: revision).value }
    return [
      "role": .string(role.rawValue), "content": blocks.count == 1 ? blocks[0] : .array(blocks),
    ]
  }
}

/// What getting a prompt gives.
public struct PromptResult: Sendable, Hashable {
  /// What the prompt is for.
  public var description: String?
  /// The messages, in order.
  public var messages: [PromptMessage]

  /// Makes a result.
  public init(description: String? = nil, messages: [PromptMessage]) {
    self.description = description
    self.messages = messages
  }

  /// Reads the `result` member of an answer to `prompts/get`.
  public init(_ value: JSONValue) {
    description = value["description"]?.string
    messages = (value["messages"]?.array ?? []).compactMap { PromptMessage($0) }
  }
}
