import ArgumentParser
import Glibc

/// The program: parses the command line and hands over to a subcommand.
@main
struct MCPCockpit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mcp-cockpit",
    abstract: "A terminal operations console for the Model Context Protocol.",
    discussion: "Without a command it starts the dashboard (up).",
    version: Version.current,
    subcommands: [ServeCommand.self])

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      Exit.report(error)
    }
  }
}
