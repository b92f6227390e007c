package import JSON

/// Everything that was configured, defaults filled in.
package struct CockpitConfiguration: Sendable, Hashable {
  /// The servers, in the order of the files.
  package var servers: [ServerEntry] = []
  /// The task pane's source, when one is named.
  package var tasks: PaneSettings?
  /// The agent pane's source, when one is named.
  package var agents: PaneSettings?
  /// The provider pane's source, when one is named.
  package var providers: PaneSettings?
  /// What is recorded.
  package var record = RecordSettings()
  /// What is hidden in logs and recordings, besides the secrets found.
  package var redact = RedactSettings()
  /// How the console looks and behaves.
  package var ui = UISettings()

  /// Nothing configured.
  package init() {}
}

/// Where a pane gets its data: a tool called again and again while the pane shows.
package struct PaneSettings: Sendable, Hashable {
  /// The server asked.
  package var server: String?
  /// The tool called.
  package var tool: String?
  /// Its arguments, a JSON object.
  package var arguments: JSONValue
  /// The time between calls.
  package var every: Duration
  /// When an answer counts as old; nil for never.
  package var staleAfter: Duration?
  /// Field name → JSON pointer into the result; empty for the shape of our own servers.
  package var map: [String: String]
}

/// Whether and where sessions are recorded.
package struct RecordSettings: Sendable, Hashable {
  /// Whether recording starts with the session.
  package var isEnabled = false
  /// The folder; nil for the default one.
  package var directory: String?
  /// Bytes after which a new file is begun.
  package var maximumBytes = 256 << 20
}

/// What is hidden in logs and recordings.
package struct RedactSettings: Sendable, Hashable {
  /// Names whose values are hidden.
  package var keys: [String] = []
  /// Regular expressions.
  package var values: [String] = []
  /// JSON paths.
  package var paths: [String] = []
}

/// How the console looks and behaves.
package struct UISettings: Sendable, Hashable {
  /// What quitting does to the servers.
  package enum OnQuit: String, Sendable, Hashable, CaseIterable {
    case ask, leave, stop
  }
  /// Which layout is forced.
  package enum Layout: String, Sendable, Hashable, CaseIterable {
    case auto, stack, side, overview
  }

  /// The theme's name.
  package var theme = "default"
  /// Only ASCII characters.
  package var isASCII = false
  /// No drawing: sentences, for screen readers and dumb terminals.
  package var isPlain = false
  /// No spinners.
  package var hasReducedMotion = false
  /// Ambiguous characters are two columns wide.
  package var hasAmbiguousWide = false
  /// Clicks and drags are read.
  package var usesMouse = false
  /// Which layout is forced.
  package var layout = Layout.auto
  /// What quitting does to the servers.
  package var onQuit = OnQuit.ask
}
