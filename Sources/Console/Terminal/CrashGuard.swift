import CLinux
import Glibc

/// Gives the terminal back when the process dies: a trap, a fatal signal, or `exit()`.
///
/// The work is C, because a signal handler may only make async-signal-safe calls; see
/// `terminal_guard.c`. SIGTERM, SIGHUP and SIGINT arrive through the event loop and leave in order.
package enum CrashGuard {
  /// Sets the guard on a terminal; replaces an earlier one. The calling thread gets an alternate
  /// signal stack, so call it on the thread that draws.
  static func set(
    _ descriptor: Int32, restore: [UInt8], modes: termios, farewell: String
  ) throws(TerminalError) {
    let line = farewell.isEmpty ? "" : farewell + "\r\n"
    let result = restore.withUnsafeBytes { bytes in
      withUnsafePointer(to: modes) { modes in
        bytes.withMemoryRebound(to: CChar.self) { bytes in
          bytes.baseAddress.map { clx_term_guard(descriptor, $0, bytes.count, modes, line) } ?? 0
        }
      }
    }
    guard result == 0 else { throw .system("sigaction", String(cString: strerror(errno))) }
  }

  /// Ends the guard after an orderly leave.
  static func clear() {
    clx_term_unguard()
  }

  /// Restores the terminal at once if it is guarded, for a way out that cannot leave in order.
  /// Safe from any thread and to call twice; true when there was something to restore.
  @discardableResult
  package static func restoreNow() -> Bool {
    clx_term_restore() == 1
  }
}
