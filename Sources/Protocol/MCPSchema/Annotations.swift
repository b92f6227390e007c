public import JSON

/// For whom something is meant and how much it matters; on content, resources and templates.
public struct Annotations: Sendable, Hashable {
  /// `user`, `assistant` or both; empty says nothing.
  public var audience: [String]
  /// From 0 (may be left out) to 1 (needed).
  public var priority: Double?
  /// When it last changed, ISO 8601 (2025-06-18 on).
  public var lastModified: String?

  /// Makes annotations.
  public init(audience: [String] = [], priority: Double? = nil, lastModified: String? = nil) {
    self.audience = audience
    self.priority = priority
    self.lastModified = lastModified
  }

  /// The wire form; nil when nothing is said.
  public var value: JSONValue? {
    var object = JSONObject()
    if !audience.isEmpty { object["audience"] = .array(audience.map { .string($0) }) }
    object["priority"] = priority.map { .double($0) }
    object["lastModified"] = lastModified.map { .string($0) }
    return object.isEmpty ? nil : .object(object)
  }
}
