import Foundation
import JSON
import TaskOrchestrator
import Testing

@Suite("The task list")
struct TaskServiceTests {
  let service: TaskService

  init() throws { service = try makeService() }

  @Test("gives back what was put in")
  func roundTrip() async throws {
    var new = NewTask(title: "Ship \"it\" 🚢\n– now")
    new.description = "all of it"
    new.priority = 4
    new.tags = ["b", "a", "b"]
    new.metadata = ["ticket": "X-1", "size": 1, "nested": ["deep": [true, nil]]]
    new.codeLanguage = .sql
    new.executionEnvironment = "docker"
    let created = try await service.create(new)
    #expect(created.id == 1)
    #expect(created.title == "Ship \"it\" 🚢\n– now")
    #expect(created.tags == ["b", "a"])
    #expect(created.metadata == new.metadata)
    #expect(created.codeLanguage == .sql)
    #expect(created.executionEnvironment == "docker")
    #expect(created.status == .pending)
    #expect(created.createdAt == "2023-11-14T22:13:21.000Z")
    #expect(created.completedAt == nil)
    #expect(try await service.task(1).task == created)
  }

  @Test("changes only the fields that are given")
  func update() async throws {
    var new = NewTask(title: "first")
    new.description = "kept"
    new.tags = ["kept"]
    new.executionEnvironment = "shell"
    let before = try await service.create(new)
    var changes = TaskChanges()
    changes.title = "second"
    changes.priority = 2
    changes.executionEnvironment = ""
    let after = try await service.update(before.id, changes)
    #expect(after.title == "second")
    #expect(after.priority == 2)
    #expect(after.executionEnvironment == nil)
    #expect(after.description == "kept")
    #expect(after.tags == ["kept"])
    #expect(after.updatedAt > before.updatedAt)
    #expect(after.createdAt == before.createdAt)
  }

  @Test("is sorted by priority, then age")
  func order() async throws {
    for (title, priority) in [("old low", 0), ("old high", 3), ("new low", 0), ("new high", 3)] {
      var new = NewTask(title: title)
      new.priority = priority
      _ = try await service.create(new)
    }
    let titles = try await service.list(TaskFilter()).tasks.map(\.title)
    #expect(titles == ["old high", "new high", "old low", "new low"])
  }

  @Test(
    "can be filtered",
    arguments: [
      (TaskFilter(), [1, 2, 3]), (TaskFilter(status: .blocked), [3]),
      (TaskFilter(codeLanguage: .python), [2]), (TaskFilter(tag: "x"), [1, 2]),
      (TaskFilter(status: .pending, codeLanguage: .python, tag: "x"), [2]),
      (TaskFilter(tag: "' OR 1=1 --"), []), (TaskFilter(limit: 2), [1, 2]),
    ])
  func filter(_ filter: TaskFilter, expected: [Int]) async throws {
    var plain = NewTask(title: "one")
    plain.tags = ["x"]
    _ = try await service.create(plain)
    plain.codeLanguage = .python
    _ = try await service.create(plain)
    try await service.add("three", after: [1])
    let list = try await service.list(filter)
    #expect(list.tasks.map(\.id) == expected)
    #expect(list.matching == (filter.limit == 2 ? 3 : expected.count))
    #expect(list.countByStatus == [.pending: 2, .blocked: 1, .inProgress: 0, .completed: 0])
  }

  @Test("does not use the id of a deleted task again")
  func idsAreNotReused() async throws {
    try await service.add()
    _ = try await service.delete(1)
    #expect(try await service.add().id == 2)
  }

  @Test("links commits, each once")
  func commits() async throws {
    try await service.add()
    _ = try await service.link("ABCDEF1", message: nil, author: "Ada", to: 1)
    _ = try await service.link("abcdef1", message: "Fix it", author: nil, to: 1)
    _ = try await service.link("12345678", message: nil, author: nil, to: 1)
    let commits = try await service.task(1).commits
    #expect(commits.map(\.hash) == ["abcdef1", "12345678"])
    #expect(commits.first?.message == "Fix it")
    #expect(commits.first?.author == "Ada")
  }

  @Test("knows nothing of tasks that do not exist", arguments: [-1, 0, 12, Int.max])
  func unknownTask(id: Int) async {
    let message = "Task \(id) not found: list_tasks shows the ids"
    await checkRefused(.notFound, message) { _ = try await service.task(id) }
    await checkRefused(.notFound, message) { _ = try await service.update(id, TaskChanges()) }
    await checkRefused(.notFound, message) { _ = try await service.setStatus(id, to: .completed) }
    await checkRefused(.notFound, message) { _ = try await service.delete(id) }
    await checkRefused(.notFound, message) {
      _ = try await service.link("abcd", message: nil, author: nil, to: id)
    }
  }

  @Test("is seeded once in its life")
  func seeding() async throws {
    let seeds = [
      TaskSeed(task: NewTask(title: "a"), status: .completed),
      TaskSeed(task: NewTask(title: "b"), status: .inProgress),
    ]
    #expect(try await service.seed(seeds))
    #expect(try await service.seed(seeds) == false)
    #expect(try await service.statuses() == "1:completed 2:in_progress")
    for id in 1...2 { _ = try await service.delete(id) }
    #expect(try await service.seed(seeds) == false)
  }
}

@Suite("Limits of a task")
struct TaskLimitTests {
  let service: TaskService

  init() throws { service = try makeService() }

  private static let refusals: [(@Sendable (inout NewTask) -> Void, String)] = [
    ({ $0.title = "" }, "title is empty"),
    ({ $0.title = " \n\t" }, "title is empty"),
    ({ $0.title = String(repeating: "x", count: 501) }, "longer than 500 characters"),
    ({ $0.title = String(repeating: "x", count: 1 << 20) }, "longer than 500 characters"),
    ({ $0.title = "a\0b" }, "NUL"),
    ({ $0.description = String(repeating: "x", count: 100_001) }, "100000 is the limit"),
    ({ $0.description = "\0" }, "NUL"),
    ({ $0.priority = 5 }, "priority is 5; it takes 0"),
    ({ $0.priority = -1 }, "priority is -1"),
    ({ $0.tags = [""] }, "empty label"),
    ({ $0.tags = [String(repeating: "x", count: 101)] }, "100 characters"),
    ({ $0.tags = (0...50).map(String.init) }, "50 is the limit"),
    ({ $0.metadata = ["a": .string(String(repeating: "x", count: 70_000))] }, "65536 is the limit"),
    ({ $0.executionEnvironment = String(repeating: "x", count: 201) }, "200 characters"),
    ({ $0.dependencies = Array(1...1001) }, "1000 is the limit"),
  ]

  @Test("are enforced when a task is created, with the remedy", arguments: refusals.indices)
  func create(index: Int) async {
    let (change, fragment) = Self.refusals[index]
    var new = NewTask(title: "fine")
    change(&new)
    await checkRefused(.invalidValue, fragment) { [new] in _ = try await service.create(new) }
  }

  @Test("are enforced when a task is changed")
  func update() async throws {
    try await service.add()
    let changes: [((inout TaskChanges) -> Void, String)] = [
      ({ $0.title = " " }, "title"), ({ $0.priority = 9 }, "priority"),
      ({ $0.tags = [" "] }, "tags"),
      ({ $0.description = String(repeating: "x", count: 100_001) }, "description"),
      ({ $0.executionEnvironment = "\0" }, "execution_environment"),
    ]
    for (change, field) in changes {
      var wanted = TaskChanges()
      change(&wanted)
      await checkRefused(.invalidValue, field) { [wanted] in _ = try await service.update(1, wanted)
      }
    }
  }

  @Test("allow what is just inside them")
  func inside() async throws {
    var new = NewTask(title: String(repeating: "👩‍👩‍👧‍👦", count: 500))
    new.description = String(repeating: "é", count: 50_000)
    new.tags = (0..<50).map { "\($0)" + String(repeating: "ü", count: 98) }
    let created = try await service.create(new)
    #expect(created.title == new.title)
    #expect(created.description == new.description)
    #expect(created.tags == new.tags)
  }

  @Test("refuse commit hashes that cannot be any", arguments: ["", "abc", "HEAD", "12 4", "é1234"])
  func commitHash(hash: String) async throws {
    try await service.add()
    await checkRefused(.invalidValue, "hexadecimal") {
      _ = try await service.link(hash, message: nil, author: nil, to: 1)
    }
  }
}
