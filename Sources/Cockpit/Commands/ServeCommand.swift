import ArgumentParser
import EventLoop
import MCPSchema
import MCPServer
import MCPTransport

/// `serve NAME`: runs one built-in server on stdio until its client closes the connection.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run one of the built-in MCP servers on stdin and stdout.")

  @Argument(
    help: "The server: \(BuiltInServers.names.joined(separator: ", ")).",
    completion: .list(BuiltInServers.names))
  var name: String

  @Flag(help: "Fill an empty task list with a small example first.")
  var example = false

  @Option(help: "Where the server keeps its data (default: $MCP_HOME, else ~/.mcp).")
  var home: String?

  func run() throws {
    let loop = try EventLoop()
    let (name, example, folder) = (name, example, home ?? Surroundings.dataHome)
    let definition = try BuiltInServers.definition(named: name, home: folder, loop: loop)
    let failure = FirstError()
    // Owner: this function, which runs the loop until the task stops it.
    Task(executorPreference: loop) {
      if example { await BuiltInServers.fillExample(named: name, home: folder) }
      do throws(SystemError) {
        let transport = try PipeTransport.ownStdio(loop: loop)
        let reason = await MCPServer(definition).run(on: transport, loop: loop) { problem, _ in
          Output.error("\(definition.info.name): ignored: \(problem)")
        }
        if let reason { Output.error("\(definition.info.name): \(reason)") }
      } catch {
        failure.note(error)
      }
      loop.stop()
    }
    loop.run()
    try failure.rethrow()
  }
}
