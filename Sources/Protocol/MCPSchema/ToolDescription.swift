public import JSON

/// Hints about what a tool does. They come from the server and prove nothing.
public struct ToolAnnotations: Sendable, Hashable {
  /// A name for people; `title` of the tool itself comes first.
  public var title: String?
  /// Changes nothing.
  public var readOnly: Bool?
  /// May destroy something.
  public var destructive: Bool?
  /// Calling it again with the same arguments changes nothing more.
  public var idempotent: Bool?
  /// Reaches beyond the server's own world.
  public var openWorld: Bool?

  /// Makes hints; nil ones are not sent.
  public init(
    readOnly: Bool? = nil, destructive: Bool? = nil, idempotent: Bool? = nil,
    openWorld: Bool? = nil, title: String? = nil
  ) {
    self.title = title
    self.readOnly = readOnly
    self.destructive = destructive
    self.idempotent = idempotent
    self.openWorld = openWorld
  }

  var value: JSONObject {
    let hints = [
      ("readOnlyHint", readOnly), ("destructiveHint", destructive),
      ("idempotentHint", idempotent), ("openWorldHint", openWorld),
    ]
    var object = JSONObject(hints.compactMap { name, hint in hint.map { (name, .bool($0)) } })
    object["title"] = title.map { .string($0) }
    return object
  }
}

/// A tool as a server lists it.
public struct ToolDescription: Sendable, Hashable {
  /// The definition exactly as listed, unknown members included.
  public let definition: JSONObject

  /// Builds a definition from its parts.
  public init(
    name: String, title: String?, description: String, inputSchema: JSONValue,
    outputSchema: JSONValue?, annotations: ToolAnnotations, icons: [Icon] = [],
    meta: JSONObject? = nil
  ) {
    var object = JSONObject([("name", .string(name))])
    if let title { object["title"] = .string(title) }
    object["description"] = .string(description)
    object["inputSchema"] = inputSchema
    if let outputSchema { object["outputSchema"] = outputSchema }
    if !annotations.value.isEmpty { object["annotations"] = .object(annotations.value) }
    object.set(icons: icons)
    object["_meta"] = meta.map { .object($0) }
    definition = object
  }

  /// Reads a listed tool; nil when it has no name.
  public init?(_ value: JSONValue) {
    guard let object = value.object, object["name"]?.string != nil else { return nil }
    definition = object
  }

  /// The name to call it by.
  public var name: String { definition["name"]?.string ?? "" }
  /// The name for people: `title`, then the annotation, then the name.
  public var displayName: String {
    definition["title"]?.string ?? definition["annotations"]?["title"]?.string ?? name
  }
  /// What it does.
  public var description: String { definition["description"]?.string ?? "" }
  /// The schema of its arguments.
  public var inputSchema: JSONValue { definition["inputSchema"] ?? [:] }
  /// The schema of its structured result; nil when it promises none.
  public var outputSchema: JSONValue? { definition["outputSchema"] }
}
