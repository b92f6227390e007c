import ArgumentParser
import CLinux
import EventLoop
import Glibc
import MCPHTTP
import MCPSchema
import MCPServer
import MCPTransport

/// `serve NAME`: runs one built-in server, on stdio until its client closes the connection, or over HTTP until it
/// is told to stop.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Run one of the built-in MCP servers on stdin and stdout, or over HTTP.")

  @Argument(
    help: "The server: \(BuiltInServers.names.joined(separator: ", ")).",
    completion: .list(BuiltInServers.names))
  var name: String

  @Flag(help: "Fill an empty task list with a small example first.")
  var example = false

  @Option(help: "Where the server keeps its data (default: $MCP_HOME, else ~/.mcp).")
  var home: String?

  @OptionGroup(title: "HTTP") var http: HTTPOptions

  func run() throws {
    clx_keep_large_blocks()
    let loop = try EventLoop()
    let folder = home ?? Surroundings.dataHome
    let definition = try BuiltInServers.definition(named: name, home: folder, loop: loop)
    guard let (host, port) = try http.hostAndPort() else {
      return try serve(definition, folder, loop)
    }
    var service = HTTPService(host: host, port: port)
    service.hostNames = http.allowHost
    service.crossOrigins = http.allowOrigin
    service.authorizer = try HTTPGuard.make(http, host: host, port: port, loop: loop)
    try serve(definition, folder, service, loop)
  }

  private func serve(_ definition: ServerDefinition, _ folder: String, _ loop: EventLoop) throws {
    let (name, example, failure) = (name, example, FirstError())
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

  private func serve(
    _ definition: ServerDefinition, _ folder: String, _ service: HTTPService, _ loop: EventLoop
  ) throws {
    let (name, example, failure) = (name, example, FirstError())
    clx_ignore_sigpipe()
    raiseDescriptorLimit()
    // Owner: this function, which runs the loop until the task stops it; signals cancel it.
    let serving = Task(executorPreference: loop) {
      if example { await BuiltInServers.fillExample(named: name, home: folder) }
      do {
        try await MCPServer(definition).run(http: service, loop: loop) { port in
          let host = service.host.contains(":") ? "[\(service.host)]" : service.host
          Output.error("\(name): listening on http://\(host):\(port)/mcp")
        }
      } catch let error as HTTPBindingError {
        failure.note(CommandFailure(code: .usage, message: "--http: \(error.message)"))
      } catch {
        failure.note(error)
      }
      loop.stop()
    }
    let signals = try SignalSource(loop: loop, [SIGTERM, SIGINT, SIGHUP]) { _ in serving.cancel() }
    loop.run()
    signals.close()
    try failure.rethrow()
  }

  /// Every connection needs a descriptor, and the usual soft limit of 1024 is low.
  private func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }
}
