import JSON

/// The text of one file, kept to find lines in.
final class ConfigurationSource: Sendable {
  /// The path as shown.
  let file: String
  /// The folder relative paths start from.
  let directory: String
  private let bytes: [UInt8]

  init(file: String, directory: String, bytes: [UInt8]) {
    self.file = file
    self.directory = directory
    self.bytes = bytes
  }

  /// Reads the file as JSON with comments and trailing commas.
  func parse() throws(ConfigurationError) -> JSONValue {
    do {
      return try JSONParser.parseTolerant(bytes)
    } catch {
      let place = error.lineAndColumn(in: bytes)
      throw ConfigurationError(
        file: file, line: place.line, column: place.column, message: error.message)
    }
  }

  /// Where the member or element at `path` stands; the start of the file when it cannot be found.
  func place(of path: [String]) -> (line: Int, column: Int) {
    let offset = JSONParser.offset(of: path, in: bytes) ?? 0
    return JSONParser.lineAndColumn(of: offset, in: bytes)
  }
}
