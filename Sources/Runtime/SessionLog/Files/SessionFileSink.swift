import Glibc

/// Where a recording goes: the three calls a writer makes on a descriptor, replaceable in tests.
package struct SessionFileSink {
  /// What became of a write.
  package enum Outcome: Equatable, Sendable {
    /// So many bytes were taken; may be fewer than offered.
    case wrote(Int)
    /// Nothing was taken; the number is an `errno`.
    case failed(errno: Int32)
  }

  /// Writes at the end of the file.
  package var write: (UnsafeRawBufferPointer) -> Outcome
  /// Forces what was written to the disk; returns 0 or an `errno`.
  package var sync: () -> Int32
  /// Gives the descriptor back.
  package var close: () -> Void

  /// Makes a sink from three functions.
  package init(
    write: @escaping (UnsafeRawBufferPointer) -> Outcome, sync: @escaping () -> Int32 = { 0 },
    close: @escaping () -> Void = {}
  ) {
    self.write = write
    self.sync = sync
    self.close = close
  }

  /// Creates the file at `path` (mode 0600) and the folders above it (mode 0700).
  ///
  /// An existing file is never touched: that is an error.
  package static func creating(_ path: String) throws(SessionFileError) -> SessionFileSink {
    if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
      try makeFolder(String(path[..<slash]))
    }
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC
    let descriptor = Glibc.open(path, flags, 0o600 as mode_t)
    guard descriptor >= 0 else { throw SessionFileError("cannot create \(path)", errno: errno) }
    return SessionFileSink(
      write: { bytes in
        while true {
          let count = Glibc.write(descriptor, bytes.baseAddress, bytes.count)
          if count >= 0 { return .wrote(count) }
          if errno != EINTR { return .failed(errno: errno) }
        }
      },
      sync: { fdatasync(descriptor) == 0 ? 0 : errno },
      close: { _ = Glibc.close(descriptor) })
  }

  private static func makeFolder(_ path: String) throws(SessionFileError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex else {
      throw SessionFileError("cannot create the folder \(path)", errno: errno)
    }
    try makeFolder(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
      throw SessionFileError("cannot create the folder \(path)", errno: errno)
    }
  }
}

/// Why a session file could not be created, written or read.
package struct SessionFileError: Error, Equatable, Sendable {
  /// Says what, where and why: `cannot open /x: No such file or directory`.
  package let message: String

  /// Wraps a message.
  package init(_ message: String) { self.message = message }

  /// Adds the words of a system error.
  init(_ what: String, errno: Int32) { message = "\(what): \(Self.words(errno))" }

  /// The system's words for an error number.
  static func words(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
  }
}
