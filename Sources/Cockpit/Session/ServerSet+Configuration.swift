import Configuration
import SessionLog
import Supervision

/// The configuration files of this machine, as the rooms below take them.
enum ConfigurationFiles {
  /// A loader that reads the real files and this process's environment.
  static var loader: ConfigurationLoader {
    ConfigurationLoader(
      environment: Surroundings.environment, workingDirectory: Surroundings.directory,
      home: Surroundings.userHome, readFile: { ConfigurationFile.read($0) })
  }
}

extension ServerSet {
  /// The servers of these files, or of those found from the working directory upward, or the built-in ones.
  static func load(configurationFiles: [String]) throws -> ServerSet {
    let configuration: CockpitConfiguration?
    do throws(ConfigurationErrors) {
      configuration = try ConfigurationFiles.loader.load(explicit: configurationFiles)
    } catch {
      let lines = error.errors.map(\.description).joined(separator: "\n")
      throw CommandFailure(code: .usage, message: "the configuration has errors:\n\(lines)")
    }
    guard let configuration else { return .builtIn(home: Surroundings.dataHome) }
    return ServerSet(configuration)
  }

  private init(_ configuration: CockpitConfiguration) {
    let pane = configuration.taskPane
    self.init(
      specifications: configuration.servers.map { entry in
        ServerSpecification(
          entry, taskGraphTool: pane?.server == entry.name ? pane?.tool : nil)
      },
      name: Self.name(of: configuration.files),
      notes: ["configuration: \(configuration.files.joined(separator: ", "))"]
        + configuration.notes,
      redaction: RedactionRules(
        secrets: configuration.secrets, keys: configuration.redactKeys,
        patterns: configuration.redactValues, paths: configuration.redactPaths))
  }

  /// The folder of the last file: the project, as people think of it.
  private static func name(of files: [String]) -> String {
    let parts = files.last?.split(separator: "/") ?? []
    return parts.dropLast().last.map(String.init) ?? "session"
  }
}

extension ServerSpecification {
  /// A configured server as a child process; the built-in task list is recognised by its command.
  fileprivate init(_ entry: ServerEntry, taskGraphTool: String?) {
    let names = entry.environment.map(\.name).sorted()
    var environment = BaseEnvironment.variables
    for variable in entry.environment { environment[variable.name] = variable.value }
    let child = entry.command.map { command in
      ChildSpec(
        program: command, arguments: entry.arguments, environment: environment,
        directory: entry.directory)
    }
    let isTaskList = entry.arguments.starts(with: ["serve", "task-orchestrator"])
    let declaration = ServerDeclaration(
      command: (entry.command.map { [$0] } ?? []) + entry.arguments, directory: entry.directory,
      environmentNames: names, origin: entry.origin,
      taskGraphTool: taskGraphTool ?? (isTaskList ? "get_task_graph" : nil))
    self.init(
      name: entry.name, child: child, declaration: declaration, settings: .init(entry),
      autostart: entry.autostart, dependsOn: entry.dependsOn, problem: entry.problem)
  }
}

extension ServerMachine.Settings {
  fileprivate init(_ entry: ServerEntry) {
    self.init()
    restart.mode = RestartPolicy.Mode(rawValue: entry.restart.policy.rawValue) ?? .onFailure
    restart.initialDelay = entry.restart.initialDelay
    restart.factor = entry.restart.factor
    restart.maximumDelay = entry.restart.maxDelay
    restart.jitter = entry.restart.jitter
    restart.maximumRestarts = entry.restart.maxRestarts
    restart.window = entry.restart.window
    restart.resetAfter = entry.restart.resetAfter
    restart.successExitCodes = Set(entry.successExitCodes)
    stop.input = entry.stop.stdin
    stop.term = entry.stop.term
    stop.signal = entry.stop.signal
    readyTimeout = entry.readyTimeout
    era = ServerMachine.Era(rawValue: entry.era.rawValue) ?? .auto
  }
}
