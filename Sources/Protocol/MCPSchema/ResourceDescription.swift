public import JSON

/// A resource as a server lists it.
public struct ResourceDescription: Sendable, Hashable {
  /// The definition exactly as listed, unknown members included.
  public let definition: JSONObject

  /// Builds a definition from its parts; `size` in bytes.
  public init(
    uri: String, name: String, title: String? = nil, description: String? = nil,
    mimeType: String? = nil, size: Int? = nil, annotations: Annotations = .init(),
    icons: [Icon] = [], meta: JSONObject? = nil
  ) {
    var object: JSONObject = ["uri": .string(uri), "name": .string(name)]
    object["title"] = title.map { .string($0) }
    object["description"] = description.map { .string($0) }
    object["mimeType"] = mimeType.map { .string($0) }
    object["size"] = size.map { .int($0) }
    object["annotations"] = annotations.value
    object.set(icons: icons)
    object["_meta"] = meta.map { .object($0) }
    definition = object
  }

  /// Reads a listed resource; nil when it has no URI.
  public init?(_ value: JSONValue) {
    guard let object = value.object, object["uri"]?.string != nil else { return nil }
    definition = object
  }

  /// What identifies it.
  public var uri: String { definition["uri"]?.string ?? "" }
  /// Its name for programs.
  public var name: String { definition["name"]?.string ?? uri }
  /// Its name for people.
  public var displayName: String { definition["title"]?.string ?? name }
  /// Its media type.
  public var mimeType: String? { definition["mimeType"]?.string }
}

/// A family of resources as a server lists it.
public struct ResourceTemplateDescription: Sendable, Hashable {
  /// The definition exactly as listed, unknown members included.
  public let definition: JSONObject

  /// Builds a definition from its parts; `uriTemplate` is one of RFC 6570.
  public init(
    uriTemplate: String, name: String, title: String? = nil, description: String? = nil,
    mimeType: String? = nil, annotations: Annotations = .init(), icons: [Icon] = [],
    meta: JSONObject? = nil
  ) {
    var object: JSONObject = ["uriTemplate": .string(uriTemplate), "name": .string(name)]
    object["title"] = title.map { .string($0) }
    object["description"] = description.map { .string($0) }
    object["mimeType"] = mimeType.map { .string($0) }
    object["annotations"] = annotations.value
    object.set(icons: icons)
    object["_meta"] = meta.map { .object($0) }
    definition = object
  }

  /// Reads a listed template; nil when it has none.
  public init?(_ value: JSONValue) {
    guard let object = value.object, object["uriTemplate"]?.string != nil else { return nil }
    definition = object
  }

  /// The template.
  public var uriTemplate: String { definition["uriTemplate"]?.string ?? "" }
  /// Its name for programs.
  public var name: String { definition["name"]?.string ?? uriTemplate }
}

/// A piece of what reading a resource gives.
public struct ResourceContents: Sendable, Hashable {
  /// The contents exactly as sent, unknown members included.
  public let object: JSONObject

  /// Text contents.
  public init(uri: String, mimeType: String? = nil, text: String, meta: JSONObject? = nil) {
    self.init(uri, mimeType, ("text", .string(text)), meta)
  }

  /// Binary contents, in base64.
  public init(uri: String, mimeType: String? = nil, base64: String, meta: JSONObject? = nil) {
    self.init(uri, mimeType, ("blob", .string(base64)), meta)
  }

  private init(
    _ uri: String, _ mimeType: String?, _ body: (String, JSONValue), _ meta: JSONObject?
  ) {
    var object: JSONObject = ["uri": .string(uri)]
    object["mimeType"] = mimeType.map { .string($0) }
    object[body.0] = body.1
    object["_meta"] = meta.map { .object($0) }
    self.object = object
  }

  /// Reads contents; nil when they have no URI.
  public init?(_ value: JSONValue) {
    guard let object = value.object, object["uri"]?.string != nil else { return nil }
    self.object = object
  }

  /// Where they come from.
  public var uri: String { object["uri"]?.string ?? "" }
  /// Their media type.
  public var mimeType: String? { object["mimeType"]?.string }
  /// The text, when they are text.
  public var text: String? { object["text"]?.string }
  /// The base64 data, when they are binary.
  public var base64: String? { object["blob"]?.string }
}
