internal import GRDB
internal import JSON

/// What the service can ask of the tables while a transaction runs: verbs without rules.
struct TaskTransaction {
  private let database: GRDB.Database

  /// Works on the connection of a running transaction.
  init(database: GRDB.Database) { self.database = database }

  // MARK: - Tasks

  /// The task `id`; nil when there is none.
  func task(_ id: Int) throws -> TaskItem? {
    try items(
      rows: Row.fetchAll(database, sql: "SELECT * FROM tasks WHERE id = ?", arguments: [id])
    ).first
  }

  /// All tasks by id.
  func all() throws -> [TaskItem] {
    try items(rows: Row.fetchAll(database, sql: "SELECT * FROM tasks ORDER BY id"))
  }

  /// The tasks of a filter: highest priority first, then oldest first.
  func list(_ filter: TaskFilter) throws -> [TaskItem] {
    let (condition, arguments) = condition(filter)
    let sql = """
      SELECT * FROM tasks WHERE \(condition)
      ORDER BY priority DESC, created_at, id LIMIT ?
      """
    return try items(
      rows: Row.fetchAll(database, sql: sql, arguments: arguments + [filter.limit]))
  }

  /// How many tasks a filter lets through, its limit aside.
  func count(_ filter: TaskFilter) throws -> Int {
    let (condition, arguments) = condition(filter)
    return try Int.fetchOne(
      database, sql: "SELECT count(*) FROM tasks WHERE \(condition)", arguments: arguments) ?? 0
  }

  /// How many tasks there are of each status; every status has an entry.
  func countByStatus() throws -> [TaskStatus: Int] {
    var counts = Dictionary(uniqueKeysWithValues: TaskStatus.allCases.map { ($0, 0) })
    let rows = try Row.fetchCursor(
      database, sql: "SELECT status, count(*) AS tasks FROM tasks GROUP BY status")
    while let row = try rows.next() {
      if let status = TaskStatus(rawValue: row["status"]) { counts[status] = row["tasks"] }
    }
    return counts
  }

  /// Whether a task has ever been added, deleted ones included.
  func everHadTask() throws -> Bool {
    try Int.fetchOne(database, sql: "SELECT seq FROM sqlite_sequence WHERE name = 'tasks'") != nil
  }

  /// Adds a task and answers it with its id.
  func insert(
    _ new: NewTask, dependencies: [Int], status: TaskStatus, at time: String
  ) throws -> TaskItem {
    try database.execute(
      sql: """
        INSERT INTO tasks (title, description, status, priority, metadata, code_language,
          execution_environment, created_at, updated_at, completed_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        new.title, new.description, status.rawValue, new.priority,
        JSONWriter.string(.object(new.metadata)), new.codeLanguage?.rawValue,
        new.executionEnvironment.flatMap { $0.isEmpty ? nil : $0 }, time, time,
        status == .completed ? time : nil,
      ])
    let id = Int(database.lastInsertedRowID)
    try insert(dependencies: dependencies, tags: TaskRules.withoutRepeats(new.tags), of: id)
    guard let task = try task(id) else { preconditionFailure("a row just inserted is gone") }
    return task
  }

  /// Writes every field of `task` but `id` and `createdAt`.
  func update(_ task: TaskItem) throws {
    try database.execute(
      sql: """
        UPDATE tasks SET title = ?, description = ?, status = ?, priority = ?, metadata = ?,
          code_language = ?, execution_environment = ?, updated_at = ?, completed_at = ?
        WHERE id = ?
        """,
      arguments: [
        task.title, task.description, task.status.rawValue, task.priority,
        JSONWriter.string(.object(task.metadata)), task.codeLanguage?.rawValue,
        task.executionEnvironment, task.updatedAt, task.completedAt, task.id,
      ])
    for table in ["task_dependencies", "task_tags"] {
      try database.execute(
        sql: "DELETE FROM \(table) WHERE task_id = ?", arguments: [task.id])
    }
    try insert(dependencies: task.dependencies, tags: task.tags, of: task.id)
  }

  /// Moves a task between two open statuses if it has the first one, and has open dependencies or
  /// none as `ifWaiting` says; answers whether it did.
  func move(
    _ id: Int, from: TaskStatus, to: TaskStatus, ifWaiting: Bool, at time: String
  ) throws -> Bool {
    try database.execute(
      sql: """
        UPDATE tasks SET status = ?, updated_at = ? WHERE id = ? AND status = ?
        AND ? = EXISTS (
          SELECT 1 FROM task_dependencies AS edge JOIN tasks AS dependency
            ON dependency.id = edge.depends_on
          WHERE edge.task_id = tasks.id AND dependency.status <> 'completed')
        """,
      arguments: [to.rawValue, time, id, from.rawValue, ifWaiting])
    return database.changesCount > 0
  }

  /// Deletes a task, its labels and commits, and the edges to and from it.
  func delete(_ id: Int) throws {
    try database.execute(sql: "DELETE FROM tasks WHERE id = ?", arguments: [id])
  }

  // MARK: - Dependencies

  /// Those of `ids` that name no task, ascending.
  func missing(_ ids: [Int]) throws -> [Int] {
    try ids.filter { try status(of: $0) == nil }.sorted()
  }

  /// Those of `ids` whose task is not completed, ascending.
  func open(_ ids: [Int]) throws -> [Int] {
    try ids.filter { try status(of: $0).map { $0 != TaskStatus.completed.rawValue } ?? false }
      .sorted()
  }

  /// The tasks that depend on `id`, ascending.
  func dependants(of id: Int) throws -> [Int] {
    try Int.fetchAll(
      database,
      sql: "SELECT task_id FROM task_dependencies WHERE depends_on = ? ORDER BY task_id",
      arguments: [id])
  }

  /// Every dependency.
  func graph() throws -> TaskGraph {
    var graph = TaskGraph()
    let rows = try Row.fetchCursor(
      database,
      sql: "SELECT task_id, depends_on FROM task_dependencies ORDER BY task_id, depends_on")
    while let row = try rows.next() { graph.add(task: row[0], dependency: row[1]) }
    return graph
  }

  // MARK: - Commits

  /// The commits linked to a task, oldest link first.
  func commits(of id: Int) throws -> [LinkedCommit] {
    let rows = try Row.fetchAll(
      database, sql: "SELECT * FROM commits WHERE task_id = ? ORDER BY id", arguments: [id])
    return rows.map(Self.commit)
  }

  /// Links a commit to a task; for one that is linked already, fills in what is given.
  func link(_ commit: LinkedCommit, to id: Int) throws -> LinkedCommit {
    let row = try Row.fetchOne(
      database,
      sql: """
        INSERT INTO commits (task_id, hash, message, author, linked_at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (task_id, hash) DO UPDATE SET
          message = coalesce(excluded.message, message),
          author = coalesce(excluded.author, author)
        RETURNING *
        """,
      arguments: [id, commit.hash, commit.message, commit.author, commit.linkedAt])
    return row.map(Self.commit) ?? commit
  }

  // MARK: - Rows

  private func status(of id: Int) throws -> String? {
    let statement = try database.cachedStatement(sql: "SELECT status FROM tasks WHERE id = ?")
    return try String.fetchOne(statement, arguments: [id])
  }

  private func condition(_ filter: TaskFilter) -> (sql: String, arguments: StatementArguments) {
    var terms = ["TRUE"]
    var arguments = StatementArguments()
    if let status = filter.status {
      terms.append("status = ?")
      arguments += [status.rawValue]
    }
    if let language = filter.codeLanguage {
      terms.append("code_language = ?")
      arguments += [language.rawValue]
    }
    if let tag = filter.tag {
      terms.append("id IN (SELECT task_id FROM task_tags WHERE tag = ?)")
      arguments += [tag]
    }
    return (terms.joined(separator: " AND "), arguments)
  }

  private func insert(dependencies: [Int], tags: [String], of id: Int) throws {
    for dependency in dependencies {
      try database.execute(
        sql: "INSERT INTO task_dependencies (task_id, depends_on) VALUES (?, ?)",
        arguments: [id, dependency])
    }
    for (position, tag) in tags.enumerated() {
      try database.execute(
        sql: "INSERT INTO task_tags (task_id, position, tag) VALUES (?, ?, ?)",
        arguments: [id, position, tag])
    }
  }

  private func items(rows: [Row]) throws -> [TaskItem] {
    let ids = rows.map { $0["id"] as Int }
    let dependencies: [Int: [Int]] = try lists(
      of: ids, "SELECT task_id, depends_on FROM task_dependencies", order: "task_id, depends_on")
    let tags: [Int: [String]] = try lists(
      of: ids, "SELECT task_id, tag FROM task_tags", order: "task_id, position")
    return try zip(ids, rows).map { id, row in
      TaskItem(
        id: id, title: row["title"], description: row["description"],
        status: TaskStatus(rawValue: row["status"]) ?? .pending, priority: row["priority"],
        dependencies: dependencies[id] ?? [], tags: tags[id] ?? [],
        metadata: try JSONParser.parse(row["metadata"] as String).object ?? [:],
        codeLanguage: (row["code_language"] as String?).flatMap(CodeLanguage.init),
        executionEnvironment: row["execution_environment"], createdAt: row["created_at"],
        updatedAt: row["updated_at"], completedAt: row["completed_at"])
    }
  }

  /// What `selection` (a task id and a value a row) has for each of `ids`, in one query for all.
  private func lists<Value: DatabaseValueConvertible>(
    of ids: [Int], _ selection: String, order: String
  ) throws -> [Int: [Value]] {
    let rows = try Row.fetchCursor(
      database,
      sql: "\(selection) WHERE task_id IN (SELECT value FROM json_each(?)) ORDER BY \(order)",
      arguments: ["[" + ids.map(String.init).joined(separator: ",") + "]"])
    var lists: [Int: [Value]] = [:]
    while let row = try rows.next() { lists[row[0], default: []].append(row[1]) }
    return lists
  }

  private static func commit(_ row: Row) -> LinkedCommit {
    LinkedCommit(
      hash: row["hash"], message: row["message"], author: row["author"],
      linkedAt: row["linked_at"])
  }
}
