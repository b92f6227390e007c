public import JSON
public import JSONRPC
public import MCPSchema

/// How one call is made.
public struct CallOptions: Sendable {
  /// How long the server may take; nil waits without end.
  public var timeout: Duration?
  /// When set, every progress of the call starts `timeout` anew, and the call ends after this time at the latest.
  public var maximum: Duration?
  /// Hears how far the server has come. Called on the session's loop.
  public var progress: (@Sendable (ProgressUpdate) -> Void)?
  /// Further members of `_meta`; names of the protocol itself are refused.
  public var meta: JSONObject
  /// Hears the id of each request before it is written. Called on the session's loop.
  public var started: (@Sendable (RequestID) -> Void)?
  /// Whether an answer kept from before may serve; nil does as the connection does.
  public var cachePolicy: CachePolicy?
  /// Checks a tool's arguments against its input schema first, when the tool has been listed.
  public var checksArguments: Bool
  /// Asks a server of 2025-11-25 to make the call a task that it keeps for so long.
  public var task: TaskRequest?
  /// Hears of the task that a call has become, and each time it is looked at.
  public var taskChanged: (@Sendable (TaskDescription) -> Void)?

  /// For how long a task is to be kept.
  public enum TaskRequest: Sendable, Hashable {
    /// As long as the server likes.
    case kept
    /// For so long from its making.
    case keptFor(Duration)
  }

  /// Makes options; what is left out stays as usual.
  public init(
    timeout: Duration? = .seconds(60), maximum: Duration? = nil,
    progress: (@Sendable (ProgressUpdate) -> Void)? = nil, meta: JSONObject = JSONObject(),
    started: (@Sendable (RequestID) -> Void)? = nil, cachePolicy: CachePolicy? = nil,
    checksArguments: Bool = false, task: TaskRequest? = nil,
    taskChanged: (@Sendable (TaskDescription) -> Void)? = nil
  ) {
    self.timeout = timeout
    self.maximum = maximum
    self.progress = progress
    self.meta = meta
    self.started = started
    self.cachePolicy = cachePolicy
    self.checksArguments = checksArguments
    self.task = task
    self.taskChanged = taskChanged
  }

  /// The same options with a W3C trace context, which a server may hand on (2026-07-28; others ignore it).
  public func tracing(
    parent: String, state: String? = nil, baggage: String? = nil
  ) -> CallOptions {
    var options = self
    options.meta["traceparent"] = .string(parent)
    options.meta["tracestate"] = state.map { .string($0) }
    options.meta["baggage"] = baggage.map { .string($0) }
    return options
  }

  /// Names in `_meta` that belong to the protocol: a prefix whose second label is reserved, or a reserved word.
  static func isReserved(_ name: String) -> Bool {
    if name == MetaKey.progressToken { return true }
    guard let slash = name.firstIndex(of: "/") else { return false }
    let labels = name[..<slash].split(separator: ".", omittingEmptySubsequences: false)
    return labels.count > 1 && (labels[1] == "modelcontextprotocol" || labels[1] == "mcp")
  }
}
