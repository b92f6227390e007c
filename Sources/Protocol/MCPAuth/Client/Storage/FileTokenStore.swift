public import EventLoop
import Glibc

/// Keeps authorizations in one JSON file, readable by its owner alone.
///
/// Several processes may share the folder: each change reads the file anew and replaces it whole, under a lock. A
/// file that cannot be understood is moved aside (`tokens.json.corrupt`), and the store goes on empty.
///
/// Works with files on its loop's thread: give it a loop on which a few milliseconds of that do no harm.
public actor FileTokenStore: TokenStore {
  /// How bytes get into a file, as `write(2)` does it.
  package typealias Writer = @Sendable (Int32, UnsafeRawBufferPointer) -> Int

  private let folder: String
  private let loop: EventLoop
  private let maximumBytes: Int
  private let write: Writer

  /// What a person should know about the last file that was moved aside; nil when none was.
  public private(set) var notice: String?

  /// The loop everything here runs on.
  public nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// Keeps `tokens.json` in `folder`, which is made with mode 0700 when it is missing.
  public init(folder: String, on loop: EventLoop) {
    self.init(
      folder: folder, on: loop, maximumBytes: 4 << 20,
      write: { Glibc.write($0, $1.baseAddress, $1.count) })
  }

  /// The same with a bound on the file's bytes and another way to write.
  package init(folder: String, on loop: EventLoop, maximumBytes: Int, write: @escaping Writer) {
    self.folder = folder
    self.loop = loop
    self.maximumBytes = maximumBytes
    self.write = write
  }

  /// Every authorization for a resource, the one changed last first.
  public func authorizations(
    for resource: String
  ) async throws(TokenStoreError) -> [StoredAuthorization] {
    if let table = try read(try .open(folder)) { return table.authorizations(for: resource) }
    try await change { _ in }  // moves the file aside, which only the holder of the lock may do
    return try read(try .open(folder))?.authorizations(for: resource) ?? []
  }

  /// Keeps an authorization in place of the one of the same issuer and resource.
  public func save(_ authorization: StoredAuthorization) async throws(TokenStoreError) {
    try await change { $0.save(authorization) }
  }

  /// Forgets the authorization of an issuer for a resource.
  public func remove(issuer: String, resource: String) async throws(TokenStoreError) {
    try await change { $0.remove(issuer: issuer, resource: resource) }
  }

  private func change(
    _ body: (inout AuthorizationTable) -> Void
  ) async throws(TokenStoreError) {
    let lock = try await lock()
    defer { close(lock) }
    // Nothing is awaited from here on: the file cannot change between reading and writing.
    let folder = try PrivateFolder.open(folder)
    var table = AuthorizationTable()
    if let content = try read(folder) { table = content } else { try moveAside(folder) }
    let before = table
    body(&table)
    guard table != before else { return }
    let bytes = AuthorizationFile.bytes(table)
    guard bytes.count <= maximumBytes else {
      throw TokenStoreError(
        "\(self.folder)/\(Self.name) would grow over \(maximumBytes) bytes: forget servers no longer used"
      )
    }
    try folder.replace(Self.name, with: bytes, write: write)
  }

  /// The table in the file, an empty one where there is no file; nil when it cannot be understood.
  private func read(
    _ folder: borrowing PrivateFolder
  ) throws(TokenStoreError) -> AuthorizationTable? {
    guard let bytes = try folder.read(Self.name, maximumBytes: maximumBytes) else {
      return AuthorizationTable()
    }
    return bytes.count <= maximumBytes ? AuthorizationFile.table(bytes) : nil
  }

  private func moveAside(_ folder: borrowing PrivateFolder) throws(TokenStoreError) {
    try folder.rename(Self.name, to: "\(Self.name).corrupt")
    notice =
      "\(self.folder)/\(Self.name) could not be read and is now \(Self.name).corrupt: sign in again"
  }

  private func lock() async throws(TokenStoreError) -> Int32 {
    for _ in 0..<Self.lockAttempts {
      if let lock = try PrivateFolder.open(folder).lock("\(Self.name).lock") { return lock }
      do { try await loop.sleep(for: Self.lockPause) } catch {
        throw TokenStoreError("given up while waiting for \(folder)/\(Self.name).lock")
      }
    }
    throw TokenStoreError(
      "another process has held \(folder)/\(Self.name).lock for seconds: end it and try again")
  }

  private static let name = "tokens.json"
  /// Two seconds in all: a change takes milliseconds.
  private static let lockAttempts = 100
  private static let lockPause = Duration.milliseconds(20)
}
