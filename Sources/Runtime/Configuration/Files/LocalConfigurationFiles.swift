import Glibc

/// The files of this machine.
package struct LocalConfigurationFiles: ConfigurationFiles {
  /// Larger files are refused: no configuration is that long.
  private static let maximumBytes = 4 << 20

  /// Makes the access.
  package init() {}

  /// The bytes of the file; nil when there is none, an error when it cannot be read or is too large.
  package func read(_ path: String) throws(ConfigurationError) -> [UInt8]? {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw failure(path, errno)
    }
    defer { _ = Glibc.close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = Glibc.read(descriptor, &chunk, chunk.count)
      if count < 0 {
        if errno == EINTR { continue }
        throw failure(path, errno)
      }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
      guard bytes.count <= Self.maximumBytes else {
        throw ConfigurationError(file: path, message: "the file is larger than 4 MiB")
      }
    }
  }

  /// Whether something is at `path`.
  package func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private func failure(_ path: String, _ number: Int32) -> ConfigurationError {
    let words = strerror(number).map { String(cString: $0) } ?? "error \(number)"
    return ConfigurationError(file: path, message: "cannot be read: \(words)")
  }
}
