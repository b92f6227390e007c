import ArgumentParser
import Configuration

/// The options of every command that runs servers.
struct SessionOptions: ParsableArguments {
  @Option(
    name: .long, help: "A configuration file; may be given several times, later ones win.",
    completion: .file(extensions: ["json"]))
  var config: [String] = []

  /// The servers of the session.
  func serverSet() throws -> ServerSet { try ServerSet.load(configurationFiles: config) }
}

/// A duration on the command line: `500ms`, `30s`, `5m`.
struct DurationArgument: ExpressibleByArgument {
  let duration: Duration

  init?(argument: String) {
    guard let duration = DurationText.parse(argument) else { return nil }
    self.duration = duration
  }

  init(_ duration: Duration) { self.duration = duration }

  var defaultValueDescription: String { DurationText.print(duration) }
}
