import EventLoop
import Everything
import MCPServer
import TaskOrchestrator

/// The servers that live in this program, by the names `serve` takes.
enum BuiltInServers {
  static let names = ["everything", "task-orchestrator"]

  /// Assembles a server; its data lives under `home`, else `$MCP_HOME`, else `~/.mcp`.
  static func definition(
    named name: String, home: String?, loop: EventLoop
  ) throws -> ServerDefinition {
    switch name {
    case "everything":
      return EverythingServer.definition(version: Version.current) { try await loop.sleep(for: $0) }
    case "task-orchestrator":
      return try TaskOrchestratorServer.definition(home: home ?? DataHome.path)
    default:
      throw CommandFailure(
        code: .usage,
        message:
          "there is no built-in server \"\(name)\": serve takes \(names.joined(separator: ", "))")
    }
  }
}
