/// One server with everything that was configured for it, defaults filled in.
package struct ServerEntry: Sendable, Hashable {
  /// Its key in `mcpServers`.
  package var name: String
  /// The program; may be empty when the entry has a `problem`.
  package var command: String
  /// Its arguments, variables resolved.
  package var arguments: [String]
  /// The configured variables, resolved, in the order of the file. Values are never shown.
  package var environment: [EnvironmentVariable]
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
  /// Everything that keeps it from being started, in the order of the file.
  package var problems: [ConfigurationError] = []

  /// Why it cannot be started: the state is `misconfigured`, with this for a reason.
  package var problem: ConfigurationError? { problems.first }
  /// Program and arguments.
  package var commandLine: [String] { [command] + arguments }
  /// The configured variables' names, sorted.
  package var environmentNames: [String] { environment.map(\.name).sorted() }
}

/// A variable of a server's environment.
package struct EnvironmentVariable: Sendable, Hashable {
  /// Its name.
  package var name: String
  /// Its value, which is never shown.
  package var value: String
}
