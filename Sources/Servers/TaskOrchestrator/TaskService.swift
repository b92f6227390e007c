package import FoundationEssentials
internal import JSON

/// The rules of the task list, on top of the store.
///
/// Every operation reads and writes in one transaction, so its rules hold for all processes that
/// share the database. Rules about status:
/// - A task with open (not completed) dependencies that would be `pending` is `blocked` instead.
/// - When its last open dependency is completed, removed or deleted, a `blocked` task is `pending`.
/// - When a completed dependency is reopened, `pending` dependants are `blocked` again; those in
///   progress or completed stay as they are.
/// - A task without open dependencies can be set aside as `blocked` by hand, until somebody says
///   otherwise or a dependency of it is finished.
package struct TaskService: Sendable {
  private let store: TaskStore
  private let now: @Sendable () -> Date

  /// Makes the service. `now` is asked once for each change.
  package init(store: TaskStore, now: @escaping @Sendable () -> Date) {
    self.store = store
    self.now = now
  }

  // MARK: - Tasks

  /// Adds a task: `pending`, or `blocked` when it has open dependencies.
  package func create(_ new: NewTask) async throws -> TaskItem {
    try TaskRules.check(new)
    return try await store.write { [time = timestamp()] tasks in
      try create(new, status: .pending, at: time, in: tasks)
    }
  }

  /// Changes the fields named in `changes` and puts the status right when dependencies changed.
  package func update(_ id: Int, _ changes: TaskChanges) async throws -> TaskItem {
    try TaskRules.check(changes)
    return try await store.write { [time = timestamp()] tasks in
      var task = try find(id, in: tasks)
      let waitedFor = try tasks.open(task.dependencies)
      changes.apply(to: &task)
      if changes.dependencies != nil {
        try checkDependencies(task.dependencies, of: id, in: tasks)
        let open = try tasks.open(task.dependencies)
        guard task.status != .completed || open.isEmpty || open == waitedFor else {
          throw TaskError.reopenFirst(id, open)
        }
        if task.status == .pending, !open.isEmpty { task.status = .blocked }
        if task.status == .blocked, open.isEmpty, !waitedFor.isEmpty { task.status = .pending }
      }
      task.updatedAt = time
      try tasks.update(task)
      return task
    }
  }

  /// Moves a task to another status; see the rules above.
  ///
  /// Completing a task with open dependencies throws unless `force` is set.
  package func setStatus(
    _ id: Int, to wanted: TaskStatus, force: Bool = false
  ) async throws -> TaskOutcome {
    try await store.write { [time = timestamp()] tasks in
      var task = try find(id, in: tasks)
      let open = try tasks.open(task.dependencies)
      guard wanted != .completed || open.isEmpty || force else {
        throw TaskError.openDependencies(id, open)
      }
      let next = wanted == .pending && !open.isEmpty ? .blocked : wanted
      guard next != task.status else { return TaskOutcome(task: task) }
      let wasCompleted = task.status == .completed
      task.status = next
      task.updatedAt = time
      task.completedAt = next == .completed ? time : nil
      try tasks.update(task)
      var outcome = TaskOutcome(task: task)
      if next == .completed {
        outcome.unblocked = try release(tasks.dependants(of: id), at: time, in: tasks)
      } else if wasCompleted {
        outcome.blocked = try hold(tasks.dependants(of: id), at: time, in: tasks)
      }
      return outcome
    }
  }

  /// The task and the commits linked to it, oldest link first.
  package func task(_ id: Int) async throws -> (task: TaskItem, commits: [LinkedCommit]) {
    try await store.read { tasks in (try find(id, in: tasks), try tasks.commits(of: id)) }
  }

  /// Tasks by priority, highest first, then by age, oldest first; with the number that match the
  /// filter, and the number of all tasks by status.
  package func list(_ filter: TaskFilter) async throws -> TaskList {
    try await store.read { tasks in
      TaskList(
        tasks: try tasks.list(filter), matching: try tasks.count(filter),
        countByStatus: try tasks.countByStatus())
    }
  }

  /// Deletes a task with its links. Tasks that depend on it make it throw, unless `force` removes
  /// the dependency from them.
  package func delete(_ id: Int, force: Bool = false) async throws -> TaskOutcome {
    try await store.write { [time = timestamp()] tasks in
      let task = try find(id, in: tasks)
      let dependants = try tasks.dependants(of: id)
      guard dependants.isEmpty || force else { throw TaskError.hasDependants(id, dependants) }
      try tasks.delete(id)
      guard task.status != .completed else { return TaskOutcome(task: task) }
      return TaskOutcome(task: task, unblocked: try release(dependants, at: time, in: tasks))
    }
  }

  /// All tasks by id, and the longest chain of those that are open.
  package func graph() async throws -> (tasks: [TaskItem], criticalPath: [Int]) {
    try await store.read { tasks in
      let all = try tasks.all()
      let open = Set(all.lazy.filter { $0.status != .completed }.map(\.id))
      return (all, try tasks.graph().criticalPath(open: open))
    }
  }

  // MARK: - Commits

  /// Links a commit to a task. Linking it again replaces its message and author where given.
  package func link(
    _ hash: String, message: String?, author: String?, to id: Int
  ) async throws -> LinkedCommit {
    let hash = try TaskRules.checkedCommitHash(hash)
    try TaskRules.check(commitMessage: message, author: author)
    return try await store.write { [time = timestamp()] tasks in
      _ = try find(id, in: tasks)
      return try tasks.link(
        LinkedCommit(hash: hash, message: message, author: author, linkedAt: time), to: id)
    }
  }

  // MARK: - Seeding

  /// Adds `seeds` when no task has ever been added; answers whether it did.
  ///
  /// A seed's dependencies are positions in `seeds` (from 0) before its own. Statuses are taken as
  /// they are, except that `pending` with open dependencies becomes `blocked`.
  package func seed(_ seeds: [TaskSeed]) async throws -> Bool {
    try await store.write { [time = timestamp()] tasks in
      guard try !tasks.everHadTask() else { return false }
      var ids: [Int] = []
      for seed in seeds {
        var new = seed.task
        new.dependencies = seed.task.dependencies.map { ids[$0] }
        ids.append(try create(new, status: seed.status, at: time, in: tasks).id)
      }
      return true
    }
  }

  // MARK: - Steps shared by several operations

  private func timestamp() -> String { Timestamp.text(now()) }

  private func find(_ id: Int, in tasks: TaskTransaction) throws -> TaskItem {
    guard let task = try tasks.task(id) else { throw TaskError.notFound(id) }
    return task
  }

  private func create(
    _ new: NewTask, status: TaskStatus, at time: String, in tasks: TaskTransaction
  ) throws -> TaskItem {
    let dependencies = Array(Set(new.dependencies)).sorted()
    let missing = try tasks.missing(dependencies)
    guard missing.isEmpty else { throw TaskError.unknownDependencies(missing) }
    let isWaiting = try !tasks.open(dependencies).isEmpty
    return try tasks.insert(
      new, dependencies: dependencies,
      status: status == .pending && isWaiting ? .blocked : status, at: time)
  }

  private func checkDependencies(
    _ dependencies: [Int], of id: Int, in tasks: TaskTransaction
  ) throws {
    let missing = try tasks.missing(dependencies)
    guard missing.isEmpty else { throw TaskError.unknownDependencies(missing) }
    if let cycle = try tasks.graph().cycle(ifTask: id, dependsOn: dependencies) {
      throw TaskError.cycle(cycle)
    }
  }

  /// Makes those of `ids` `pending` that are `blocked` and wait for nothing any more.
  private func release(
    _ ids: [Int], at time: String, in tasks: TaskTransaction
  ) throws -> [Int] {
    try ids.filter { try tasks.move($0, from: .blocked, to: .pending, ifWaiting: false, at: time) }
  }

  /// Makes those of `ids` `blocked` that are `pending` and wait for something again.
  private func hold(_ ids: [Int], at time: String, in tasks: TaskTransaction) throws -> [Int] {
    try ids.filter { try tasks.move($0, from: .pending, to: .blocked, ifWaiting: true, at: time) }
  }
}

/// A page of the task list.
package struct TaskList: Sendable, Hashable {
  /// The tasks, at most as many as the filter's limit.
  package let tasks: [TaskItem]
  /// How many tasks match the filter, limit aside.
  package let matching: Int
  /// How many tasks there are of each status, filter aside; every status has an entry.
  package let countByStatus: [TaskStatus: Int]
}

/// A task of a prepared graph.
package struct TaskSeed: Sendable {
  /// The task; its dependencies are positions of earlier seeds.
  package let task: NewTask
  /// The status it starts with.
  package let status: TaskStatus

  /// Makes a seed.
  package init(task: NewTask, status: TaskStatus) {
    self.task = task
    self.status = status
  }
}

extension TaskChanges {
  /// Puts the new values into `task`.
  fileprivate func apply(to task: inout TaskItem) {
    if let title { task.title = title }
    if let description { task.description = description }
    if let priority { task.priority = priority }
    if let dependencies { task.dependencies = Array(Set(dependencies)).sorted() }
    if let tags { task.tags = TaskRules.withoutRepeats(tags) }
    if let metadata { task.metadata = metadata }
    if let codeLanguage { task.codeLanguage = codeLanguage }
    if let executionEnvironment {
      task.executionEnvironment = executionEnvironment.isEmpty ? nil : executionEnvironment
    }
  }
}
