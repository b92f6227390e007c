import EventLoop
import Foundation
import Glibc
import JSON
import MCPAuth
import Testing

@Suite("Token stores", .timeLimit(.minutes(1)))
struct TokenStoreTests {
  /// A folder of its own for each test, and a loop to work on.
  final class Bench: Sendable {
    let root: String
    let loop: EventLoop
    var folder: String { root + "/auth" }
    var file: String { folder + "/tokens.json" }

    init() throws {
      var template = Array("\(NSTemporaryDirectory())mcpauth-XXXXXX".utf8CString)
      root = String(cString: try #require(mkdtemp(&template)))
      loop = try EventLoop.startThread(named: "store-test")
    }

    deinit {
      loop.stop()
      try? FileManager.default.removeItem(atPath: root)
    }

    func store(
      maximumBytes: Int = 4 << 20,
      write: @escaping FileTokenStore.Writer = { Glibc.write($0, $1.baseAddress, $1.count) }
    ) -> FileTokenStore {
      FileTokenStore(folder: folder, on: loop, maximumBytes: maximumBytes, write: write)
    }

    func mode(_ path: String) -> mode_t {
      var status = stat()
      return lstat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
    }

    func put(_ text: String, mode: mode_t = 0o600) throws {
      mkdir(folder, 0o700)
      try text.write(toFile: file, atomically: false, encoding: .utf8)
      chmod(file, mode)
    }

    var names: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }
  }

  private static func entry(
    _ issuer: String = "https://i.example", _ resource: String = "https://r.example/mcp",
    at time: Int64 = 1, token: String = "t"
  ) -> StoredAuthorization {
    StoredAuthorization(
      issuer: issuer, resource: resource,
      client: .init(
        id: "c ä", secret: Secret("s\"\n"), secretExpiresAt: 5, method: .post,
        redirectURI: "http://127.0.0.1:1/cb"),
      tokens: TokenSet(
        access: Secret(token), kind: .dpop, expiresAt: 10, renewsAt: 9, refresh: Secret("r"),
        scopes: ["a", "b"], clientID: "c ä", proofKey: Secret("k")), requestedScopes: ["a"],
      updatedAt: time)
  }

  @Test("every part of an authorization survives, in memory and in a file")
  func roundTrip() async throws {
    let bench = try Bench()
    let bare = StoredAuthorization(issuer: "https://j.example", resource: "https://r.example/mcp")
    for store in [MemoryTokenStore(), bench.store()] as [any TokenStore] {
      try await store.save(Self.entry())
      try await store.save(bare)
      try await store.save(Self.entry(at: 2))
      try await store.save(Self.entry("https://i.example", "https://other.example"))
      #expect(
        try await store.authorizations(for: "https://r.example/mcp") == [Self.entry(at: 2), bare])
      try await store.remove(issuer: "https://i.example", resource: "https://r.example/mcp")
      #expect(try await store.authorizations(for: "https://r.example/mcp") == [bare])
      #expect(try await store.authorizations(for: "https://other.example").count == 1)
      #expect(try await store.authorizations(for: "https://none.example").isEmpty)
    }
    #expect(try await bench.store().authorizations(for: "https://r.example/mcp") == [bare])
  }

  @Test("the table keeps the newest, a bounded number of them")
  func bounded() {
    var table = AuthorizationTable()
    for number in 0..<600 { table.save(Self.entry("i\(number)")) }
    #expect(table.entries.count == AuthorizationTable.maximum)
    #expect(table.entries.first?.issuer == "i88")
  }

  @Test("folder and file are the owner's alone, and nothing is left lying about")
  func modes() async throws {
    let bench = try Bench()
    let previous = umask(0)
    defer { umask(previous) }
    try await bench.store().save(Self.entry())
    #expect(bench.mode(bench.folder) == 0o700)
    #expect(bench.mode(bench.file) == 0o600)
    #expect(bench.names == ["tokens.json", "tokens.json.lock"])
    #expect(bench.mode(bench.file + ".lock") == 0o600)
  }

  @Test(
    "a file others can read is refused, with the remedy", arguments: [0o644, 0o640, 0o606, 0o660])
  func openFile(mode: Int) async throws {
    let bench = try Bench()
    try bench.put("{}", mode: mode_t(mode))
    await Self.check(bench.store(), says: "chmod 600 \(bench.file)")
  }

  @Test("a folder others can enter is refused, with the remedy")
  func openFolder() async throws {
    let bench = try Bench()
    mkdir(bench.folder, 0o700)
    chmod(bench.folder, 0o755)
    await Self.check(bench.store(), says: "chmod 700 \(bench.folder)")
  }

  @Test("symbolic links are refused: the folder, the file, the lock")
  func links() async throws {
    let folder = try Bench()
    mkdir(folder.root + "/real", 0o700)
    symlink(folder.root + "/real", folder.folder)
    await Self.check(folder.store(), says: "symbolic link")

    let file = try Bench()
    mkdir(file.folder, 0o700)
    try "{}".write(toFile: file.root + "/real", atomically: false, encoding: .utf8)
    symlink(file.root + "/real", file.file)
    await Self.check(file.store(), says: "symbolic link")
    #expect(try String(contentsOfFile: file.root + "/real", encoding: .utf8) == "{}")

    let lock = try Bench()
    mkdir(lock.folder, 0o700)
    symlink(lock.root + "/real", lock.file + ".lock")
    await #expect { try await lock.store().save(Self.entry()) } throws: {
      "\($0)".contains("symbolic link")
    }
    #expect(!FileManager.default.fileExists(atPath: lock.root + "/real"))
  }

  @Test("what is no plain file is refused without waiting for it")
  func pipe() async throws {
    let bench = try Bench()
    mkdir(bench.folder, 0o700)
    mkfifo(bench.file, 0o600)
    await Self.check(bench.store(), says: "plain file")
  }

  static let corrupt = [
    "", "{", "[]", "null", "{\"version\":2,\"authorizations\":[]}", "{\"version\":1}",
    "{\"version\":1,\"authorizations\":[{}]}", "{\"version\":1,\"authorizations\":[7]}",
    "{\"version\":1,\"authorizations\":[{\"issuer\":\"i\",\"resource\":\"r\",\"requestedScopes\":[],"
      + "\"updatedAt\":1,\"tokens\":{\"access\":\"a\\r\\nX: y\",\"kind\":\"Bearer\",\"scopes\":[]}}]}",
    String(repeating: "[", count: 100_000), "\u{0}\u{1}", String(repeating: " ", count: 5000),
  ]

  @Test(
    "a file that cannot be understood is moved aside, and the store goes on", arguments: corrupt)
  func corruptFile(text: String) async throws {
    let bench = try Bench()
    try bench.put(text)
    let store = bench.store(maximumBytes: 4096)
    #expect(try await store.authorizations(for: "r").isEmpty)
    #expect(await store.notice?.contains("tokens.json.corrupt") == true)
    #expect(try String(contentsOfFile: bench.file + ".corrupt", encoding: .utf8) == text)
    try await store.save(Self.entry())
    #expect(try await store.authorizations(for: "https://r.example/mcp").count == 1)
    #expect(bench.names == ["tokens.json", "tokens.json.corrupt", "tokens.json.lock"])
  }

  @Test("a write that fails, at any point, leaves the old file and no other", arguments: 0..<3)
  func full(point: Int) async throws {
    let bench = try Bench()
    try await bench.store().save(Self.entry(token: "old"))
    let failing = bench.store { descriptor, bytes in
      if point == 2, bytes.count > 10 { return Glibc.write(descriptor, bytes.baseAddress, 10) }
      errno = point == 0 ? ENOSPC : EIO
      return -1
    }
    await #expect { try await failing.save(Self.entry(token: "new")) } throws: {
      "\($0)".contains(point == 0 ? "No space left" : "tokens.json.new")
    }
    let kept = try await bench.store().authorizations(for: "https://r.example/mcp")
    #expect(kept.first?.tokens?.access.value == "old")
    #expect(bench.names == ["tokens.json", "tokens.json.lock"])
  }

  @Test("short writes are continued, and a store over its bound keeps the old file")
  func shortWritesAndBound() async throws {
    let bench = try Bench()
    let slow = bench.store { Glibc.write($0, $1.baseAddress, min(7, $1.count)) }
    try await slow.save(Self.entry())
    let small = bench.store(maximumBytes: 1000)
    await #expect {
      try await small.save(Self.entry(token: String(repeating: "x", count: 2000)))
    } throws: { "\($0)".contains("1000 bytes") && !"\($0)".contains("xxx") }
    #expect(try await bench.store().authorizations(for: "https://r.example/mcp") == [Self.entry()])
  }

  @Test(
    "what a crash left behind does not disturb, and several stores do not lose each other's changes"
  )
  func together() async throws {
    let bench = try Bench()
    try bench.put(String(decoding: AuthorizationFile.bytes(AuthorizationTable()), as: UTF8.self))
    try "half".write(toFile: bench.file + ".new", atomically: false, encoding: .utf8)
    let stores = (0..<4).map { _ in bench.store() }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<24 {
        group.addTask {
          try await stores[number % 4].save(Self.entry("https://i\(number).example"))
        }
      }
      try await group.waitForAll()
    }
    #expect(try await stores[0].authorizations(for: "https://r.example/mcp").count == 24)
    #expect(bench.names == ["tokens.json", "tokens.json.lock"])
  }

  @Test("a lock that somebody keeps is waited for, but not for ever")
  func lockedOut() async throws {
    let bench = try Bench()
    try await bench.store().save(Self.entry())
    let holder = open(bench.file + ".lock", O_RDWR)
    defer { close(holder) }
    #expect(flock(holder, LOCK_EX) == 0)
    await #expect { try await bench.store().save(Self.entry(token: "x")) } throws: {
      "\($0)".contains("tokens.json.lock")
    }
    #expect(try await bench.store().authorizations(for: "https://r.example/mcp").count == 1)
  }

  /// Reading and writing both fail with an error that says this.
  private static func check(
    _ store: FileTokenStore, says text: String, at location: SourceLocation = #_sourceLocation
  ) async {
    await #expect(sourceLocation: location) {
      try await store.authorizations(for: "r")
    } throws: { "\($0)".contains(text) }
    await #expect(sourceLocation: location) {
      try await store.save(entry())
    } throws: { "\($0)".contains(text) }
  }
}
