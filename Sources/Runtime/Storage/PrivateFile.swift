internal import Glibc

/// Creates files and folders that only their owner can read, before anything is written to them.
enum PrivateFile {
  /// Makes sure the file at `path` exists: missing folders get mode 0700, a new file 0600.
  ///
  /// What exists already keeps its mode. SQLite gives its `-wal` and `-shm` files the mode of the
  /// database, so they are private too.
  static func prepare(_ path: String) throws(StorageError) {
    try makeFolders(above: path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    close(descriptor)
  }

  private static func makeFolders(above path: String) throws(StorageError) {
    let parts = path.split(separator: "/").dropLast()
    var folder = path.hasPrefix("/") ? "" : "."
    for part in parts {
      folder += "/" + part
      guard mkdir(folder, 0o700) != 0, errno != EEXIST else { continue }
      // A parent we may pass through but not write to answers EROFS or EACCES even for a folder
      // that exists; only a folder that is really missing is a failure.
      let code = errno
      guard access(folder, F_OK) != 0 else { continue }
      throw failure(folder, code)
    }
  }

  private static func failure(_ path: String, _ code: Int32 = errno) -> StorageError {
    let kind: StorageError.Code = code == ENOSPC || code == EDQUOT ? .full : .notWritable
    return StorageError(kind, path: path, detail: String(cString: strerror(code)))
  }
}
