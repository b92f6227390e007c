import Foundation
import GRDB
import JSON
import Storage
import TaskOrchestrator
import Testing

@Suite("The task database")
struct TaskStoreTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("keeps everything when it is opened again, closed or not", arguments: [true, false])
  func reopened(isClosed: Bool) async throws {
    let path = scratch.file("tasks/tasks.db")
    let store = try TaskStore.open(at: path)
    let service = TaskService(store: store, now: TickingClock().now)
    var new = NewTask(title: "kept")
    new.tags = ["b", "a"]
    new.metadata = ["exact": .double(1.5)]
    _ = try await service.create(new)
    try await service.add(after: [1])
    _ = try await service.link("abcd1234", message: "m", author: "a", to: 1)
    _ = try await service.setStatus(1, to: .completed)
    let before = try await (service.task(1), service.task(2))
    if isClosed { try store.close() }
    let again = try openService(path)
    let after = try await (again.task(1), again.task(2))
    #expect(after.0.task == before.0.task)
    #expect(after.0.commits == before.0.commits)
    #expect(after.1.task == before.1.task)
    if !isClosed { try store.close() }
  }

  @Test("is refused and untouched when a newer version wrote it")
  func newerVersion() async throws {
    let path = scratch.file("tasks.db")
    try TaskStore.open(at: path).close()
    let queue = try DatabaseQueue(path: path)
    try await queue.write {
      try $0.execute(sql: "INSERT INTO schema_migrations (name) VALUES ('99-later')")
    }
    try queue.close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    let error = #expect(throws: StorageError.self) { _ = try TaskStore.open(at: path) }
    #expect(error?.code == .newerVersion)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("keeps its rules when two processes change it at once", .timeLimit(.minutes(1)))
  func twoPools() async throws {
    let path = scratch.file("tasks.db")
    let services = [try openService(path), try openService(path)]
    for _ in 1...20 { try await services[0].add() }
    // One adds n → n + 1 and the other n + 1 → n, so exactly one of each pair must be refused.
    let refusals = try await withThrowingTaskGroup(of: Int.self) { group in
      for index in 0...1 {
        group.addTask {
          var refused = 0
          for pair in stride(from: 1, to: 20, by: 2) {
            do {
              try await services[index].depend(pair + index, on: [pair + 1 - index])
            } catch let error as TaskError {
              #expect(error.code == .cycle)
              refused += 1
            }
          }
          return refused
        }
      }
      return try await group.reduce(0, +)
    }
    #expect(refusals == 10)
    let blocked = try await services[1].list(TaskFilter(status: .blocked)).tasks
    #expect(blocked.count == 10)
  }

  @Test("gives every task its own id when two processes create at once", .timeLimit(.minutes(1)))
  func creatingAtOnce() async throws {
    let path = scratch.file("tasks.db")
    let services = [try openService(path), try openService(path)]
    let ids = try await withThrowingTaskGroup(of: [Int].self) { group in
      for service in services {
        group.addTask {
          var ids: [Int] = []
          for _ in 0..<25 { ids.append(try await service.add().id) }
          return ids
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(ids.sorted() == Array(1...50))
  }

  @Test("takes titles for data, whatever is in them")
  func hostileTitles() async throws {
    let service = try openService(scratch.file("tasks.db"))
    let titles = [
      "'); DROP TABLE tasks; --", "\"", "%s%n", "a\nb\r\nc", "🏳️‍🌈e\u{301}\u{202E}x", "\\",
    ]
    for title in titles { try await service.add(title) }
    #expect(try await service.graph().tasks.map(\.title) == titles)
  }
}
