package import GRDB

/// One step of a schema's history: applied once per file, in the order listed, never edited later.
package struct Migration: Sendable {
  /// The name recorded in the file, for example `1-tasks`. It must never change once released.
  package let name: String
  /// Changes the schema. Runs inside the transaction that records the name.
  package let apply: @Sendable (GRDB.Database) throws -> Void

  /// Makes a step from a closure.
  package init(_ name: String, apply: @escaping @Sendable (GRDB.Database) throws -> Void) {
    self.name = name
    self.apply = apply
  }

  /// Makes a step from SQL statements separated by semicolons.
  package init(_ name: String, sql: String) {
    self.init(name) { try $0.execute(sql: sql) }
  }
}

extension Migration {
  /// Brings the schema up to date; does nothing when it is.
  ///
  /// Checking and applying share one IMMEDIATE transaction, so two processes that open a fresh file
  /// at the same moment cannot both apply a step.
  static func run(_ migrations: [Migration], in database: GRDB.Database, path: String) throws {
    try database.inTransaction(.immediate) {
      try database.execute(
        sql: """
          CREATE TABLE IF NOT EXISTS schema_migrations (
            name TEXT NOT NULL PRIMARY KEY,
            applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
          )
          """)
      let applied = try applied(in: database)
      try refuseNewer(applied: applied, known: migrations, path: path)
      for migration in migrations where !applied.contains(migration.name) {
        try migration.apply(database)
        try database.execute(
          sql: "INSERT INTO schema_migrations (name) VALUES (?)", arguments: [migration.name])
      }
      return .commit
    }
  }

  /// Throws `.newerVersion` when the file has steps that are not among `known`.
  static func refuseNewer(
    applied: Set<String>, known: [Migration], path: String
  ) throws(StorageError) {
    let unknown = applied.subtracting(known.map(\.name)).sorted()
    guard unknown.isEmpty else {
      throw StorageError(
        .newerVersion, path: path, detail: "it has \(unknown.joined(separator: ", "))")
    }
  }

  /// The names recorded in the file; empty for a file without a history.
  static func applied(in database: GRDB.Database) throws -> Set<String> {
    guard try database.tableExists("schema_migrations") else { return [] }
    return try String.fetchSet(database, sql: "SELECT name FROM schema_migrations")
  }
}
