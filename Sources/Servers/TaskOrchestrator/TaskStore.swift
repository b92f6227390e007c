internal import GRDB
package import Storage

/// The tasks database. Only this file and `TaskTransaction` know its tables.
package struct TaskStore: Sendable {
  private let database: SQLiteDatabase

  /// Opens or creates the database file at `path`.
  ///
  /// A task that was reported as created must never be lost, so commits wait for the disk
  /// (`synchronous=FULL`): about 0.1 ms each on a good one, and tasks change a few times a minute.
  package static func open(at path: String) throws(StorageError) -> TaskStore {
    TaskStore(
      database: try SQLiteDatabase.open(at: path, durability: .power, migrations: migrations))
  }

  /// Makes a store in memory, for tests.
  package static func inMemory() throws(StorageError) -> TaskStore {
    TaskStore(database: try SQLiteDatabase.inMemory(migrations: migrations))
  }

  /// Reads from one consistent snapshot.
  func read<Value: Sendable>(
    _ body: @Sendable (TaskTransaction) throws -> Value
  ) async throws -> Value {
    try await database.read { try body(TaskTransaction(database: $0)) }
  }

  /// Reads and writes in one transaction that no other process can come between.
  func write<Value: Sendable>(
    _ body: @Sendable (TaskTransaction) throws -> Value
  ) async throws -> Value {
    try await database.write { try body(TaskTransaction(database: $0)) }
  }

  /// Closes the file.
  package func close() throws(StorageError) { try database.close() }
}

extension TaskStore {
  /// The history of the schema. Steps are added at the end and never edited.
  private static let migrations = [
    Migration(
      "1-tasks",
      sql: """
        CREATE TABLE tasks (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          title TEXT NOT NULL,
          description TEXT NOT NULL,
          status TEXT NOT NULL CHECK (status IN ('pending', 'in_progress', 'blocked', 'completed')),
          priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 4),
          metadata TEXT NOT NULL,
          code_language TEXT,
          execution_environment TEXT,
          created_at TEXT NOT NULL,
          updated_at TEXT NOT NULL,
          completed_at TEXT,
          CHECK ((status = 'completed') = (completed_at IS NOT NULL))
        );
        CREATE INDEX tasks_by_rank ON tasks (priority DESC, created_at, id);
        CREATE INDEX tasks_by_status ON tasks (status);

        CREATE TABLE task_dependencies (
          task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
          depends_on INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
          PRIMARY KEY (task_id, depends_on),
          CHECK (task_id <> depends_on)
        ) WITHOUT ROWID;
        CREATE INDEX task_dependants ON task_dependencies (depends_on);

        CREATE TABLE task_tags (
          task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
          position INTEGER NOT NULL,
          tag TEXT NOT NULL,
          PRIMARY KEY (task_id, position),
          UNIQUE (tag, task_id)
        ) WITHOUT ROWID;

        CREATE TABLE commits (
          id INTEGER PRIMARY KEY,
          task_id INTEGER NOT NULL REFERENCES tasks (id) ON DELETE CASCADE,
          hash TEXT NOT NULL,
          message TEXT,
          author TEXT,
          linked_at TEXT NOT NULL,
          UNIQUE (task_id, hash)
        );
        """)
  ]
}
