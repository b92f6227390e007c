public import JSON

/// What a client wants to hear about (`subscriptions/listen`, mcp-protocol §4.8).
public struct SubscriptionFilter: Sendable, Hashable {
  /// Changes of the list of tools.
  public var toolsListChanged: Bool
  /// Changes of the list of prompts.
  public var promptsListChanged: Bool
  /// Changes of the list of resources.
  public var resourcesListChanged: Bool
  /// Changes of these resources, by URI.
  public var resources: [String]
  /// Changes of these tasks (tasks extension).
  public var tasks: [String]

  /// Makes a filter.
  public init(
    toolsListChanged: Bool = false, promptsListChanged: Bool = false,
    resourcesListChanged: Bool = false, resources: [String] = [], tasks: [String] = []
  ) {
    self.toolsListChanged = toolsListChanged
    self.promptsListChanged = promptsListChanged
    self.resourcesListChanged = resourcesListChanged
    self.resources = resources
    self.tasks = tasks
  }

  /// Reads a filter; nil when a member has the wrong type.
  public init?(_ value: JSONValue?) {
    guard let object = value?.object else { return nil }
    func flag(_ name: String) -> Bool? {
      guard let value = object[name] else { return false }
      return value.bool
    }
    func list(_ name: String) -> [String]? {
      guard let value = object[name] else { return [] }
      guard let elements = value.array else { return nil }
      let strings = elements.compactMap(\.string)
      return strings.count == elements.count ? strings : nil
    }
    guard let tools = flag("toolsListChanged"), let prompts = flag("promptsListChanged"),
      let changes = flag("resourcesListChanged"), let resources = list("resourceSubscriptions"),
      let tasks = list("taskIds")
    else { return nil }
    self.init(
      toolsListChanged: tools, promptsListChanged: prompts, resourcesListChanged: changes,
      resources: resources, tasks: tasks)
  }

  /// The wire form; members that ask for nothing are left out.
  public var value: JSONValue {
    var object = JSONObject()
    if toolsListChanged { object["toolsListChanged"] = true }
    if promptsListChanged { object["promptsListChanged"] = true }
    if resourcesListChanged { object["resourcesListChanged"] = true }
    if !resources.isEmpty {
      object["resourceSubscriptions"] = .array(resources.map { .string($0) })
    }
    if !tasks.isEmpty { object["taskIds"] = .array(tasks.map { .string($0) }) }
    return .object(object)
  }
}
