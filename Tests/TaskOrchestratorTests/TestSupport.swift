import Foundation
import Synchronization
import TaskOrchestrator
import Testing

/// A clock for tests: every look at it is one second later.
final class TickingClock: Sendable {
  private let seconds = Mutex(1_700_000_000.0)

  @Sendable func now() -> Date {
    seconds.withLock { seconds in
      seconds += 1
      return Date(timeIntervalSince1970: seconds)
    }
  }
}

/// A service on a store in memory.
func makeService() throws -> TaskService {
  TaskService(store: try TaskStore.inMemory(), now: TickingClock().now)
}

/// A service on the database at `path`.
func openService(_ path: String) throws -> TaskService {
  TaskService(store: try TaskStore.open(at: path), now: TickingClock().now)
}

extension TaskService {
  /// Adds a task with the next free id.
  @discardableResult
  func add(_ title: String = "work", after dependencies: [Int] = []) async throws -> TaskItem {
    var new = NewTask(title: title)
    new.dependencies = dependencies
    return try await create(new)
  }

  /// The statuses of all tasks by id, as `1:pending 2:blocked`.
  func statuses() async throws -> String {
    try await graph().tasks.map { "\($0.id):\($0.status.rawValue)" }.joined(separator: " ")
  }

  /// Changes the dependencies of a task.
  @discardableResult
  func depend(_ id: Int, on dependencies: [Int]) async throws -> TaskItem {
    var changes = TaskChanges()
    changes.dependencies = dependencies
    return try await update(id, changes)
  }
}

/// Expects `work` to be refused by `code`, with a message that contains `fragment`.
func checkRefused(
  _ code: TaskError.Code, _ fragment: String,
  sourceLocation: SourceLocation = #_sourceLocation, _ work: () async throws -> Void
) async {
  let error = await #expect(throws: TaskError.self, sourceLocation: sourceLocation) {
    try await work()
  }
  #expect(error?.code == code, sourceLocation: sourceLocation)
  #expect(
    error?.message.contains(fragment) == true, "\(error?.message ?? "")",
    sourceLocation: sourceLocation)
}

/// A folder of its own for one test, removed when the test is over.
final class ScratchFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "/tasks-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` inside the folder.
  func file(_ name: String) -> String { path + "/" + name }
}
