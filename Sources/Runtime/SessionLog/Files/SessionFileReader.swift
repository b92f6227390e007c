import Glibc

/// Reads a session file from the disk, a megabyte at a time.
package enum SessionFileReader {
  private static let chunkBytes = 1 << 20

  /// A whole file in memory.
  package struct Contents: Sendable, Equatable {
    /// The events in the order of the file.
    package var events: [SessionEvent] = []
    /// Lines that could not be used; at most the first 100.
    package var problems: [SessionFileProblem] = []
    /// What the file turned out to be.
    package var summary = SessionFileSummary()
  }

  /// Reads the file at `path`, handing over each item as it is found.
  package static func read(
    _ path: String, _ yield: (SessionFileItem) -> Void
  ) throws(SessionFileError) -> SessionFileSummary {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SessionFileError("cannot open \(path)", errno: errno) }
    defer { _ = Glibc.close(descriptor) }
    var reader = SessionLineReader()
    while true {
      var failure: Int32 = 0
      let chunk = [UInt8](unsafeUninitializedCapacity: chunkBytes) { buffer, count in
        let got = Glibc.read(descriptor, buffer.baseAddress, chunkBytes)
        if got < 0 { failure = errno }
        count = max(0, got)
      }
      if failure == EINTR { continue }
      guard failure == 0 else { throw SessionFileError("cannot read \(path)", errno: failure) }
      if chunk.isEmpty { return reader.finish(yield) }
      reader.consume(chunk, yield)
    }
  }

  /// Reads the whole file at `path`.
  package static func load(_ path: String) throws(SessionFileError) -> Contents {
    var contents = Contents()
    // Growing step by step would move a million events a dozen times. A line has some 200 bytes.
    contents.events.reserveCapacity(min(size(of: path) / 192, 4_000_000))
    contents.summary = try read(path) { item in
      switch item {
      case .header: break
      case .event(let event): contents.events.append(event)
      case .problem(let problem):
        if contents.problems.count < 100 { contents.problems.append(problem) }
      }
    }
    return contents
  }

  /// The file's size in bytes; 0 when it cannot be told.
  private static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? max(0, Int(status.st_size)) : 0
  }
}
