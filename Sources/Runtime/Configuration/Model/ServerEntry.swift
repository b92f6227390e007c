/// One server with everything that was configured for it, defaults filled in.
package struct ServerEntry: Sendable {
  /// Its key in `mcpServers`.
  package var name: String
  /// The program; empty when the entry has a `problem`.
  package var command: String
  /// Its arguments, variables resolved.
  package var arguments: [String]
  /// The configured variables, resolved, in the order of the file. Values are never shown.
  package var environment: [(name: String, value: String)]
  /// The working directory, absolute.
  package var directory: String
  /// The address of a remote server, else nil.
  package var url: String?
  /// Where the entry stands.
  package var origin: ConfigurationOrigin
  /// When it is started again.
  package var restart: RestartSettings
  /// How it is found ready.
  package var ready: ReadySettings
  /// How it is found well.
  package var live: LiveSettings
  /// How it is stopped.
  package var stop: StopSettings
  /// Which protocol era it speaks.
  package var era: ProtocolEra
  /// What it waits for, in the order of the file.
  package var dependsOn: [ServerDependency]
  /// Whether it starts with the session.
  package var autostart: Bool
  /// Whether the entry says `disabled`.
  package var isDisabled: Bool
  /// Exit codes that are no failure.
  package var successExitCodes: [Int]
  /// What its tools are called under in the gateway; the name by default.
  package var namespace: String
  /// Patterns of files whose change restarts it.
  package var watch: [String]
  /// Why it cannot be started: the state is `misconfigured`, with this for a reason.
  package var problem: ConfigurationError?

  /// Program and arguments.
  package var commandLine: [String] { [command] + arguments }
  /// The configured variables' names, sorted.
  package var environmentNames: [String] { environment.map(\.name).sorted() }
}

extension ServerEntry: Hashable {
  private var variables: [[String]] { environment.map { [$0.name, $0.value] } }

  private var identity: [AnyHashable] {
    [
      name, command, arguments, variables, directory, url, origin, restart, ready, live, stop, era,
      dependsOn, autostart, isDisabled, successExitCodes, namespace, watch, problem,
    ]
  }

  /// Whether everything is the same, the place in the file included.
  package static func == (one: ServerEntry, other: ServerEntry) -> Bool {
    one.identity == other.identity
  }

  /// Feeds everything.
  package func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}
