public import JSON

/// Who a client or server says it is.
public struct Implementation: Sendable, Hashable {
  /// A short programmatic name.
  public var name: String
  /// A name for people.
  public var title: String?
  /// Its version.
  public var version: String
  /// What it is, for people (2025-11-25 on).
  public var description: String?
  /// Where to read more (2025-11-25 on).
  public var websiteURL: String?
  /// Pictures to know it by (2025-11-25 on).
  public var icons: [Icon]

  /// Makes an implementation.
  public init(
    name: String, title: String? = nil, version: String, description: String? = nil,
    websiteURL: String? = nil, icons: [Icon] = []
  ) {
    self.name = name
    self.title = title
    self.version = version
    self.description = description
    self.websiteURL = websiteURL
    self.icons = icons
  }

  /// Reads one; nil unless name and version are strings.
  public init?(_ value: JSONValue?) {
    guard let name = value?["name"]?.string, let version = value?["version"]?.string else {
      return nil
    }
    self.init(
      name: name, title: value?["title"]?.string, version: version,
      description: value?["description"]?.string, websiteURL: value?["websiteUrl"]?.string)
  }

  /// The wire form.
  public var value: JSONValue {
    var object = JSONObject([("name", .string(name))])
    if let title { object["title"] = .string(title) }
    object["version"] = .string(version)
    object["description"] = description.map { .string($0) }
    object["websiteUrl"] = websiteURL.map { .string($0) }
    object.set(icons: icons)
    return .object(object)
  }
}
