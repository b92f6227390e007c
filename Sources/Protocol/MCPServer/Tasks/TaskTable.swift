import JSONRPC
import MCPSchema
import MCPTransport
import Synchronization

/// The tasks of a server, by id. Bounded in number and by the time each of them is kept.
final class TaskTable: Sendable {
  private let limits: ServerLimits
  private let clock: @Sendable () -> Int64
  /// A mutex because the work of tasks may run on any executor.
  private let entries = Mutex<[String: TaskEntry]>([:])

  init(limits: ServerLimits, clock: @escaping @Sendable () -> Int64) {
    self.limits = limits
    self.clock = clock
  }

  var count: Int { entries.withLock { $0.count } }

  /// Makes a task that can be found from now on.
  func create(
    for principal: Principal?, askedTimeToLiveMs: Int?,
    changed: @escaping @Sendable (TaskEntry) -> Void
  ) throws(JSONRPCError) -> TaskEntry {
    expire()
    let timeToLive = max(1, min(askedTimeToLiveMs ?? .max, limits.taskTimeToLiveMs))
    let entry = TaskEntry(
      id: ServerCore.randomIdentifier(), owner: principal?.identity ?? "",
      timeToLiveMs: timeToLive, pollIntervalMs: limits.taskPollIntervalMs, clock: clock,
      changed: changed)
    let isKept = entries.withLock { entries in
      guard entries.count < limits.maximumTasks else { return false }
      entries[entry.id] = entry
      return true
    }
    guard isKept else {
      throw .internalError(
        "there are \(limits.maximumTasks) tasks already: cancel some, or wait until they expire")
    }
    return entry
  }

  /// The task of that id, when it belongs to the principal and is still kept.
  func find(_ id: String, for principal: Principal?) -> TaskEntry? {
    expire()
    let entry = entries.withLock { $0[id] }
    return entry?.owner == principal?.identity ?? "" ? entry : nil
  }

  /// The tasks of a principal, oldest first.
  func all(for principal: Principal) -> [TaskEntry] {
    expire()
    return entries.withLock { entries in
      entries.values.filter { $0.owner == principal.identity }
        .sorted { ($0.createdMs, $0.id) < ($1.createdMs, $1.id) }
    }
  }

  func cancelAll() {
    let all = entries.withLock { entries in
      defer { entries = [:] }
      return Array(entries.values)
    }
    for entry in all { entry.end(.cancelled) }
  }

  private func expire() {
    let expired = entries.withLock { entries in
      let expired = entries.values.filter(\.isExpired)
      for entry in expired { entries[entry.id] = nil }
      return expired
    }
    for entry in expired { entry.end(.cancelled) }
  }
}
