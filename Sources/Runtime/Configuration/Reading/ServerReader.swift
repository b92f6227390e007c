import JSON

/// Makes one server from its entry in `mcpServers`, our own keys for it, and the defaults.
struct ServerReader {
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
      isDisabled: entry["disabled"]?.bool ?? (entry["enabled"]?.bool == false),
      successExitCodes: settings["successExitCodes"]?.elements.compactMap { $0.value.int } ?? [0],
      namespace: own?["namespace"]?.string ?? name,
      watch: own?["watch"]?.elements.compactMap(\.string) ?? [])
    checkName(name, entry, &server.problems)
    let address = entry["url"] ?? entry["serverUrl"] ?? entry["httpUrl"]
    if let remote = address ?? remoteType(entry) {
      server.problems.append(
        remote.error("remote servers are not supported by this version: only command servers run"))
      server.url = address.map { resolve($0, &server.problems) }
      for header in entry["headers"]?.members ?? [] {
        secrets.note(named: header.key, value: resolve(header.node, &server.problems))
      }
    } else {
      readProcess(entry, own, into: &server)
    }
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
        entry.error("command is missing", remedy: "name the program that starts the server"))
    }
    for argument in entry["args"]?.elements ?? [] {
      server.arguments.append(resolve(argument, &problems))
    }
    let environmentFiles = [entry["envFile"]].compactMap(\.self) + (own?["envFile"]?.elements ?? [])
    for file in environmentFiles {
      server.environment += variables(from: file, &problems)
    }
    for member in entry["env"]?.members ?? [] {
      let value = resolve(member.node, &problems)
      if member.key.isEmpty || member.key.utf8.contains(where: { $0 == 0 || $0 == 0x3D }) {
        problems.append(member.node.error("no name for a variable", remedy: "rename it"))
        continue
      }
      secrets.note(named: member.key, value: value)
      server.environment.removeAll { $0.name == member.key }
      server.environment.append(EnvironmentVariable(name: member.key, value: value))
    }
    if let folder = own?["cwd"] ?? entry["cwd"] {
      let path = resolve(folder, &problems)
      server.directory = PathText.absolute(path, in: folder.source.directory)
    }
    server.problems += problems
  }

  /// A text with its variables filled in; empty, and a problem more, when that cannot be done.
  private mutating func resolve(
    _ node: ConfigurationNode, _ problems: inout [ConfigurationError]
  ) -> String {
    do throws(Interpolation.Failure) {
      let result = try interpolation.resolve(node.string ?? "")
      for variable in result.used { secrets.note(variable: variable.name, value: variable.value) }
      guard !result.text.utf8.contains(0) else {
        problems.append(node.error("the value holds a NUL character", remedy: "remove it"))
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
  ) -> [EnvironmentVariable] {
    let name = resolve(node, &problems)
    guard !name.isEmpty else { return [] }
    let path = PathText.absolute(name, in: node.source.directory)
    do throws(ConfigurationError) {
      guard let bytes = try files.read(path) else {
        problems.append(
          node.error("there is no file \(path)", remedy: "create it or remove the key"))
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

  /// Names stand in commands, in file names and before the names of tools.
  private func checkName(
    _ name: String, _ entry: ConfigurationNode, _ problems: inout [ConfigurationError]
  ) {
    let isFit = name.unicodeScalars.allSatisfy { scalar in
      scalar.properties.generalCategory != .control && scalar != "/"
    }
    guard name.isEmpty || !isFit || name.utf8.count > 64 else { return }
    problems.append(
      entry.error(
        "a server's name has 1 to 64 bytes and neither slashes nor control characters",
        remedy: "rename it"))
  }

  // MARK: - Settings

  // The built-in layer is below every file, so each of these keys is there.

  private static func restart(_ node: ConfigurationNode?) -> RestartSettings {
    RestartSettings(
      policy: ConfigurationBuilder.word(node?["policy"]) ?? .no,
      initialDelay: duration(node, "initialDelay"), factor: node?["factor"]?.value.double ?? 1,
      maximumDelay: duration(node, "maxDelay"), jitter: node?["jitter"]?.value.double ?? 0,
      maximumRestarts: node?["maxRestarts"]?.value.int ?? 0, window: duration(node, "window"),
      resetAfter: duration(node, "resetAfter"))
  }

  private static func ready(_ node: ConfigurationNode?) -> ReadySettings {
    ReadySettings(probe: node?["probe"]?.string ?? "", timeout: duration(node, "timeout"))
  }

  private static func live(_ node: ConfigurationNode?) -> LiveSettings {
    LiveSettings(
      probe: node?["probe"]?.string ?? "", period: duration(node, "period"),
      timeout: duration(node, "timeout"), failures: node?["failures"]?.value.int ?? 0,
      path: node?["path"]?.string)
  }

  private static func stop(_ node: ConfigurationNode?) -> StopSettings {
    StopSettings(
      stdin: duration(node, "stdin"), term: duration(node, "term"),
      signal: ConfigurationBuilder.word(node?["signal"]) ?? .terminate)
  }

  private static func duration(_ node: ConfigurationNode?, _ key: String) -> Duration {
    ConfigurationBuilder.duration(node?[key]) ?? .zero
  }

  private static func dependencies(_ node: ConfigurationNode?) -> [ServerDependency] {
    (node?.members ?? []).map { member in
      ServerDependency(
        server: member.key, condition: ConfigurationBuilder.word(member.node) ?? .ready)
    }
  }
}
