package import GRDB

/// An SQLite database file shared by the tasks of this process, and with other processes.
///
/// Readers see a consistent snapshot and never wait for writers (WAL). Each write is one IMMEDIATE
/// transaction: it holds the write lock from its first read on, so a rule that is read and enforced
/// inside one `write` holds for all processes on the file. Only store types use this; what they
/// offer upwards knows neither SQL nor GRDB.
package struct SQLiteDatabase: Sendable {
  /// How much a commit promises.
  package enum Durability: String, Sendable {
    /// A commit survives the end of the process, kill -9 included. Power loss may undo the last
    /// ones.
    case process = "NORMAL"
    /// A commit survives power loss as well, for one sync of the disk each.
    case power = "FULL"
  }

  /// Figures chosen once for every store.
  package enum Limits {
    /// How long a connection waits for another process's lock, in seconds.
    package static let busyTimeoutSeconds = 5.0
    /// Connections that may read at the same time.
    package static let readers = 4
  }

  /// Where the file is; `:memory:` for a database without one.
  package let path: String
  private let connections: any DatabaseWriter

  /// Opens the database at `path`, creating folders (0700) and file (0600), and applies
  /// `migrations`.
  ///
  /// Blocks the calling thread while it does: a few milliseconds, at most the busy timeout. Call it
  /// before serving. A file that is not a database, or comes from a newer version, is not changed.
  package static func open(
    at path: String, durability: Durability, migrations: [Migration]
  ) throws(StorageError) -> SQLiteDatabase {
    do {
      try PrivateFile.prepare(path)
      try inspect(path, migrations: migrations)
      let pool = try DatabasePool(path: path, configuration: configuration())
      try pool.writeWithoutTransaction { database in
        // GRDB sets NORMAL while it turns WAL on, so this comes after the pool is open.
        try database.execute(sql: "PRAGMA synchronous = \(durability.rawValue)")
        try Migration.run(migrations, in: database, path: path)
      }
      return SQLiteDatabase(path: path, connections: pool)
    } catch {
      throw StorageError(opening: path, error)
    }
  }

  /// Makes a database in memory, gone with its last copy: for tests.
  package static func inMemory(migrations: [Migration]) throws(StorageError) -> SQLiteDatabase {
    let path = ":memory:"
    do {
      let queue = try DatabaseQueue(configuration: configuration())
      try queue.writeWithoutTransaction { try Migration.run(migrations, in: $0, path: path) }
      return SQLiteDatabase(path: path, connections: queue)
    } catch {
      throw StorageError(opening: path, error)
    }
  }

  /// Reads one consistent snapshot, on a thread of the pool.
  ///
  /// Throws a `StorageError`, what `body` throws, or `CancellationError`.
  package func read<Value: Sendable>(
    _ body: @Sendable (GRDB.Database) throws -> Value
  ) async throws -> Value {
    do {
      return try await connections.read(body)
    } catch let error as DatabaseError {
      throw StorageError(error, path: path)
    }
  }

  /// Runs `body` in one IMMEDIATE transaction, on the writer's thread; an error undoes all of it.
  ///
  /// Throws a `StorageError`, what `body` throws, or `CancellationError`.
  package func write<Value: Sendable>(
    _ body: @Sendable (GRDB.Database) throws -> Value
  ) async throws -> Value {
    do {
      return try await connections.write(body)
    } catch let error as DatabaseError {
      throw StorageError(error, path: path)
    }
  }

  /// Closes the file once running accesses have ended; later ones throw.
  package func close() throws(StorageError) {
    do {
      try connections.close()
    } catch {
      throw StorageError(opening: path, error)
    }
  }

  /// Looks at a file through a read-only connection, which cannot change it.
  private static func inspect(_ path: String, migrations: [Migration]) throws {
    var readOnly = configuration()
    readOnly.readonly = true
    let queue = try DatabaseQueue(path: path, configuration: readOnly)
    let applied = try queue.read { try Migration.applied(in: $0) }
    try queue.close()
    try Migration.refuseNewer(applied: applied, known: migrations, path: path)
  }

  private static func configuration() -> Configuration {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(Limits.busyTimeoutSeconds)
    configuration.maximumReaderCount = Limits.readers
    configuration.label = "storage"
    return configuration
  }
}
