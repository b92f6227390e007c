import EventLoop
import Everything
import FoundationEssentials
import MCPServer
import SessionLog
import Supervision
import TaskOrchestrator

/// The servers that live in this program, by the names `serve` takes.
enum BuiltInServers {
  static let names = ["everything", "task-orchestrator"]

  /// Assembles a server whose data lives under `home`.
  static func definition(
    named name: String, home: String, loop: EventLoop
  ) throws -> ServerDefinition {
    switch name {
    case "everything":
      return EverythingServer.definition(version: Version.current) { try await loop.sleep(for: $0) }
    case "task-orchestrator":
      return try TaskOrchestratorServer.definition(
        home: home, version: Version.current, directory: Surroundings.directory,
        environment: Surroundings.environment, now: { Date() })
    default:
      let known = names.joined(separator: ", ")
      throw CommandFailure(
        code: .usage, message: "there is no built-in server \"\(name)\": serve takes \(known)")
    }
  }

  /// The built-in servers as children of this program, each started as `serve NAME`.
  static func specifications(home: String) -> [ServerSpecification] {
    names.map { name in
      let command = [Surroundings.program, "serve", name, "--example", "--home", home]
      let child = ChildSpec(
        program: command[0], arguments: Array(command.dropFirst()),
        environment: BaseEnvironment.variables, directory: Surroundings.directory)
      let declaration = ServerDeclaration(
        command: ["mcp-cockpit"] + command.dropFirst(), directory: child.directory,
        environmentNames: [], origin: "built-in",
        taskGraphTool: name == "task-orchestrator" ? "get_task_graph" : nil)
      return ServerSpecification(name: name, child: child, declaration: declaration)
    }
  }

  /// Puts a small task graph into an empty task list; what stands in the way is said on stderr.
  static func fillExample(named name: String, home: String) async {
    guard name == "task-orchestrator" else { return }
    do {
      _ = try await TaskOrchestratorServer.seedDemoGraph(home: home, now: { Date() })
    } catch {
      Output.error("no example tasks: \(ErrorText.message(of: error) ?? "\(error)")")
    }
  }
}
