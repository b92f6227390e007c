import Configuration
import Testing

/// Files in memory. A path is there when it is listed or when something below it is.
struct MemoryFiles: ConfigurationFiles {
  var files: [String: [UInt8]]

  init(_ texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

  func read(_ path: String) throws(ConfigurationError) -> [UInt8]? { files[path] }

  func exists(_ path: String) -> Bool {
    files.keys.contains { $0 == path || $0.hasPrefix(path + "/") }
  }
}

/// Reads `files` with the working directory `/home/ann/project`, whose `.mcp.json` most tests use.
func load(
  _ files: [String: String], explicit: [String] = [], variables: [String: String] = [:],
  workingDirectory: String = "/home/ann/project"
) -> ConfigurationLoader.Outcome {
  ConfigurationLoader(
    files: MemoryFiles(files),
    environment: ["HOME": "/home/ann"].merging(variables) { $1 },
    workingDirectory: workingDirectory
  ).load(explicit: explicit)
}

/// Reads one project file.
func load(
  _ text: String, variables: [String: String] = [:], others: [String: String] = [:]
) -> ConfigurationLoader.Outcome {
  load(
    others.merging(["/home/ann/project/.mcp.json": text]) { $1 }, variables: variables)
}

/// Reads one project file and compares the lines it is complained about with.
func check(
  _ text: String, variables: [String: String] = [:], errors: [String] = [],
  warnings: [String] = [], problems: [String] = [], _ place: SourceLocation = #_sourceLocation
) {
  let outcome = load(text, variables: variables)
  #expect(outcome.errors.map(\.text) == errors, sourceLocation: place)
  #expect(outcome.warnings.map(\.text) == warnings, sourceLocation: place)
  let found = outcome.configuration.servers.flatMap(\.problems).map(\.text)
  #expect(found == problems, sourceLocation: place)
}

extension ConfigurationLoader.Outcome {
  /// The server of that name.
  func server(_ name: String) throws -> ServerEntry {
    try #require(configuration.servers.first { $0.name == name })
  }
}

extension EnvironmentVariable {
  /// `NAME=value`.
  var text: String { "\(name)=\(value)" }
}
