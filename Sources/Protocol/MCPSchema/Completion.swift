public import JSON

/// What an argument to be completed belongs to.
public enum CompletionReference: Sendable, Hashable {
  /// A prompt, by name.
  case prompt(String)
  /// A resource template, by its URI template.
  case resource(String)

  /// Reads a reference; nil for any other kind.
  public init?(_ value: JSONValue?) {
    switch value?["type"]?.string {
    case "ref/prompt":
      guard let name = value?["name"]?.string else { return nil }
      self = .prompt(name)
    case "ref/resource":
      guard let uri = value?["uri"]?.string else { return nil }
      self = .resource(uri)
    default: return nil
    }
  }

  /// The wire form.
  public var value: JSONValue {
    switch self {
    case .prompt(let name): ["type": "ref/prompt", "name": .string(name)]
    case .resource(let uri): ["type": "ref/resource", "uri": .string(uri)]
    }
  }
}

/// Values to complete an argument with.
public struct Completion: Sendable, Hashable {
  /// The most a result may hold.
  public static let maximumValues = 100

  /// The values, most relevant first.
  public var values: [String]
  /// How many there are in all, when known.
  public var total: Int?
  /// Whether there are more.
  public var hasMore: Bool?

  /// Makes a completion; values over the limit are dropped and counted as more.
  public init(_ values: [String], total: Int? = nil, hasMore: Bool? = nil) {
    self.values = Array(values.prefix(Self.maximumValues))
    self.total = total ?? values.count
    self.hasMore = hasMore ?? (values.count > Self.maximumValues)
  }

  /// Reads the `result` member of an answer to `completion/complete`.
  public init(_ value: JSONValue) {
    let completion = value["completion"]
    values = (completion?["values"]?.array ?? []).compactMap(\.string)
    total = completion?["total"]?.int
    hasMore = completion?["hasMore"]?.bool
  }

  /// The members of the result.
  public var members: JSONObject {
    var object: JSONObject = ["values": .array(values.map { .string($0) })]
    object["total"] = total.map { .int($0) }
    object["hasMore"] = hasMore.map { .bool($0) }
    return ["completion": .object(object)]
  }
}
