/// Every key the program reads. The one table behind checking, hints and reference pages.
enum SettingTable {
  /// A whole file.
  static let file: [Setting] = [
    Setting("$schema", .any),
    Setting("mcpServers", .map(.object(entry + foreign))),
    Setting("cockpit", .object(cockpit)),
  ]

  /// An entry of `mcpServers`, as every client reads it.
  static let entry: [Setting] = [
    Setting("command", .text), Setting("args", .list(.text)), Setting("env", .map(.text)),
    Setting("cwd", .text),
    Setting("type", .choice(["stdio", "http", "sse", "streamable-http", "streamableHttp"])),
    Setting("url", .text), Setting("headers", .map(.text)), Setting("disabled", .flag),
    Setting("envFile", .text),
  ]

  /// Keys of entries that other clients read and we leave alone: Claude Code and Desktop, Cursor,
  /// VS Code, Windsurf, Cline, Gemini CLI, Codex.
  static let foreign: [Setting] = [
    "alwaysAllow", "auth", "autoApprove", "description", "dev", "disabledTools", "displayName",
    "enabled",
    "enabledTools", "excludeTools", "gallery", "headersHelper", "httpUrl", "icon", "iconPath",
    "includeTools", "name", "note", "oauth", "serverUrl", "startupTimeout", "timeout", "title",
    "tools", "transport",
    "transportType", "trust", "version",
  ].map { Setting($0, .any) }

  private static let restart: [Setting] = [
    Setting("policy", .choice(RestartSettings.Policy.allCases.map(\.rawValue))),
    Setting("initialDelay", .duration), Setting("factor", .number(1...100)),
    Setting("maxDelay", .duration), Setting("jitter", .number(0...1)),
    Setting("maxRestarts", .whole(0...1_000_000)), Setting("window", .duration),
    Setting("resetAfter", .duration),
  ]

  private static let probes = [
    "auto", "ping", "discover", "tool", "http", "tcp", "exec", "logLine",
  ]

  private static let server: [Setting] = [
    Setting("restart", .object(restart)),
    Setting(
      "ready",
      .object([
        Setting("probe", .choice(["handshake"])), Setting("timeout", .duration),
      ])),
    Setting(
      "live",
      .object([
        Setting("probe", .choice(probes)), Setting("period", .duration),
        Setting("timeout", .duration), Setting("failures", .whole(1...1000)),
        Setting("path", .text),
      ]), isPending: true),
    Setting(
      "stop",
      .object([
        Setting("stdin", .duration), Setting("term", .duration),
        Setting("signal", .choice(StopSettings.Signal.allCases.map(\.rawValue))),
      ])),
    Setting("era", .choice(ProtocolEra.allCases.map(\.rawValue))),
    Setting("autostart", .flag), Setting("successExitCodes", .list(.whole(0...255))),
  ]

  /// What can be waited for.
  static let conditions = ServerDependency.Condition.allCases.map(\.rawValue)

  private static let ownServer: [Setting] = [
    Setting("dependsOn", .dependencies), Setting("cwd", .text),
    Setting("namespace", .text, isPending: true), Setting("envFile", .list(.text)),
    Setting("watch", .list(.text), isPending: true),
    Setting("cascade", .flag, isPending: true),
  ]

  private static let pane: [Setting] = [
    Setting("server", .text), Setting("tool", .text),
    Setting("args", .anyObject, isPending: true), Setting("every", .duration, isPending: true),
    Setting("staleAfter", .duration, isPending: true),
    Setting("map", .map(.text), isPending: true),
  ]

  private static let ui: [Setting] = [
    Setting("theme", .text), Setting("ascii", .flag),
    Setting("plain", .flag),
    Setting("reducedMotion", .flag, isPending: true),
    Setting("ambiguousWide", .flag, isPending: true), Setting("mouse", .flag, isPending: true),
    Setting("layout", .choice(UISettings.Layout.allCases.map(\.rawValue)), isPending: true),
    Setting("onQuit", .choice(UISettings.OnQuit.allCases.map(\.rawValue)), isPending: true),
    Setting("onHangup", .choice(["stop", "keep"]), isPending: true),
  ]

  /// The sibling key that is ours.
  static let cockpit: [Setting] = [
    Setting("version", .whole(1...1)),
    Setting("defaults", .object(server)),
    Setting("servers", .map(.object(server + ownServer))),
    Setting(
      "panes",
      .object([
        Setting("tasks", .object(pane)), Setting("agents", .object(pane), isPending: true),
        Setting("providers", .object(pane), isPending: true),
      ])),
    Setting(
      "record",
      .object([
        Setting("enabled", .flag), Setting("dir", .text, isPending: true),
        Setting("maxSize", .size, isPending: true),
      ])),
    Setting(
      "redact",
      .object([
        Setting("keys", .list(.text)), Setting("values", .list(.text)),
        Setting("paths", .list(.text)),
      ])),
    Setting("ui", .object(ui)),
  ]
}
