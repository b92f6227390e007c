package import SessionLog

/// One server as the supervisor runs it: nothing left to look up or guess.
package struct ServerSpecification: Sendable, Equatable {
  /// The name it has in the session.
  package var name: String
  /// What to start; nil when `problem` says why it cannot be started.
  package var child: ChildSpec?
  /// What the session tells of it, without any environment value.
  package var declaration: ServerDeclaration
  /// What shapes its life.
  package var settings: ServerMachine.Settings
  /// Whether it starts with the session.
  package var autostart: Bool
  /// Servers that must be ready before it starts.
  package var dependsOn: [String]
  /// Why it cannot be started, with the place to mend; nil when it can.
  package var problem: String?

  /// Makes a specification.
  package init(
    name: String, child: ChildSpec?, declaration: ServerDeclaration,
    settings: ServerMachine.Settings = .init(), autostart: Bool = true, dependsOn: [String] = [],
    problem: String? = nil
  ) {
    self.name = name
    self.child = child
    self.declaration = declaration
    self.settings = settings
    self.autostart = autostart
    self.dependsOn = dependsOn
    self.problem = problem
  }
}
