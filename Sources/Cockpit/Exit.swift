import ArgumentParser
import Glibc

/// How the program ends: data on stdout, everything else on stderr, and a code that scripts can tell apart.
enum ExitCodeValue: Int32 {
  case ok = 0
  case unexpected = 1
  case usage = 2
  case authenticationNeeded = 3
  case unreachable = 4
  case toolError = 5
  case notReady = 6
  case checkFailed = 7
  case interrupted = 130
}

/// A failure the user should read: what, and what to do.
struct CommandFailure: Error {
  let code: ExitCodeValue
  let message: String
}

/// Turns errors into words on stderr and an exit code.
enum Exit {
  /// Prints the error where it belongs and ends the program.
  static func report(_ error: any Error) -> Never {
    if let failure = error as? CommandFailure {
      standardError("mcp-cockpit: \(failure.message)")
      exit(failure.code.rawValue)
    }
    let code = MCPCockpit.exitCode(for: error)
    let text = MCPCockpit.fullMessage(for: error)
    if code.isSuccess {
      standardOutput(text)
      exit(0)
    }
    standardError(text)
    exit(code == .validationFailure ? ExitCodeValue.usage.rawValue : code.rawValue)
  }

  /// Writes a line to stderr.
  static func standardError(_ text: String) { write(text + "\n", to: 2) }

  /// Writes a line to stdout.
  static func standardOutput(_ text: String) { write(text + "\n", to: 1) }

  /// Writes all of `text`; a reader that has gone away ends the output quietly.
  static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}
