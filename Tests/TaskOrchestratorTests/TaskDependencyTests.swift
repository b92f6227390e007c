import Basics
import TaskOrchestrator
import Testing

@Suite("Dependencies")
struct TaskDependencyTests {
  let service: TaskService

  init() throws { service = try makeService() }

  @Test("must exist")
  func mustExist() async throws {
    try await service.add()
    await checkRefused(.unknownDependency, "Dependencies 7, 9 do not exist") {
      try await service.add(after: [9, 1, 7])
    }
    await checkRefused(.unknownDependency, "Dependency 2 does not exist") {
      try await service.add(after: [2])
    }
    await checkRefused(.unknownDependency, "Dependency 5 does not exist") {
      try await service.depend(1, on: [5])
    }
    #expect(try await service.statuses() == "1:pending")
  }

  @Test("cannot form a cycle, which is named")
  func cycles() async throws {
    for dependencies in [[], [], [], [1], [3, 4], [5]] {
      try await service.add(after: dependencies)
    }
    await checkRefused(.cycle, "Task 3 cannot depend on itself") {
      try await service.depend(3, on: [3])
    }
    await checkRefused(.cycle, "3 → 5 → 3") { try await service.depend(3, on: [5]) }
    await checkRefused(.cycle, "1 → 6 → 5 → 4 → 1") { try await service.depend(1, on: [2, 6]) }
    try await service.depend(2, on: [6])
    #expect(try await service.task(3).task.dependencies.isEmpty)
  }

  @Test("make a new task blocked until they are completed")
  func blockedUntilCompleted() async throws {
    for dependencies in [[], [], [1, 2], [3]] { try await service.add(after: dependencies) }
    #expect(try await service.statuses() == "1:pending 2:pending 3:blocked 4:blocked")
    #expect(try await service.setStatus(1, to: .completed).unblocked == [])
    #expect(try await service.setStatus(2, to: .completed).unblocked == [3])
    #expect(try await service.statuses() == "1:completed 2:completed 3:pending 4:blocked")
    #expect(try await service.setStatus(2, to: .inProgress).blocked == [3])
    #expect(try await service.task(2).task.completedAt == nil)
    #expect(try await service.statuses() == "1:completed 2:in_progress 3:blocked 4:blocked")
    #expect(try await service.add(after: [1]).status == .pending)
  }

  @Test("that are open refuse completion, unless forced")
  func completion() async throws {
    for dependencies in [[], [], [1, 2], [3]] { try await service.add(after: dependencies) }
    await checkRefused(.openDependencies, "waits for tasks 1 and 2: complete them first") {
      _ = try await service.setStatus(3, to: .completed)
    }
    let forced = try await service.setStatus(3, to: .completed, force: true)
    #expect(forced.task.status == .completed)
    #expect(forced.unblocked == [4])
  }

  @Test("that are reopened leave tasks in progress and completed ones alone")
  func reopening() async throws {
    for dependencies in [[], [1], [1], [1]] { try await service.add(after: dependencies) }
    _ = try await service.setStatus(1, to: .completed)
    _ = try await service.setStatus(2, to: .inProgress)
    _ = try await service.setStatus(3, to: .completed)
    #expect(try await service.setStatus(1, to: .pending).blocked == [4])
    #expect(
      try await service.statuses() == "1:pending 2:in_progress 3:completed 4:blocked")
    #expect(try await service.setStatus(2, to: .pending).task.status == .blocked)
  }

  @Test("can be changed, and the status follows")
  func changing() async throws {
    for _ in 1...3 { try await service.add() }
    #expect(try await service.depend(3, on: [1, 2, 1]).status == .blocked)
    #expect(try await service.task(3).task.dependencies == [1, 2])
    _ = try await service.setStatus(1, to: .completed)
    #expect(try await service.depend(3, on: [1]).status == .pending)
    await checkRefused(.openDependencies, "Task 1 is completed and cannot wait for task 2") {
      try await service.depend(1, on: [2])
    }
    #expect(try await service.depend(3, on: []).dependencies == [])
  }

  @Test("keep a task from being deleted, unless forced")
  func deleting() async throws {
    for dependencies in [[], [1], [1]] { try await service.add(after: dependencies) }
    await checkRefused(.hasDependants, "while tasks 2 and 3 depend on it") {
      _ = try await service.delete(1)
    }
    #expect(try await service.delete(1, force: true).unblocked == [2, 3])
    #expect(try await service.statuses() == "2:pending 3:pending")
    #expect(try await service.task(2).task.dependencies == [])
  }

  @Test("do not end a block set by hand")
  func blockedByHand() async throws {
    try await service.add()
    #expect(try await service.setStatus(1, to: .blocked).task.status == .blocked)
    try await service.add()
    _ = try await service.setStatus(2, to: .completed)
    #expect(try await service.depend(1, on: [2]).status == .blocked)
    #expect(try await service.delete(2, force: true).unblocked == [])
    #expect(try await service.statuses() == "1:blocked")
    #expect(try await service.setStatus(1, to: .pending).task.status == .pending)
  }

  @Test("leave a status alone that is set again")
  func idempotent() async throws {
    try await service.add()
    let first = try await service.setStatus(1, to: .completed)
    #expect(try await service.setStatus(1, to: .completed) == first)
  }
}

@Suite("Any order of operations")
struct TaskInvariantTests {
  @Test("keeps the graph free of cycles and statuses true", arguments: 0..<20 as Range<UInt64>)
  func invariants(seed: UInt64) async throws {
    var random = SeededRandom(seed: seed)
    let service = try makeService()
    var blockedByHand: Set<Int> = []
    for _ in 0..<80 {
      let id = Int.random(in: 1...12, using: &random)
      let others = (0..<Int.random(in: 0...3, using: &random)).map { _ in
        Int.random(in: 1...12, using: &random)
      }
      let force = Bool.random(using: &random)
      do {
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4: try await service.add(after: others)
        case 4..<6: try await service.depend(id, on: others)
        case 6..<9:
          let status = TaskStatus.allCases.randomElement(using: &random) ?? .pending
          _ = try await service.setStatus(id, to: status, force: force)
          if status == .blocked { blockedByHand.insert(id) } else { blockedByHand.remove(id) }
        default: _ = try await service.delete(id, force: force)
        }
      } catch is TaskError {}
      try await checkInvariants(of: service, blockedByHand: blockedByHand)
    }
  }

  private func checkInvariants(of service: TaskService, blockedByHand: Set<Int>) async throws {
    let tasks = try await service.graph().tasks
    let byID = Dictionary(uniqueKeysWithValues: tasks.map { ($0.id, $0) })
    let graph = TaskGraph(byID.mapValues(\.dependencies))
    for task in tasks {
      #expect(graph.cycle(ifTask: task.id, dependsOn: task.dependencies) == nil)
      #expect(task.dependencies.allSatisfy { byID[$0] != nil })
      #expect((task.status == .completed) == (task.completedAt != nil))
      let isWaiting = task.dependencies.contains { byID[$0]?.status != .completed }
      if isWaiting { #expect(task.status != .pending) }
      if task.status == .blocked { #expect(isWaiting || blockedByHand.contains(task.id)) }
    }
  }
}
