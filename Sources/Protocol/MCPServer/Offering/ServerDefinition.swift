public import MCPSchema

/// What a server is and offers, without any connection.
public struct ServerDefinition: Sendable {
  /// Finds values for an argument of a prompt or resource template: by reference, argument name, what has been
  /// typed, and the arguments already given.
  public typealias Completer =
    @Sendable (CompletionReference, String, String, [String: String]) async throws -> Completion

  /// Who it is.
  public let info: Implementation
  /// How to use it, for the model.
  public let instructions: String?
  /// Its tools, resources and prompts.
  public let catalog: ServerCatalog
  /// Completes arguments; nil when it cannot.
  public let completer: Completer?
  /// Whether its handlers write log messages for clients that want them.
  public let writesLogs: Bool
  /// Bounds on what clients may make it do.
  public let limits: ServerLimits

  /// Makes a definition. Two tools of one name are a programmer's error.
  public init(
    name: String, title: String? = nil, version: String, instructions: String? = nil,
    tools: [ServerTool] = [], resources: [ServerResource] = [],
    templates: [ServerResourceTemplate] = [], prompts: [ServerPrompt] = [],
    completer: Completer? = nil, writesLogs: Bool = false, changesLists: Bool = false,
    limits: ServerLimits = .init()
  ) {
    self.init(
      info: Implementation(name: name, title: title, version: version), instructions: instructions,
      catalog: ServerCatalog(
        tools: tools, resources: resources, templates: templates, prompts: prompts,
        changesLists: changesLists),
      completer: completer, writesLogs: writesLogs, limits: limits)
  }

  /// Makes a definition around a catalog that the caller goes on changing.
  public init(
    info: Implementation, instructions: String? = nil, catalog: ServerCatalog,
    completer: Completer? = nil, writesLogs: Bool = false, limits: ServerLimits = .init()
  ) {
    self.info = info
    self.instructions = instructions
    self.catalog = catalog
    self.completer = completer
    self.writesLogs = writesLogs
    self.limits = limits
  }

  /// The tools as they are now, in listing order.
  public var tools: [ServerTool] { catalog.tools }
}

/// Bounds on what clients may make one server do, each with its reason.
public struct ServerLimits: Sendable, Hashable {
  /// Entries of one page of a list: more would make one message too large to handle in one turn.
  public var pageSize = 200
  /// Streams that listen for changes, over all connections: each holds a task and its client's connection.
  public var maximumListens = 16_384
  /// Changes waiting for one listening client before it is cut off: it does not read.
  public var maximumWaitingChanges = 1024
  /// Resources one client may subscribe to: each is compared with every change.
  public var maximumSubscriptions = 1024
  /// Tasks kept at once, finished ones included: each keeps its result.
  public var maximumTasks = 1024
  /// For how long a task is kept unless its client asks for less, in milliseconds.
  public var taskTimeToLiveMs = 3_600_000
  /// How often a client should look at a task, in milliseconds.
  public var taskPollIntervalMs = 500
  /// Rounds of questions while serving one request of the handshake era: a handler that asks for ever is broken.
  public var maximumRounds = 8
  /// How long a client of the handshake era may take to answer a question: a person may have to be found.
  public var answerTimeout = Duration.seconds(600)
  /// For how long a sealed request state can be given back, in seconds.
  public var stateLifetimeSeconds = 3600

  /// Makes the default limits.
  public init() {}
}
