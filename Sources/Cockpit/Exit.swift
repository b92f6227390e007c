import ArgumentParser
import Glibc
import JSON
import Screen

/// How the program ends, so that scripts can tell one failure from another.
enum ExitStatus: Int32 {
  case ok = 0
  case unexpected = 1
  /// A wrong command line or configuration.
  case usage = 2
  case unreachable = 4
  case toolError = 5
  case notReady = 6
  case interrupted = 130
}

/// A failure the user should read: what, and what to do.
struct CommandFailure: Error {
  let code: ExitStatus
  let message: String
  /// Why a server is not as it should be, in one line; for `--json`.
  var why: String?
  /// Nothing more to say: the output has said it.
  var isSilent = false
}

/// Turns errors into words on stderr and an exit code.
enum Exit {
  /// Says what went wrong and ends the program. With `--json` on the command line, as one JSON line.
  static func report(_ error: any Error) -> Never {
    guard let failure = error as? CommandFailure ?? translated(error) else {
      reportUsage(error)
    }
    if !failure.isSilent {
      if CommandLine.arguments.contains("--json") {
        let value: JSONValue = [
          "code": .int(Int(failure.code.rawValue)), "kind": .string("\(failure.code)"),
          "message": .string(failure.message), "why": .string(failure.why ?? failure.message),
        ]
        Output.error(JSONWriter.string(value))
      } else {
        Output.error("mcp-cockpit: \(failure.message)")
      }
    }
    exit(failure.code.rawValue)
  }

  /// What the parser has to say: help and version on stdout, a usage error on stderr.
  private static func reportUsage(_ error: any Error) -> Never {
    let code = MCPCockpit.exitCode(for: error)
    let text = MCPCockpit.fullMessage(for: error)
    if code.isSuccess {
      Output.line(text)
      exit(ExitStatus.ok.rawValue)
    }
    Output.error(text)
    exit(code == .validationFailure ? ExitStatus.usage.rawValue : ExitStatus.unexpected.rawValue)
  }

  private static func translated(_ error: any Error) -> CommandFailure? {
    if let error = error as? ThemeError {
      return CommandFailure(code: .usage, message: error.description)
    }
    guard let message = ErrorText.message(of: error) else { return nil }
    return CommandFailure(code: .unexpected, message: message)
  }
}
