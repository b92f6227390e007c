import Glibc
import JSON

/// What these tests need of the machine they run on.
enum Machine {
  /// The program under test: `MCP_COCKPIT_BINARY`, else the one built beside this test runner.
  static let binary: String = {
    if let path = environment("MCP_COCKPIT_BINARY") {
      return path.hasPrefix("/") ? path : "\(currentFolder)/\(path)"
    }
    let beside = "\(runnerFolder)/mcp-cockpit"
    return isExecutable(beside) ? beside : "\(top)/.build/debug/mcp-cockpit"
  }()

  /// The client of the conformance suite, built beside the program or beside this test runner.
  static let conformanceClient: String = {
    let beside = "\(runnerFolder)/ConformanceClient"
    return isExecutable(beside) ? beside : "\(top)/.build/debug/ConformanceClient"
  }()

  /// A Python that has the packages `mcp`, `mcp-server-time` and `mcp-server-git`; nil when
  /// `MCP_COCKPIT_PYTHON` is not set.
  static let python: String? = environment("MCP_COCKPIT_PYTHON")

  /// Where tmux is; nil when it is not installed.
  static let tmux: String? = find("tmux")

  /// Where git is; nil when it is not installed.
  static let git: String? = find("git")

  /// The path of a script in `Peers`.
  static func peer(_ name: String) -> String { "\(top)/Tests/EndToEndTests/Peers/\(name)" }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  static func isExecutable(_ path: String) -> Bool { access(path, X_OK) == 0 }

  static func find(_ program: String) -> String? {
    (environment("PATH") ?? "/usr/bin:/bin").split(separator: ":").map { "\($0)/\(program)" }
      .first(where: isExecutable)
  }

  private static let top: String = {
    var parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    parts.removeLast(4)
    return parts.joined(separator: "/")
  }()

  private static let currentFolder: String = {
    guard let path = getcwd(nil, 0) else { return "." }
    defer { free(path) }
    return String(cString: path)
  }()

  private static let runnerFolder: String = {
    guard let path = realpath("/proc/self/exe", nil) else { return "." }
    defer { free(path) }
    let parts = String(cString: path).split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast().joined(separator: "/")
  }()
}
