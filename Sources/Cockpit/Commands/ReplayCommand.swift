import ArgumentParser
import ConsoleState
import SessionLog

/// `replay FILE`: a recorded session in the same panes.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Show a recorded session.",
    discussion: """
      Space plays and pauses, . and , step, > and < change the speed, { and } go to the problem
      before and after. Recordings lie in $XDG_STATE_HOME/cockpit/sessions.
      """)

  @Argument(help: "The session file.", completion: .file(extensions: ["jsonl"]))
  var file: String

  @OptionGroup var options: ReplayOptions

  func run() throws {
    let contents: SessionFileReader.Contents
    do throws(SessionFileError) {
      contents = try SessionFileReader.load(file)
    } catch {
      throw CommandFailure(code: .usage, message: error.message)
    }
    guard !contents.events.isEmpty else {
      let problem = contents.problems.first.map { " (line \($0.line): \($0.message))" } ?? ""
      throw CommandFailure(code: .usage, message: "\(file) holds no events\(problem)")
    }
    try ReplaySession.run(contents, file: file, options)
  }
}

/// The options of a replay.
struct ReplayOptions: ParsableArguments {
  @Option(help: "The theme: default, dark, light, mono, or a file in the themes folder.")
  var theme = "default"

  @Flag(help: "Use only ASCII characters.")
  var ascii = false
}
