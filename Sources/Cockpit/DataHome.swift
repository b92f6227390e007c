import Glibc

/// Where the built-in servers keep their data.
enum DataHome {
  /// `$MCP_HOME`, else `~/.mcp`.
  static var path: String {
    if let home = environment("MCP_HOME") { return home }
    return (environment("HOME") ?? ".") + "/.mcp"
  }

  /// A variable of this process's environment; nil when unset or empty.
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}
