import EventLoop
import Glibc

/// A folder only its owner can enter, and the files in it. Every call is short and blocks.
struct PrivateFolder: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens the folder, making it (and what leads to it) where it is missing.
  ///
  /// Throws for a symbolic link, for a folder of somebody else, and for one that others can enter.
  static func open(_ path: String) throws(TokenStoreError) -> PrivateFolder {
    try make(path)
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0)
    guard descriptor >= 0 else {
      throw isLink(errno)
        ? TokenStoreError("\(path) is a symbolic link or no folder: name the folder itself")
        : failure("open \(path)")
    }
    let folder = PrivateFolder(path, descriptor)
    try check(descriptor, path, isFolder: true)
    return folder
  }

  private init(_ path: String, _ descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  private static func make(_ path: String) throws(TokenStoreError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
      throw failure("mkdir \(path)")
    }
    try make(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure("mkdir \(path)") }
  }

  // MARK: Files

  /// The content of a file; nil when there is none. A larger one than `maximumBytes` gives one byte more than that.
  borrowing func read(_ name: String, maximumBytes: Int) throws(TokenStoreError) -> [UInt8]? {
    let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw refusal(name)
    }
    defer { close(file) }
    let size = try Self.check(file, place(name), isFolder: false)
    var bytes = [UInt8](repeating: 0, count: min(size, maximumBytes) + 1)
    var filled = 0
    while filled < bytes.count {
      let count = bytes[filled...].withUnsafeMutableBytes {
        Glibc.read(file, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Self.failure("read \(place(name))") }
      if count == 0 { break }
      filled += count
    }
    return Array(bytes[..<filled])
  }

  /// Replaces a file's content at once: whoever reads sees the old or the new, also after a crash.
  borrowing func replace(
    _ name: String, with bytes: [UInt8], write: FileTokenStore.Writer
  ) throws(TokenStoreError) {
    let temporary = "\(name).new"
    // What a crash left behind; the lock says that nobody else uses it.
    unlinkat(descriptor, temporary, 0)
    let file = openat(
      descriptor, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw refusal(temporary) }
    do throws(TokenStoreError) {
      defer { close(file) }
      try fill(file, bytes, temporary, write)
    } catch {
      unlinkat(descriptor, temporary, 0)
      throw error
    }
    guard renameat(descriptor, temporary, descriptor, name) == 0 else {
      throw Self.failure("rename \(place(temporary)) to \(name)")
    }
    // Without this the new name could be lost with the power.
    guard fsync(descriptor) == 0 else { throw Self.failure("fsync \(path)") }
  }

  private borrowing func fill(
    _ file: Int32, _ bytes: [UInt8], _ name: String, _ write: FileTokenStore.Writer
  ) throws(TokenStoreError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(file, $0) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Self.failure("write \(place(name))") }
      rest = rest.dropFirst(count)
    }
    guard fsync(file) == 0 else { throw Self.failure("fsync \(place(name))") }
  }

  /// Gives a file another name, in place of what had it before.
  borrowing func rename(_ name: String, to other: String) throws(TokenStoreError) {
    guard renameat(descriptor, name, descriptor, other) == 0 else {
      throw Self.failure("rename \(place(name)) to \(other)")
    }
  }

  /// Opens the lock file and takes its lock; nil while another process has it. Closing gives it back.
  borrowing func lock(_ name: String) throws(TokenStoreError) -> Int32? {
    let file = openat(descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw refusal(name) }
    if flock(file, LOCK_EX | LOCK_NB) == 0 { return file }
    let isTaken = errno == EWOULDBLOCK || errno == EINTR
    let error = Self.failure("lock \(place(name))")
    close(file)
    if isTaken { return nil }
    throw error
  }

  // MARK: Judging

  private borrowing func place(_ name: String) -> String { "\(path)/\(name)" }

  private borrowing func refusal(_ name: String) -> TokenStoreError {
    Self.isLink(errno)
      ? TokenStoreError("\(place(name)) is a symbolic link: replace it by the file, or delete it")
      : Self.failure("open \(place(name))")
  }

  /// Throws for what is not ours alone; gives the size.
  @discardableResult
  private static func check(
    _ descriptor: Int32, _ place: String, isFolder: Bool
  ) throws(TokenStoreError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure("stat \(place)") }
    guard status.st_mode & S_IFMT == (isFolder ? S_IFDIR : S_IFREG) else {
      throw TokenStoreError("\(place) is not a \(isFolder ? "folder" : "plain file"): move it away")
    }
    guard status.st_uid == geteuid() else {
      throw TokenStoreError("\(place) belongs to another user: use a folder of your own")
    }
    guard status.st_mode & 0o077 == 0 else {
      let mode = isFolder ? "700" : "600"
      throw TokenStoreError("\(place) is open to other users: run chmod \(mode) \(place)")
    }
    return Int(status.st_size)
  }

  private static func isLink(_ code: Int32) -> Bool { code == ELOOP || code == ENOTDIR }

  private static func failure(_ call: String) -> TokenStoreError {
    TokenStoreError(SystemError(call: call, code: errno).message)
  }
}
