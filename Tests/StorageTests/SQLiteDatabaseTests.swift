import Foundation
import GRDB
import Storage
import Testing

private let notes = [
  Migration("1-notes", sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"),
  Migration(
    "2-authors",
    sql: """
      CREATE TABLE authors (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
      ALTER TABLE notes ADD COLUMN author INTEGER REFERENCES authors (id);
      """),
]

private func openNotes(_ path: String) throws -> SQLiteDatabase {
  try SQLiteDatabase.open(at: path, durability: .power, migrations: notes)
}

/// Expects opening `path` to fail with `code`, naming the path.
private func checkRefused(
  _ path: String, _ code: StorageError.Code, _ fragment: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let error = #expect(throws: StorageError.self, sourceLocation: sourceLocation) {
    _ = try openNotes(path)
  }
  #expect(error?.code == code, sourceLocation: sourceLocation)
  #expect(error?.message.contains(path) == true, sourceLocation: sourceLocation)
  #expect(error?.message.contains(fragment) == true, sourceLocation: sourceLocation)
}

@Suite("A database file")
struct SQLiteDatabaseTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("is created with its folders, readable by the owner only")
  func createdPrivately() async throws {
    let path = scratch.file("home/notes/notes.db")
    let database = try openNotes(path)
    try await database.write { try $0.execute(sql: "INSERT INTO notes (text) VALUES ('a')") }
    #expect(try mode(of: scratch.file("home")) == 0o700)
    #expect(try mode(of: scratch.file("home/notes")) == 0o700)
    #expect(try mode(of: path) == 0o600)
    #expect(try mode(of: path + "-wal") == 0o600)
  }

  @Test(
    "commits as durably as asked",
    arguments: zip([SQLiteDatabase.Durability.process, .power], [1, 2]))
  func durability(_ durability: SQLiteDatabase.Durability, level: Int) async throws {
    let database = try SQLiteDatabase.open(
      at: scratch.file("a.db"), durability: durability, migrations: notes)
    let pragmas = try await database.write { connection in
      [
        try String.fetchOne(connection, sql: "PRAGMA journal_mode"),
        try Int.fetchOne(connection, sql: "PRAGMA synchronous").map(String.init),
        try Int.fetchOne(connection, sql: "PRAGMA foreign_keys").map(String.init),
        try Int.fetchOne(connection, sql: "PRAGMA busy_timeout").map(String.init),
      ]
    }
    #expect(pragmas == ["wal", String(level), "1", "5000"])
  }

  @Test("keeps what was written when it is opened again")
  func reopened() async throws {
    let path = scratch.file("a.db")
    let first = try openNotes(path)
    try await first.write { try $0.execute(sql: "INSERT INTO notes (text) VALUES ('kept')") }
    try first.close()
    let texts = try await openNotes(path).read {
      try String.fetchAll($0, sql: "SELECT text FROM notes")
    }
    #expect(texts == ["kept"])
  }

  @Test("keeps what was committed when it is opened again without having been closed")
  func reopenedWithoutClosing() async throws {
    let path = scratch.file("a.db")
    let left = try openNotes(path)
    try await left.write { try $0.execute(sql: "INSERT INTO notes (text) VALUES ('kept')") }
    let count = try await openNotes(path).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM notes")
    }
    #expect(count == 1)
    try left.close()
  }

  @Test("undoes a write that throws")
  func rollback() async throws {
    struct Refused: Error {}
    let database = try openNotes(scratch.file("a.db"))
    await #expect(throws: Refused.self) {
      try await database.write { connection in
        try connection.execute(sql: "INSERT INTO notes (text) VALUES ('gone')")
        throw Refused()
      }
    }
    let count = try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM notes") }
    #expect(count == 0)
  }

  @Test("applies only the migrations it has not had yet")
  func upgraded() async throws {
    let path = scratch.file("a.db")
    let old = try SQLiteDatabase.open(
      at: path, durability: .power, migrations: Array(notes.prefix(1)))
    try await old.write { try $0.execute(sql: "INSERT INTO notes (text) VALUES ('old')") }
    try old.close()
    let names = try await openNotes(path).read { connection in
      try String.fetchAll(connection, sql: "SELECT name FROM schema_migrations ORDER BY name")
    }
    #expect(names == ["1-notes", "2-authors"])
  }

  @Test("is opened by many at once without applying a migration twice", .timeLimit(.minutes(1)))
  func openedAtOnce() async throws {
    let path = scratch.file("a.db")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<8 {
        group.addTask {
          let database = try openNotes(path)
          try await database.write {
            try $0.execute(sql: "INSERT INTO notes (text) VALUES (?)", arguments: [number])
          }
        }
      }
      try await group.waitForAll()
    }
    let count = try await openNotes(path).read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM notes")
    }
    #expect(count == 8)
  }
}

@Suite("A database that cannot be used")
struct UnusableDatabaseTests {
  let scratch: ScratchFolder

  init() throws { scratch = try ScratchFolder() }

  @Test("is refused and untouched when a newer version wrote it")
  func newerVersion() throws {
    let path = scratch.file("a.db")
    let newer = notes + [Migration("3-future", sql: "CREATE TABLE future (id INTEGER)")]
    try SQLiteDatabase.open(at: path, durability: .power, migrations: newer).close()
    let before = try Data(contentsOf: URL(fileURLWithPath: path))
    checkRefused(path, .newerVersion, "newer version")
    checkRefused(path, .newerVersion, "3-future")
    checkRefused(path, .newerVersion, "Update this program or move the file away")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
  }

  @Test("is refused and untouched when it is no database")
  func notADatabase() throws {
    let path = scratch.file("a.db")
    let text = Data(String(repeating: "my shopping list\n", count: 100).utf8)
    try text.write(to: URL(fileURLWithPath: path))
    checkRefused(path, .notADatabase, "Move the file away")
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == text)
  }

  @Test("is refused when its first page is damaged")
  func damagedAtOpening() throws {
    let path = scratch.file("a.db")
    try openNotes(path).close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    bytes.replaceSubrange(100..<4096, with: Data(repeating: 0xAB, count: 3996))
    try bytes.write(to: URL(fileURLWithPath: path))
    checkRefused(path, .corrupt, "is damaged")
  }

  @Test("reports damage met while reading")
  func damagedLater() async throws {
    let path = scratch.file("a.db")
    let whole = try openNotes(path)
    try await whole.write { connection in
      for _ in 0..<200 {
        try connection.execute(
          sql: "INSERT INTO notes (text) VALUES (?)",
          arguments: [String(repeating: "x", count: 900)])
      }
    }
    try whole.close()
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    let half = bytes.count / 2
    bytes.replaceSubrange(half..., with: Data(repeating: 0xAB, count: bytes.count - half))
    try bytes.write(to: URL(fileURLWithPath: path))
    let damaged = try openNotes(path)
    let error = await #expect(throws: StorageError.self) {
      _ = try await damaged.read { try String.fetchAll($0, sql: "SELECT text FROM notes") }
    }
    #expect(error?.code == .corrupt)
  }

  @Test("is refused when a folder on the way is a file")
  func folderIsAFile() throws {
    try Data().write(to: URL(fileURLWithPath: scratch.file("home")))
    let path = scratch.file("home/notes/a.db")
    let error = #expect(throws: StorageError.self) { _ = try openNotes(path) }
    #expect(error?.code == .notWritable)
    #expect(error?.message.contains("MCP_HOME") == true)
  }

  @Test("is refused when it is a folder")
  func isAFolder() throws {
    let path = scratch.file("a.db")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    checkRefused(path, .notWritable, "Is a directory")
  }

  @Test("is refused in a folder without write permission", .enabled(if: geteuid() != 0))
  func readOnlyFolder() throws {
    let folder = scratch.file("home")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o500])
    checkRefused(folder + "/a.db", .notWritable, "Permission denied")
  }

  @Test(
    "reports failures while writing, and keeps nothing half-written",
    arguments: [
      ("PRAGMA max_page_count = 8", StorageError.Code.full),
      ("PRAGMA query_only = ON", StorageError.Code.notWritable),
    ])
  func failsWhileWriting(pragma: String, code: StorageError.Code) async throws {
    let database = try openNotes(scratch.file("a.db"))
    try await database.write { try $0.execute(sql: pragma) }
    let error = await #expect(throws: StorageError.self) {
      try await database.write { connection in
        for _ in 0..<100 {
          try connection.execute(
            sql: "INSERT INTO notes (text) VALUES (?)",
            arguments: [String(repeating: "x", count: 900)])
        }
      }
    }
    #expect(error?.code == code)
    let count = try await database.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM notes") }
    #expect(count == 0)
  }

  @Test("reports a broken rule of the schema without ending the process")
  func foreignKey() async throws {
    let database = try SQLiteDatabase.inMemory(migrations: notes)
    let error = await #expect(throws: StorageError.self) {
      try await database.write {
        try $0.execute(sql: "INSERT INTO notes (text, author) VALUES ('a', 99)")
      }
    }
    #expect(error?.code == .failed)
  }

  @Test("refuses work once closed")
  func closed() async throws {
    let database = try openNotes(scratch.file("a.db"))
    try database.close()
    await #expect(throws: StorageError.self) {
      try await database.write { try $0.execute(sql: "DELETE FROM notes") }
    }
  }
}
