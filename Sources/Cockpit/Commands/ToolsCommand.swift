import ArgumentParser
import JSON
import MCPClient
import MCPSchema
import Supervision

/// `tools [SERVER]`: what can be called.
struct ToolsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tools", abstract: "List the tools of one server or of all.")

  @Argument(help: "The server; all when left out.")
  var server: String?

  @Flag(help: "Print the definitions as JSON, schemas included.")
  var json = false

  @Option(help: "How long the servers may take to become ready.")
  var timeout = DurationArgument(.seconds(60))

  @OptionGroup var session: SessionOptions

  func run() throws {
    let (server, json, limit) = (server, json, timeout.duration)
    let set = try session.serverSet()
    let specifications = try server.map { try set.specifications(needed: $0) } ?? set.specifications
    try CommandSession.run(specifications) { supervisor in
      let names = server.map { [$0] } ?? specifications.map(\.name)
      var listed: [(String, [ToolDescription])] = []
      var problems: [CommandFailure] = []
      for name in names {
        do {
          try await CommandSession.waitUntilReady(name, supervisor, timeout: limit)
          listed.append((name, try await supervisor.listTools(server: name)))
        } catch let failure as CommandFailure {
          problems.append(failure)
        }
      }
      Output.line(json ? Self.document(listed) : Self.table(listed))
      for problem in problems.dropLast() { Output.error("mcp-cockpit: \(problem.message)") }
      if let last = problems.last { throw last }
    }
  }

  private static func document(_ listed: [(String, [ToolDescription])]) -> String {
    let servers = listed.map { name, tools -> JSONValue in
      ["server": .string(name), "tools": .array(tools.map { .object($0.definition) })]
    }
    return JSONWriter.pretty(["servers": .array(servers)])
  }

  private static func table(_ listed: [(String, [ToolDescription])]) -> String {
    let rows = listed.flatMap { server, tools in
      tools.map { ("\(server).\($0.name)", $0.description) }
    }
    return CommandTable.text(rows.map { [$0.0, $0.1] })
  }
}
