import FoundationEssentials

/// The files of this repository, found from the place of this file.
enum Repository {
  /// The folder that holds Package.swift.
  static let top: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(3)
    return parts.joined(separator: "/")
  }()

  /// Swift files under `Sources`.
  static let sources = swiftFiles(under: "Sources")
  /// Swift files under `Tests`.
  static let tests = swiftFiles(under: "Tests")

  /// The text of the file at `path`, counted from the top; invalid UTF-8 is repaired.
  static func text(_ path: String) throws -> String {
    let data = try Data(contentsOf: URL(filePath: "\(top)/\(path)"))
    return String(decoding: data, as: UTF8.self)
  }

  /// Names of the entries of a folder, sorted; empty when there is no such folder.
  static func entries(_ folder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: "\(top)/\(folder)")
    return (names ?? []).sorted()
  }

  /// Paths of all files under a folder, sorted, hidden ones included.
  static func files(under folder: String) -> [String] {
    entries(folder).flatMap { name -> [String] in
      let path = "\(folder)/\(name)"
      return isFolder(path) ? files(under: path) : [path]
    }
  }

  /// Whether `path` is a folder.
  static func isFolder(_ path: String) -> Bool {
    var result = false
    return FileManager.default.fileExists(atPath: "\(top)/\(path)", isDirectory: &result) && result
  }

  private static func swiftFiles(under folder: String) -> [SwiftSource] {
    files(under: folder).filter { $0.hasSuffix(".swift") }.map { path in
      SwiftSource(path: path, text: (try? text(path)) ?? "")
    }
  }
}
