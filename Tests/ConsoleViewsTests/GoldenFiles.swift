import FoundationEssentials

/// The folder of golden pictures beside the tests.
enum GoldenFiles {
  private static var folder: String {
    URL(filePath: #filePath).deletingLastPathComponent().path + "/Golden"
  }

  /// Whether this run draws the pictures anew instead of comparing them.
  static var areBeingUpdated: Bool {
    ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1"
  }

  /// The names of all pictures, without `.txt`.
  static func names() throws -> Set<String> {
    let files = try FileManager.default.contentsOfDirectory(atPath: folder)
    return Set(files.filter { $0.hasSuffix(".txt") }.map { String($0.dropLast(4)) })
  }

  static func read(_ name: String) -> String? {
    FileManager.default.contents(atPath: path(name)).map { String(decoding: $0, as: UTF8.self) }
  }

  static func write(_ text: String, _ name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path(name)))
  }

  private static func path(_ name: String) -> String { "\(folder)/\(name).txt" }
}
