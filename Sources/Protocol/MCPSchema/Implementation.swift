public import JSON

/// Who a client or server says it is.
public struct Implementation: Sendable, Hashable {
  /// A short programmatic name.
  public var name: String
  /// A name for people.
  public var title: String?
  /// Its version.
  public var version: String

  /// Makes an implementation.
  public init(name: String, title: String? = nil, version: String) {
    self.name = name
    self.title = title
    self.version = version
  }

  /// Reads one; nil unless name and version are strings.
  public init?(_ value: JSONValue?) {
    guard let name = value?["name"]?.string, let version = value?["version"]?.string else {
      return nil
    }
    self.init(name: name, title: value?["title"]?.string, version: version)
  }

  /// The wire form.
  public var value: JSONValue {
    var object = JSONObject([("name", .string(name))])
    if let title { object["title"] = .string(title) }
    object["version"] = .string(version)
    return .object(object)
  }
}
