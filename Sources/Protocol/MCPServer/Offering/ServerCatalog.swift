import JSON
import MCPSchema
import Synchronization

/// What a server offers right now. It may change while clients are connected: they are told, in whichever way
/// their revision has for it.
public final class ServerCatalog: Sendable {
  /// What can change.
  public enum Change: Sendable, Hashable {
    case tools, prompts, resources
    /// One resource, by URI.
    case resource(String)
  }

  /// What a catalog may hold, as far as capabilities tell it apart.
  enum Kind: Sendable { case tools, tasks, resources, prompts }

  struct Contents: Sendable {
    var tools: [ServerTool] = []
    var toolPlaces: [String: Int] = [:]
    var resources: [ServerResource] = []
    var templates: [ServerResourceTemplate] = []
    var prompts: [ServerPrompt] = []
    var kinds: Set<Kind> = []

    mutating func index() {
      toolPlaces = Dictionary(
        tools.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
      noteKinds()
    }

    mutating func noteKinds() {
      if !tools.isEmpty { kinds.insert(.tools) }
      if tools.contains(where: { $0.taskSupport != .forbidden }) { kinds.insert(.tasks) }
      if !resources.isEmpty || !templates.isEmpty { kinds.insert(.resources) }
      if !prompts.isEmpty { kinds.insert(.prompts) }
    }
  }

  /// A mutex because handlers on any executor may change the catalog while the loop reads it.
  private let contents: Mutex<Contents>
  private let listeners = Mutex<(next: Int, all: [Int: @Sendable (Change) -> Void])>((0, [:]))
  /// Whether the lists may change, which capabilities tell clients.
  public let changesLists: Bool

  /// Makes a catalog. Two tools of one name are a programmer's error.
  public init(
    tools: [ServerTool] = [], resources: [ServerResource] = [],
    templates: [ServerResourceTemplate] = [], prompts: [ServerPrompt] = [],
    changesLists: Bool = false
  ) {
    var contents = Contents(
      tools: tools, resources: resources, templates: templates, prompts: prompts)
    contents.index()
    precondition(contents.toolPlaces.count == tools.count, "two tools have the same name")
    self.contents = Mutex(contents)
    self.changesLists = changesLists
  }

  /// The tools in listing order.
  public var tools: [ServerTool] { contents.withLock { $0.tools } }
  /// The resources in listing order.
  public var resources: [ServerResource] { contents.withLock { $0.resources } }
  /// The resource templates in listing order.
  public var templates: [ServerResourceTemplate] { contents.withLock { $0.templates } }
  /// The prompts in listing order.
  public var prompts: [ServerPrompt] { contents.withLock { $0.prompts } }

  /// Whether there is something of that kind, or has been: what clients were told of once is served for good.
  func offers(_ kind: Kind) -> Bool { contents.withLock { $0.kinds.contains(kind) } }

  /// The tool of that name, nil when there is none.
  public func tool(_ name: String) -> ServerTool? {
    contents.withLock { contents in contents.toolPlaces[name].map { contents.tools[$0] } }
  }

  /// The prompt of that name, nil when there is none.
  public func prompt(_ name: String) -> ServerPrompt? {
    contents.withLock { $0.prompts.first { $0.name == name } }
  }

  /// Adds a tool at the end of the list, or replaces the one of its name.
  public func add(_ tool: ServerTool) {
    contents.withLock { contents in
      if let place = contents.toolPlaces[tool.name] {
        contents.tools[place] = tool
      } else {
        contents.tools.append(tool)
      }
      contents.index()
    }
    tell(.tools)
  }

  /// Removes the tool of that name; false when there is none.
  @discardableResult
  public func removeTool(_ name: String) -> Bool {
    let isRemoved = contents.withLock { contents in
      guard let place = contents.toolPlaces[name] else { return false }
      contents.tools.remove(at: place)
      contents.index()
      return true
    }
    if isRemoved { tell(.tools) }
    return isRemoved
  }

  /// Adds a prompt at the end of the list, or replaces the one of its name.
  public func add(_ prompt: ServerPrompt) {
    contents.withLock { contents in
      contents.prompts.removeAll { $0.name == prompt.name }
      contents.prompts.append(prompt)
      contents.noteKinds()
    }
    tell(.prompts)
  }

  /// Removes the prompt of that name; false when there is none.
  @discardableResult
  public func removePrompt(_ name: String) -> Bool {
    let isRemoved = contents.withLock { contents in
      let count = contents.prompts.count
      contents.prompts.removeAll { $0.name == name }
      return contents.prompts.count < count
    }
    if isRemoved { tell(.prompts) }
    return isRemoved
  }

  /// Adds a resource at the end of the list, or replaces the one of its URI.
  public func add(_ resource: ServerResource) {
    contents.withLock { contents in
      contents.resources.removeAll { $0.uri == resource.uri }
      contents.resources.append(resource)
      contents.noteKinds()
    }
    tell(.resources)
  }

  /// Removes the resource of that URI; false when there is none.
  @discardableResult
  public func removeResource(_ uri: String) -> Bool {
    let isRemoved = contents.withLock { contents in
      let count = contents.resources.count
      contents.resources.removeAll { $0.uri == uri }
      return contents.resources.count < count
    }
    if isRemoved { tell(.resources) }
    return isRemoved
  }

  /// Tells subscribers that the contents of a resource have changed.
  public func resourceUpdated(_ uri: String) { tell(.resource(uri)) }

  /// Hears of every change from now on, on the thread that makes it; returns what ends it.
  func listen(_ listener: @escaping @Sendable (Change) -> Void) -> Int {
    listeners.withLock { listeners in
      listeners.next += 1
      listeners.all[listeners.next] = listener
      return listeners.next
    }
  }

  func unlisten(_ id: Int) { listeners.withLock { $0.all[id] = nil } }

  private func tell(_ change: Change) {
    let all = listeners.withLock { $0.all.values.map { $0 } }
    for listener in all { listener(change) }
  }
}
