import ArgumentParser
import Glibc

/// The program: parses the command line and hands over to a subcommand.
@main
struct MCPCockpit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp-cockpit",
    abstract: "A terminal operations console for the Model Context Protocol.",
    discussion: """
      Without a command it starts the servers and shows the dashboard (up).

      Exit codes: 0 ok, 1 unexpected, 2 usage or configuration, 4 unreachable, 5 tool error,
      6 not ready in time, 130 interrupted.
      """,
    version: "mcp-cockpit \(Version.current)",
    subcommands: [
      UpCommand.self, DemoCommand.self, ServeCommand.self, CallCommand.self, ToolsCommand.self,
      PsCommand.self, ReplayCommand.self, ValidateCommand.self, VersionCommand.self,
      CompletionCommand.self,
    ],
    defaultSubcommand: UpCommand.self)

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Exit.report(error)
    }
  }
}
