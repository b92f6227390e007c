import ArgumentParser
import Configuration
import JSON

/// `validate [FILE…]`: what is wrong with the configuration, without starting anything.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Check configuration files without starting anything.",
    discussion:
      "Without files it checks the ones that up would read. Exit code 2: there are errors.")

  @Argument(help: "Configuration files.", completion: .file(extensions: ["json"]))
  var files: [String] = []

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let loader = ConfigurationSources.loader
    let found = files.isEmpty ? loader.load() : loader.load(only: files)
    let (read, errors) = (found.files, found.allProblems)
    for warning in found.warnings { Output.error("mcp-cockpit: \(warning.text)") }
    if json {
      Output.line(Self.document(read, errors))
    } else if errors.isEmpty {
      Output.line(
        read.isEmpty
          ? "no configuration found: up would run the built-in servers"
          : "no errors in \(read.joined(separator: ", "))")
    }
    if !errors.isEmpty {
      throw CommandFailure(
        code: .usage, message: errors.map(\.text).joined(separator: "\n"), isSilent: json)
    }
  }

  private static func document(_ files: [String], _ errors: [ConfigurationError]) -> String {
    JSONWriter.pretty([
      "files": .array(files.map { .string($0) }),
      "errors": .array(
        errors.map { error in
          .object([
            "file": .string(error.file), "line": .int(error.line), "column": .int(error.column),
            "key": .string(error.key), "message": .string(error.message),
            "remedy": .string(error.remedy),
          ])
        }),
    ])
  }
}
