import ArgumentParser
import EventLoop
import MCPServer
import MCPTransport

/// `serve NAME`: runs one in-tree server on stdio until its client closes the connection.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run one of the built-in MCP servers on stdin and stdout.")

  @Argument(help: "The server: \(BuiltInServers.names.joined(separator: ", ")).")
  var name: String

  @Option(help: "Where the server keeps its data (default: $MCP_HOME, else ~/.mcp).")
  var home: String?

  func run() throws {
    let loop = try EventLoop()
    let definition = try BuiltInServers.definition(named: name, home: home, loop: loop)
    let transport = try PipeTransport.ownStdio(loop: loop)
    // Owner: this function, which runs the loop until the task stops it.
    Task(executorPreference: loop) {
      let reason = await MCPServer(definition).run(on: transport, loop: loop) { problem, _ in
        Exit.standardError("\(definition.info.name): ignored: \(problem)")
      }
      if let reason { Exit.standardError("\(definition.info.name): \(reason)") }
      loop.stop()
    }
    loop.run()
  }
}
