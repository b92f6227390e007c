import Glibc

/// A tmux server of its own with one window, in which a shell runs the program under test.
///
/// Every call waits for tmux, so use it from `onOwnThread`.
final class Tmux: Sendable {
  private let program: String
  private let socket: String
  private let scratch: Scratch

  /// Starts a window of that size that runs `script` with `sh`, and stays when it ends.
  init(_ program: String, columns: Int, rows: Int, script: String, in scratch: Scratch) throws {
    self.program = program
    self.scratch = scratch
    socket = "\(scratch.path)/tmux"
    let settings = try scratch.write(
      """
      set -g default-terminal tmux-256color
      set -g status off
      set -g remain-on-exit on
      set -g escape-time 0

      """, to: "tmux.conf")
    // The shell stays: tmux scrolls the first row away when it says that a pane is dead.
    let file = try scratch.write(script + "\nread -r end\n", to: "window.sh")
    try command(
      [
        "-f", settings, "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)", "-s", "main",
        "/bin/sh \(file)",
      ])
  }

  deinit { _ = try? command(["kill-server"]) }

  /// Types keys by tmux's names for them (`q`, `Enter`, `C-c`, `F2`).
  func press(_ keys: String...) throws { try command(["send-keys", "-t", "main"] + keys) }

  /// The screen as text, a line a row.
  func screen() throws -> String { try command(["capture-pane", "-p", "-t", "main"]) }

  /// Expands a format of tmux, such as `#{alternate_on}`.
  func value(_ format: String) throws -> String {
    let text = try command(["display-message", "-p", "-t", "main", format])
    return text.trimmingSuffix { $0 == "\n" }
  }

  func resize(columns: Int, rows: Int) throws {
    try command(["resize-window", "-t", "main", "-x", "\(columns)", "-y", "\(rows)"])
  }

  /// Waits until the screen holds what `accept` looks for, and gives that screen.
  @discardableResult
  func wait(
    for what: String, within limit: Duration = .seconds(15), _ accept: (String) -> Bool
  ) throws -> String {
    var last = ""
    do {
      return try Deadline(after: limit).wait(for: what) {
        last = try screen()
        return accept(last) ? last : nil
      }
    } catch {
      throw Trouble("\(error); the screen is:\n\(last)")
    }
  }

  @discardableResult
  private func command(_ arguments: [String]) throws -> String {
    let outcome = try Program(
      path: program, arguments: ["-S", socket] + arguments, environment: scratch.environment
    ).runBlocking()
    guard outcome.status == 0 else { throw Trouble("tmux \(arguments): \(outcome)") }
    return outcome.outputText
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(while drop: (Character) -> Bool) -> String {
    var text = String(self)
    while let last = text.last, drop(last) { text.removeLast() }
    return text
  }
}
