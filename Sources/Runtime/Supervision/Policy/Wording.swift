/// The short words and remedies the why page shows. One place, so that every pane says the same.
package enum Wording {
  /// How a process ended: `exit 128`, `signal KILL`.
  package static func exit(code: Int32?, signal: Int32?) -> String {
    if let signal { return "signal \(signalName(signal))" }
    return "exit \(code ?? 0)"
  }

  /// What a person can do about an ending; nil for one that needs nothing. `ready` is whether the server
  /// had been ready. Exit codes 126 and 127: POSIX shell command language, §2.8.2.
  package static func remedy(code: Int32?, signal: Int32?, ready: Bool) -> String? {
    switch (code, signal) {
    case (_, .some(9)):
      "killed from outside, often for want of memory: look at the kernel log (dmesg) and its limits"
    case (_, .some): "it crashed: read its last stderr lines"
    case (.some(127), _):
      "it could not find a program it starts: check the command, its arguments and PATH"
    case (.some(126), _):
      "a program it starts may not be executed: check its permissions (chmod +x) and #! line"
    case (.some(0), _) where ready: nil
    case (.some(0), _):
      "it ended before the handshake: check that its arguments make it serve MCP on stdio"
    case (_, _) where ready: "read its last stderr lines"
    default:
      "it ended on start: read its last stderr lines, then check its arguments and environment"
    }
  }

  /// The remedy for a handshake that took too long.
  package static let slowHandshake =
    "starts slowly? raise cockpit.defaults.ready.timeout; else check that it speaks MCP on stdio"

  /// The remedy for a failed handshake.
  package static let failedHandshake =
    "check that its command starts an MCP server; its messages are in the log"

  /// The remedy for a server that closed its stdout and runs on.
  package static let closedOutput =
    "it closed its stdout, so it cannot answer any more: read its last stderr lines"

  /// The remedy for a server nothing will start again but a person.
  package static let startAgain = "press s to start it again after fixing it"

  /// A signal's name without `SIG`, or its number. Source: signal(7), x86 and ARM numbers.
  package static func signalName(_ number: Int32) -> String {
    let names: [Int32: String] = [
      1: "HUP", 2: "INT", 3: "QUIT", 4: "ILL", 5: "TRAP", 6: "ABRT", 7: "BUS", 8: "FPE", 9: "KILL",
      10: "USR1", 11: "SEGV", 12: "USR2", 13: "PIPE", 14: "ALRM", 15: "TERM", 24: "XCPU",
      25: "XFSZ",
      31: "SYS",
    ]
    return names[number] ?? "\(number)"
  }

  /// A duration in its largest whole unit: `20s`, `1500ms`, `5m`.
  package static func duration(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    if attoseconds != 0 {
      return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000)ms"
    }
    return seconds != 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
  }
}
