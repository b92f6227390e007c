import JSON

/// Makes one server from its entry in `mcpServers`, our own keys for it, and the defaults.
struct ServerReader {
  /// What is wrong with the file, as opposed to one server's surroundings.
  private(set) var errors: [ConfigurationError] = []
  /// Secrets met on the way.
  private(set) var secrets = SecretCollector()

  private let defaults: ConfigurationNode?
  private let files: any ConfigurationFiles
  private let interpolation: Interpolation

  init(
    defaults: ConfigurationNode?, files: any ConfigurationFiles, interpolation: Interpolation
  ) {
    self.defaults = defaults
    self.files = files
    self.interpolation = interpolation
  }

  /// Reads the entry `name`. Variables that are not set, remote servers and missing commands become
  /// the entry's `problem`; the others still run.
  mutating func server(
    _ name: String, _ entry: ConfigurationNode, own: ConfigurationNode?
  ) -> ServerEntry {
    var settings = defaults ?? entry
    if let own { settings.overlay(own) }
    var server = ServerEntry(
      name: name, command: "", arguments: [], environment: [],
      directory: interpolation.workspaceFolder, url: nil, origin: entry.origin,
      restart: Self.restart(settings["restart"]), ready: Self.ready(settings["ready"]),
      live: Self.live(settings["live"]), stop: Self.stop(settings["stop"]),
      era: ConfigurationBuilder.word(settings["era"]) ?? .auto,
      dependsOn: Self.dependencies(own?["dependsOn"]),
      autostart: settings["autostart"]?.bool ?? true,
      isDisabled: entry["disabled"]?.bool ?? false,
      successExitCodes: settings["successExitCodes"]?.elements.compactMap { $0.value.int } ?? [0],
      namespace: own?["namespace"]?.string ?? name,
      watch: own?["watch"]?.elements.compactMap(\.string) ?? [], problem: nil)
    checkName(name, entry)
    if let remote = entry["url"] ?? entry["serverUrl"] ?? entry["httpUrl"] ?? remoteType(entry) {
      server.url = entry["url"]?.string
      noteHeaders(entry["headers"])
      server.problem = remote.error(
        "not supported by this version: remote servers arrive with `connect`",
        remedy: "Remove the entry, or put a stdio bridge in its place")
      return server
    }
    readProcess(entry, own, into: &server)
    return server
  }

  private func remoteType(_ entry: ConfigurationNode) -> ConfigurationNode? {
    guard let type = entry["type"], type.string != "stdio" else { return nil }
    return type
  }

  private mutating func readProcess(
    _ entry: ConfigurationNode, _ own: ConfigurationNode?, into server: inout ServerEntry
  ) {
    var problems: [ConfigurationError] = []
    if let command = entry["command"] {
      server.command = resolve(command, &problems)
      if command.string == "" { problems.append(command.error("the command is empty")) }
    } else {
      problems.append(
        entry.error("command is missing", remedy: "Name the program that starts the server"))
    }
    for argument in entry["args"]?.elements ?? [] {
      server.arguments.append(resolve(argument, &problems))
    }
    for file in own?["envFile"]?.elements ?? [] {
      server.environment += variables(from: file, &problems)
    }
    for member in entry["env"]?.members ?? [] {
      let value = resolve(member.node, &problems)
      secrets.note(named: member.key, value: value)
      server.environment.removeAll { $0.name == member.key }
      server.environment.append((member.key, value))
    }
    if let folder = entry["cwd"] {
      let path = resolve(folder, &problems)
      server.directory = PathText.absolute(path, in: folder.source.directory)
    }
    server.problem = problems.first
  }

  /// A text with its variables filled in; empty, and a problem more, when that cannot be done.
  private mutating func resolve(
    _ node: ConfigurationNode, _ problems: inout [ConfigurationError]
  ) -> String {
    do throws(Interpolation.Failure) {
      let result = try interpolation.resolve(node.string ?? "")
      for variable in result.used { secrets.note(variable: variable.name, value: variable.value) }
      guard !result.text.utf8.contains(0) else {
        problems.append(node.error("the value holds a NUL character", remedy: "Remove it"))
        return ""
      }
      return result.text
    } catch {
      problems.append(node.error(error.message, remedy: error.remedy))
      return ""
    }
  }

  private mutating func variables(
    from node: ConfigurationNode, _ problems: inout [ConfigurationError]
  ) -> [(name: String, value: String)] {
    let name = resolve(node, &problems)
    guard !name.isEmpty else { return [] }
    let path = PathText.absolute(name, in: node.source.directory)
    do throws(ConfigurationError) {
      guard let bytes = try files.read(path) else {
        problems.append(node.error("there is no file \(path)", remedy: "Create it or remove the key"))
        return []
      }
      let (variables, bad) = EnvironmentFile.parse(String(decoding: bytes, as: UTF8.self))
      if let line = bad.first {
        problems.append(
          ConfigurationError(
            file: path, line: line, column: 1, key: node.keyPath, message: "not NAME=value"))
      }
      for variable in variables { secrets.note(named: variable.name, value: variable.value) }
      return variables
    } catch {
      problems.append(error)
      return []
    }
  }

  private mutating func noteHeaders(_ headers: ConfigurationNode?) {
    var ignored: [ConfigurationError] = []
    for member in headers?.members ?? [] {
      secrets.note(named: member.key, value: resolve(member.node, &ignored))
    }
  }

  /// Names stand in commands, file names and `server.tool`, so not everything may be in them.
  private mutating func checkName(_ name: String, _ entry: ConfigurationNode) {
    let isFit = name.unicodeScalars.allSatisfy { scalar in
      scalar.value > 0x20 && scalar.value != 0x7F && !(0x80..<0xA0).contains(scalar.value)
        && scalar != "/"
    }
    guard name.isEmpty || !isFit || name.utf8.count > 64 else { return }
    errors.append(
      entry.error(
        "a server's name has 1 to 64 bytes and neither spaces, slashes nor control characters",
        remedy: "Rename it"))
  }

  // MARK: - Settings

  private static func restart(_ node: ConfigurationNode?) -> RestartSettings {
    RestartSettings(
      policy: ConfigurationBuilder.word(node?["policy"]) ?? .onFailure,
      initialDelay: ConfigurationBuilder.duration(node?["initialDelay"]) ?? .milliseconds(500),
      factor: node?["factor"]?.value.double ?? 2,
      maximumDelay: ConfigurationBuilder.duration(node?["maxDelay"]) ?? .seconds(30),
      jitter: node?["jitter"]?.value.double ?? 0,
      maximumRestarts: node?["maxRestarts"]?.value.int ?? 8,
      window: ConfigurationBuilder.duration(node?["window"]) ?? .seconds(300),
      resetAfter: ConfigurationBuilder.duration(node?["resetAfter"]) ?? .seconds(60))
  }

  private static func ready(_ node: ConfigurationNode?) -> ReadySettings {
    ReadySettings(
      probe: node?["probe"]?.string ?? "handshake",
      timeout: ConfigurationBuilder.duration(node?["timeout"]) ?? .seconds(20))
  }

  private static func live(_ node: ConfigurationNode?) -> LiveSettings {
    LiveSettings(
      probe: node?["probe"]?.string ?? "auto",
      period: ConfigurationBuilder.duration(node?["period"]) ?? .seconds(15),
      timeout: ConfigurationBuilder.duration(node?["timeout"]) ?? .seconds(5),
      failures: node?["failures"]?.value.int ?? 3, path: node?["path"]?.string)
  }

  private static func stop(_ node: ConfigurationNode?) -> StopSettings {
    StopSettings(
      stdin: ConfigurationBuilder.duration(node?["stdin"]) ?? .seconds(2),
      term: ConfigurationBuilder.duration(node?["term"]) ?? .seconds(5),
      signal: ConfigurationBuilder.word(node?["signal"]) ?? .terminate)
  }

  private static func dependencies(_ node: ConfigurationNode?) -> [ServerDependency] {
    (node?.members ?? []).map { member in
      ServerDependency(
        server: member.key, condition: ConfigurationBuilder.word(member.node) ?? .ready)
    }
  }
}
