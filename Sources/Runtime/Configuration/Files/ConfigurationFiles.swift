/// How configuration files are reached; in tests, a dictionary.
package protocol ConfigurationFiles {
  /// The bytes of the file at an absolute path; nil when there is none.
  func read(_ path: String) throws(ConfigurationError) -> [UInt8]?
  /// Whether a file or folder is there.
  func exists(_ path: String) -> Bool
}

/// Paths as text: joined and cleaned without looking at the disk.
enum PathText {
  /// `path` itself when absolute, else below `folder`; `.`, `..` and doubled slashes resolved.
  static func absolute(_ path: String, in folder: String) -> String {
    let whole = path.hasPrefix("/") ? path : "\(folder)/\(path)"
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The folder a path is in; `/` for itself.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
    return String(path[..<slash])
  }
}
