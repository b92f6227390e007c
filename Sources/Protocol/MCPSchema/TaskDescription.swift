public import JSON

/// Where a task stands (mcp-protocol §8).
public enum TaskStatus: String, Sendable, Hashable, CaseIterable {
  case working
  case inputRequired = "input_required"
  case completed, failed, cancelled

  /// Whether nothing will change any more.
  public var isTerminal: Bool { self == .completed || self == .failed || self == .cancelled }
}

/// A task as either revision with tasks tells of it; the names of members differ between the two.
public struct TaskDescription: Sendable, Hashable {
  /// What identifies it; hard to guess.
  public var id: String
  /// Where it stands.
  public var status: TaskStatus
  /// What it is doing, for a person.
  public var statusMessage: String?
  /// When it was made, ISO 8601.
  public var createdAt: String
  /// When it last changed, ISO 8601.
  public var lastUpdatedAt: String
  /// For how many milliseconds from its making it is kept; nil without limit.
  public var timeToLiveMs: Int?
  /// How many milliseconds to wait between two looks at it.
  public var pollIntervalMs: Int?

  /// Makes a description.
  public init(
    id: String, status: TaskStatus, statusMessage: String? = nil, createdAt: String,
    lastUpdatedAt: String, timeToLiveMs: Int?, pollIntervalMs: Int?
  ) {
    self.id = id
    self.status = status
    self.statusMessage = statusMessage
    self.createdAt = createdAt
    self.lastUpdatedAt = lastUpdatedAt
    self.timeToLiveMs = timeToLiveMs
    self.pollIntervalMs = pollIntervalMs
  }

  /// Reads a task of either kind; nil without an id and a status we know.
  public init?(_ value: JSONValue?) {
    guard let id = value?["taskId"]?.string,
      let status = value?["status"]?.string.flatMap(TaskStatus.init(rawValue:))
    else { return nil }
    self.init(
      id: id, status: status, statusMessage: value?["statusMessage"]?.string,
      createdAt: value?["createdAt"]?.string ?? "",
      lastUpdatedAt: value?["lastUpdatedAt"]?.string ?? "",
      timeToLiveMs: (value?["ttlMs"] ?? value?["ttl"])?.int,
      pollIntervalMs: (value?["pollIntervalMs"] ?? value?["pollInterval"])?.int)
  }

  /// The members of the task, in the words of `revision`.
  public func members(for revision: Revision) -> JSONObject {
    let isModern = revision.era == .modern
    var object: JSONObject = ["taskId": .string(id), "status": .string(status.rawValue)]
    object["statusMessage"] = statusMessage.map { .string($0) }
    object["createdAt"] = .string(createdAt)
    object["lastUpdatedAt"] = .string(lastUpdatedAt)
    object[isModern ? "ttlMs" : "ttl"] = timeToLiveMs.map { .int($0) } ?? .null
    object[isModern ? "pollIntervalMs" : "pollInterval"] = pollIntervalMs.map { .int($0) }
    return object
  }
}

/// The tasks extension (mcp-protocol §8.2).
public enum TasksExtension {
  /// Its identifier among the capabilities' `extensions`.
  public static let identifier = "io.modelcontextprotocol/tasks"

  /// What a client lacks that does not declare it.
  public static let requirement: JSONObject = ["extensions": [identifier: [:]]]

  /// Whether these client capabilities declare it.
  public static func isDeclared(in capabilities: JSONObject) -> Bool {
    capabilities["extensions"]?[identifier]?.object != nil
  }
}
