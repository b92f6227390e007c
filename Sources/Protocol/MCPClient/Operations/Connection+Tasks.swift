import Basics
import JSON
import JSONRPC
public import MCPSchema

extension Connection {
  /// Whether both sides can have tasks: the extension in the modern era, the core feature of 2025-11-25 before.
  public var hasTasks: Bool {
    revision.era == .modern
      ? router.options.followsTasks && capabilities["extensions"]?[TasksExtension.identifier] != nil
      : revision.hasCoreTasks && offers("tasks")
  }

  /// Looks at a task.
  public func task(
    _ id: String, options: CallOptions = .init(timeout: .seconds(30))
  ) async throws(ClientError) -> TaskDescription {
    try requireTasks("tasks/get")
    return try await look(id, options).task
  }

  /// All tasks the server tells of (2025-11-25 only).
  public func listTasks(
    _ options: CallOptions = .init(timeout: .seconds(30))
  ) async throws(ClientError) -> [TaskDescription] {
    guard revision.clientRequests.contains("tasks/list") else {
      throw .notInRevision(method: "tasks/list", revision: revision.name)
    }
    try require("tasks.list", for: "tasks/list")
    return try await pages("tasks/list", of: "tasks", options).compactMap { TaskDescription($0) }
  }

  /// Asks for a task to be given up; it may still end in another way.
  public func cancelTask(
    _ id: String, options: CallOptions = .init(timeout: .seconds(30))
  ) async throws(ClientError) {
    try requireTasks("tasks/cancel")
    if revision.era == .legacy { try require("tasks.cancel", for: "tasks/cancel") }
    _ = try await router.send(ClientRequest("tasks/cancel", ["taskId": .string(id)], options))
  }

  /// Waits for a task that was made earlier, perhaps over another connection, and gives what it resulted in.
  /// Cancelling gives the task up.
  public func awaitTask(
    _ task: TaskDescription, options: CallOptions = .init()
  ) async throws(ClientError) -> CallAnswer {
    try requireTasks("tasks/get")
    return revision.era == .modern
      ? try await follow(task, options, rounds: 0)
      : try await followCoreTask(task, options)
  }

  func requireTasks(_ method: String) throws(ClientError) {
    guard revision.clientRequests.contains(method) else {
      throw .notInRevision(method: method, revision: revision.name)
    }
    guard hasTasks else {
      let name = revision.era == .modern ? TasksExtension.identifier : "tasks"
      throw .notOffered(capability: name, method: method)
    }
  }

  /// A task as it stands, with all the server says about it.
  func look(
    _ id: String, _ options: CallOptions
  ) async throws(ClientError) -> (task: TaskDescription, detail: JSONValue) {
    var options = options
    options.progress = nil
    options.maximum = nil
    let raw = try await router.send(ClientRequest("tasks/get", ["taskId": .string(id)], options))
    let detail = try Self.parse(raw)
    guard let task = TaskDescription(detail), task.id == id else {
      throw .invalid("the answer to tasks/get does not describe the task \(id)")
    }
    options.taskChanged?(task)
    return (task, detail)
  }

  /// When the server may forget a task, counted from now: its own clock is not ours.
  func expiry(of task: TaskDescription) -> MonotonicInstant? {
    guard let lifetime = task.timeToLiveMs, let clock = router.clock else { return nil }
    return clock.now() + .milliseconds(max(0, lifetime))
  }

  /// Waits before the next look at a task, as long as the server wishes within our limits.
  func pauseBeforeLook(
    at task: TaskDescription, expiry: MonotonicInstant?
  ) async throws(ClientError) {
    if let expiry, let now = router.clock?.now(), now >= expiry { throw .taskExpired(id: task.id) }
    let limits = router.options.limits
    let wish = task.pollIntervalMs.map { Duration.milliseconds(max(0, $0)) } ?? limits.usualPoll
    try await router.pause(min(max(wish, limits.shortestPoll), limits.longestPoll))
  }

  /// Does something with a task; when the caller gives up meanwhile, the task is given up too.
  func givingUp<Value>(
    _ task: TaskDescription, _ body: () async throws(ClientError) -> Value
  ) async throws(ClientError) -> Value {
    do throws(ClientError) { return try await body() } catch {
      let canCancel = revision.era == .modern || offers("tasks.cancel")
      if canCancel, error.isCancelled || error.isRefusedInput {
        await router.farewell("tasks/cancel", ["taskId": .string(task.id)])
      }
      throw error
    }
  }
}

extension ClientError {
  /// Whether the host refused to answer.
  fileprivate var isRefusedInput: Bool {
    if case .inputRefused = self { true } else { false }
  }
}
