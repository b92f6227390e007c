/// Finds the configuration files, lays them over one another and reads them.
///
/// In order, later wins key by key: built-in defaults, the user's `cockpit/config.json`, `.mcp.json`
/// found upward to the repository root, `cockpit.json` beside it. Files given by `--config` are read
/// instead of those found, not on top of them: whoever names a file wants no other to run commands.
/// A server entry with its own `command` or `url` replaces an earlier one of that name whole.
package struct ConfigurationLoader {
  /// What came of reading.
  package struct Outcome: Sendable {
    /// The configuration; with errors, what could be read of it.
    package var configuration = CockpitConfiguration()
    /// What keeps the configuration from being used: syntax, unknown keys, wrong values.
    package var errors: [ConfigurationError] = []
    /// What is accepted but should be known.
    package var warnings: [ConfigurationError] = []
    /// Secrets found while resolving variables, for the redactor.
    package var secrets: [String] = []
    /// The files that were read, in order.
    package var files: [String] = []
    /// The folder `${workspaceFolder}` stands for.
    package var workspaceFolder = "/"

    /// Everything `validate` reports: the errors, and each server's own problem.
    package var allProblems: [ConfigurationError] {
      errors + configuration.servers.flatMap(\.problems)
    }
  }

  private let files: any ConfigurationFiles
  private let environment: [String: String]
  private let workingDirectory: String

  /// Makes a loader.
  ///
  /// - Parameters:
  ///   - files: the access to files.
  ///   - environment: variables for `${…}` and the XDG folders.
  ///   - workingDirectory: absolute; where the search begins.
  package init(
    files: any ConfigurationFiles, environment: [String: String], workingDirectory: String
  ) {
    self.files = files
    self.environment = environment
    self.workingDirectory = PathText.absolute(workingDirectory, in: "/")
  }

  /// Reads the files given by `--config`, which must exist; without any, finds and reads the others.
  ///
  /// Nothing found is no error: `files` of the outcome is empty.
  package func load(explicit: [String] = []) -> Outcome {
    guard explicit.isEmpty else { return load(only: explicit) }
    let found = discover()
    return read(found.paths, mustExist: [], workspace: found.folder)
  }

  /// Reads exactly these files, as `validate FILE` does.
  package func load(only paths: [String]) -> Outcome {
    let paths = paths.map { PathText.absolute($0, in: workingDirectory) }
    let workspace = paths.first.map { PathText.folder(of: $0) } ?? workingDirectory
    return read(paths, mustExist: Set(paths), workspace: workspace)
  }

  /// The user's file: `$XDG_CONFIG_HOME/cockpit/config.json`, else below `~/.config`.
  package var userFile: String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return PathText.absolute("cockpit/config.json", in: folder)
    }
    guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
    return PathText.absolute(".config/cockpit/config.json", in: home)
  }

  // MARK: - Finding

  /// The user's file and those of the project, with the project's folder.
  private func discover() -> (paths: [String], folder: String) {
    var paths: [String] = []
    if let userFile, files.exists(userFile) { paths.append(userFile) }
    for folder in candidates() {
      let project = [".mcp.json", "cockpit.json"].map { PathText.absolute($0, in: folder) }
        .filter { files.exists($0) }
      if !project.isEmpty { return (paths + project, folder) }
    }
    return (paths, workingDirectory)
  }

  /// The working directory and the folders above it, up to the repository root or the home folder.
  ///
  /// Where neither is above, only the working directory counts: a file that runs commands must not
  /// be picked up from `/tmp` or a shared folder.
  private func candidates() -> [String] {
    let home = environment["HOME"].map { PathText.absolute($0, in: "/") }
    var folders = [workingDirectory]
    while let last = folders.last, last != home,
      !files.exists(PathText.absolute(".git", in: last))
    {
      guard last != "/" else { return [workingDirectory] }
      folders.append(PathText.folder(of: last))
    }
    return folders
  }

  // MARK: - Reading

  private func read(_ paths: [String], mustExist: Set<String>, workspace: String) -> Outcome {
    var outcome = Outcome()
    outcome.workspaceFolder = workspace
    var check = SettingCheck()
    var merged: ConfigurationNode
    do throws(ConfigurationError) { merged = try BuiltInDefaults.node() } catch {
      outcome.errors.append(error)
      return outcome
    }
    for path in paths {
      do throws(ConfigurationError) {
        guard let bytes = try files.read(path) else {
          guard mustExist.contains(path) else { continue }
          throw ConfigurationError(file: shown(path), message: "there is no such file")
        }
        outcome.files.append(path)
        let source = ConfigurationSource(
          file: shown(path), directory: PathText.folder(of: path), bytes: bytes)
        let node = try source.parse()
        if node["mcpServers"] == nil, let servers = node["servers"], servers.isObject {
          throw servers.error(
            "this is VS Code's form of the file", remedy: "rename the key to mcpServers")
        }
        if let checked = check.check(file: node) { Self.lay(checked, over: &merged) }
      } catch {
        outcome.errors.append(error)
      }
    }
    outcome.errors += check.errors
    outcome.warnings += check.warnings
    var builder = ConfigurationBuilder(
      root: merged, files: files,
      interpolation: Interpolation(environment: environment, workspaceFolder: workspace))
    outcome.configuration = builder.build()
    outcome.errors += builder.errors
    outcome.warnings += builder.warnings
    outcome.secrets = builder.secrets.values
    return outcome
  }

  private static func lay(_ node: ConfigurationNode, over merged: inout ConfigurationNode) {
    if let entries = node["mcpServers"], case .object(var members) = merged.content,
      let place = members.firstIndex(where: { $0.key == "mcpServers" }),
      case .object(var servers) = members[place].node.content
    {
      for entry in entries.members where Self.isWhole(entry.node) {
        // Emptied in place, so that the order of the files stays.
        guard let index = servers.firstIndex(where: { $0.key == entry.key }) else { continue }
        servers[index].node = entry.node
      }
      members[place].node.content = .object(servers)
      merged.content = .object(members)
    }
    merged.overlay(node)
  }

  /// Whether an entry says itself what to run. Merged, it would hand the arguments and secrets of one
  /// file to the program of another.
  private static func isWhole(_ entry: ConfigurationNode) -> Bool {
    ["command", "url", "serverUrl", "httpUrl"].contains { entry[$0] != nil }
  }

  /// The path as a person knows it: relative below the working directory.
  private func shown(_ path: String) -> String {
    let prefix = workingDirectory == "/" ? "/" : workingDirectory + "/"
    return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path
  }
}
