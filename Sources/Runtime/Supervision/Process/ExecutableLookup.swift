import Glibc

/// Finds the file a command names, the way execvp(3) does, but with the *child's* PATH and directory.
package enum ExecutableLookup {
  /// What execvp uses when there is no PATH.
  package static let defaultPath = "/usr/local/bin:/usr/bin:/bin"

  /// The path to execute for `spec`; relative results count from its directory.
  ///
  /// A program with a slash in it is taken as it is. Throws ``SpawnError`` of step `search` that tells a
  /// command nobody has from one that is there but not executable.
  package static func find(_ spec: ChildSpec) throws(SpawnError) -> String {
    let program = spec.program
    if program.contains("/") { return program }
    let path = spec.environment["PATH"] ?? defaultPath
    guard !program.isEmpty else { throw .notFound(program, path: path) }
    var refused: String?
    for folder in path.split(separator: ":", omittingEmptySubsequences: false) {
      let candidate = folder.isEmpty ? "./\(program)" : "\(folder)/\(program)"
      let absolute = candidate.hasPrefix("/") ? candidate : "\(spec.directory)/\(candidate)"
      guard isFile(absolute) else { continue }
      if access(absolute, X_OK) == 0 { return absolute }
      refused = refused ?? absolute
    }
    if let refused { throw .notExecutable(program, file: refused) }
    throw .notFound(program, path: path)
  }

  private static func isFile(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}
