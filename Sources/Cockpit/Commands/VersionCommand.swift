import ArgumentParser
import JSON
import MCPSchema

/// `version`: which program this is, and which protocol revisions it speaks.
struct VersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "version", abstract: "Print the version.")

  @Flag(help: "Print JSON.")
  var json = false

  func run() {
    let revisions = Revision.all.map(\.name)
    Output.line(
      json
        ? JSONWriter.pretty([
          "name": "mcp-cockpit", "version": .string(Version.current),
          "revisions": .array(revisions.map { .string($0) }),
        ])
        : "mcp-cockpit \(Version.current)")
  }
}
