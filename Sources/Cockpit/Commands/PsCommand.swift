import ArgumentParser
import Glibc
import JSON
import SessionLog
import Supervision

/// `ps`: how the servers of the configuration start.
struct PsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ps", abstract: "Start the servers, show how each of them stands, and stop them.",
    discussion: "Exit code 6: some server that should start did not become ready.")

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: "How long the servers may take to settle.")
  var timeout = DurationArgument(.seconds(20))

  @OptionGroup var session: SessionOptions

  func run() throws {
    let (json, limit) = (json, timeout.duration)
    let specifications = try session.serverSet().specifications
    try CommandSession.run(specifications) { supervisor in
      _ = await supervisor.settled(timeout: limit)
      let servers = await supervisor.snapshots
      Output.line(json ? Self.document(servers) : Self.table(servers))
      let broken = servers.filter { $0.status != .ready && $0.status != .disabled }
      if !broken.isEmpty {
        throw CommandFailure(
          code: .notReady,
          message: broken.map { CommandSession.explanation(of: $0) }
            .joined(separator: "\n"), isSilent: json)
      }
    }
  }

  private static func document(_ servers: [ServerSnapshot]) -> String {
    JSONWriter.pretty([
      "supervisor": ["pid": .int(Int(getpid())), "version": .string(Version.current)],
      "servers": .array(servers.map { value(of: $0) }),
    ])
  }

  private static func value(of server: ServerSnapshot) -> JSONValue {
    .object([
      "name": .string(server.name), "state": .string(server.status.rawValue),
      "why": .string(server.why), "remedy": server.remedy.map { .string($0) } ?? .null,
      "pid": server.pid.map { .int(Int($0)) } ?? .null, "generation": .int(server.generation),
      "revision": server.revision.map { .string($0) } ?? .null,
      "handshake": server.handshake.map { .string($0) } ?? .null,
      "restarts": .int(server.restarts), "restartLimit": .int(server.restartLimit),
      "command": .array(server.declaration.command.map { .string($0) }),
      "directory": .string(server.declaration.directory),
      "environment": .array(server.declaration.environmentNames.map { .string($0) }),
      "origin": .string(server.declaration.origin),
      "stderr": .array(server.stderr.map { .string($0) }),
    ])
  }

  private static func table(_ servers: [ServerSnapshot]) -> String {
    let head = ["NAME", "STATE", "PID", "REVISION", "WHY"]
    return CommandTable.text(
      [head]
        + servers.map { server in
          [
            server.name, server.status.rawValue, server.pid.map(String.init) ?? "-",
            server.revision ?? "-", server.status == .ready ? "" : server.why,
          ]
        })
  }
}
