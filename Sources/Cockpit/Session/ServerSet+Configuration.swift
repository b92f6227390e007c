import Configuration
import SessionLog
import Supervision

/// The configuration files of this machine, as the rooms below take them.
enum ConfigurationSources {
  /// A loader that reads the real files and this process's environment.
  static var loader: ConfigurationLoader {
    ConfigurationLoader(
      files: LocalConfigurationFiles(), environment: Surroundings.environment,
      workingDirectory: Surroundings.directory)
  }
}

extension ServerSet {
  /// The servers of these files, or of those found from the working directory upward, or the built-in ones.
  static func load(configurationFiles: [String]) throws -> ServerSet {
    let found = ConfigurationSources.loader.load(explicit: configurationFiles)
    guard found.errors.isEmpty else {
      let lines = found.errors.map(\.text).joined(separator: "\n")
      throw CommandFailure(code: .usage, message: "the configuration has errors:\n\(lines)")
    }
    guard !found.files.isEmpty else { return .builtIn(home: Surroundings.dataHome) }
    return ServerSet(found)
  }

  private init(_ found: ConfigurationLoader.Outcome) {
    let configuration = found.configuration
    let pane = configuration.tasks
    self.init(
      specifications: configuration.servers.map { entry in
        ServerSpecification(
          entry, taskGraphTool: pane?.server == entry.name ? pane?.tool : nil)
      },
      name: found.workspaceFolder.split(separator: "/").last.map(String.init) ?? "session",
      notes: ["configuration: \(found.files.joined(separator: ", "))"]
        + found.warnings.map(\.text),
      look: DashboardLook(
        theme: configuration.ui.theme, records: configuration.record.isEnabled,
        isASCII: configuration.ui.isASCII, isPlain: configuration.ui.isPlain),
      redaction: RedactionRules(
        secrets: found.secrets, keys: configuration.redact.keys,
        patterns: configuration.redact.values, paths: configuration.redact.paths))
  }
}

extension ServerSpecification {
  /// A configured server as a child process; the built-in task list is recognised by its command.
  fileprivate init(_ entry: ServerEntry, taskGraphTool: String?) {
    var environment = BaseEnvironment.variables
    for variable in entry.environment { environment[variable.name] = variable.value }
    let child = ChildSpec(
      program: entry.command, arguments: entry.arguments, environment: environment,
      directory: entry.directory)
    let isTaskList = entry.arguments.starts(with: ["serve", "task-orchestrator"])
    let declaration = ServerDeclaration(
      command: entry.commandLine, directory: entry.directory,
      environmentNames: entry.environmentNames, origin: entry.origin.text,
      taskGraphTool: taskGraphTool ?? (isTaskList ? "get_task_graph" : nil))
    self.init(
      name: entry.name, child: child, declaration: declaration, settings: .init(entry),
      autostart: entry.autostart && !entry.isDisabled, dependsOn: entry.dependsOn.map(\.server),
      problem: entry.problem?.text)
  }
}

extension ServerMachine.Settings {
  fileprivate init(_ entry: ServerEntry) {
    self.init()
    restart.mode = RestartPolicy.Mode(rawValue: entry.restart.policy.rawValue) ?? .onFailure
    restart.initialDelay = entry.restart.initialDelay
    restart.factor = entry.restart.factor
    restart.maximumDelay = entry.restart.maximumDelay
    restart.jitter = entry.restart.jitter
    restart.maximumRestarts = entry.restart.maximumRestarts
    restart.window = entry.restart.window
    restart.resetAfter = entry.restart.resetAfter
    restart.successExitCodes = Set(entry.successExitCodes.compactMap { Int32(exactly: $0) })
    stop.input = entry.stop.stdin
    stop.term = entry.stop.term
    stop.signal = entry.stop.signal.number
    readyTimeout = entry.ready.timeout
    era = ServerMachine.Era(rawValue: entry.era.rawValue) ?? .auto
  }
}
