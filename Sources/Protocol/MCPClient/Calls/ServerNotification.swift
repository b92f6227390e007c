public import JSON
public import MCPSchema

/// What a server tells of its own accord.
public enum ServerNotification: Sendable, Hashable {
  /// The list of tools has changed.
  case toolsChanged
  /// The list of prompts has changed.
  case promptsChanged
  /// The list of resources or of templates has changed.
  case resourcesChanged
  /// A resource has changed; it may lie within the one subscribed to.
  case resourceUpdated(uri: String)
  /// A log message.
  case log(level: LogLevel, logger: String?, data: JSONValue)
  /// What was asked by an address is done (2025-11-25).
  case elicitationComplete(id: String)
  /// A task has changed.
  case taskStatus(TaskDescription)
  /// Anything else, as it came.
  case other(method: String, params: JSONValue?)

  /// Reads a notification; one that lacks what its method needs is `other`.
  public init(method: String, params: JSONValue?) {
    self = Self.known(method, params) ?? .other(method: method, params: params)
  }

  private static func known(_ method: String, _ params: JSONValue?) -> ServerNotification? {
    switch method {
    case "notifications/tools/list_changed": return .toolsChanged
    case "notifications/prompts/list_changed": return .promptsChanged
    case "notifications/resources/list_changed": return .resourcesChanged
    case "notifications/resources/updated":
      return params?["uri"]?.string.map { .resourceUpdated(uri: $0) }
    case "notifications/message":
      guard let level = params?["level"]?.string.flatMap(LogLevel.init(rawValue:)) else {
        return nil
      }
      return .log(level: level, logger: params?["logger"]?.string, data: params?["data"] ?? .null)
    case "notifications/elicitation/complete":
      return params?["elicitationId"]?.string.map { .elicitationComplete(id: $0) }
    case "notifications/tasks/status", "notifications/tasks":
      return TaskDescription(params).map { .taskStatus($0) }
    default: return nil
    }
  }
}

extension SubscriptionFilter {
  /// Whether a notification is one of those asked for.
  func admits(_ notification: ServerNotification) -> Bool {
    switch notification {
    case .toolsChanged: toolsListChanged
    case .promptsChanged: promptsListChanged
    case .resourcesChanged: resourcesListChanged
    case .resourceUpdated(let uri): resources.contains { Self.lies(uri, within: $0) }
    case .taskStatus(let task): tasks.contains(task.id)
    case .log, .elicitationComplete, .other: false
    }
  }

  /// Whether a resource is another one or a part of it: servers may name the part that changed.
  static func lies(_ uri: String, within whole: String) -> Bool {
    guard uri.hasPrefix(whole) else { return false }
    guard uri.utf8.count > whole.utf8.count, !whole.hasSuffix("/") else { return true }
    let rest = uri.utf8.dropFirst(whole.utf8.count)
    return rest.first.map { "/?#".utf8.contains($0) } ?? true
  }
}
