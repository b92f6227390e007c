import CLinux
import Glibc

/// Why a child process could not be started, and what to do about it.
package struct SpawnError: Error, Sendable, Equatable {
  /// The part of the start that failed.
  package enum Step: Sendable, Equatable {
    /// Finding the program.
    case search
    /// Making its pipes, process, group, parent tie or standard descriptors: the system is short of something.
    case resources
    /// Entering its working directory.
    case directory
    /// Handing over to the program.
    case execute
    /// Watching the new process.
    case watch
  }

  /// The program as it was asked for.
  package let program: String
  /// Where it failed.
  package let step: Step
  /// The `errno(3)` of the failure.
  package let code: Int32
  /// Names the program, the step and the system's words: `git-mcp: command not found in PATH=/bin`.
  package let message: String
  /// What a person can do: `check the spelling or give an absolute path`.
  package let remedy: String

  init(program: String, step: Step, code: Int32, message: String, remedy: String) {
    self.program = program
    self.step = step
    self.code = code
    self.message = "\(program): \(message)"
    self.remedy = remedy
  }

  /// No file of that name in any folder of PATH.
  static func notFound(_ program: String, path: String) -> SpawnError {
    SpawnError(
      program: program, step: .search, code: ENOENT,
      message: "command not found in PATH=\(path)",
      remedy: "check the spelling or give an absolute path")
  }

  /// A file is there but may not be executed.
  static func notExecutable(_ program: String, file: String) -> SpawnError {
    SpawnError(
      program: program, step: .search, code: EACCES,
      message: "\(file) is not executable", remedy: "chmod +x \(file), or name another program")
  }

  /// Translates what the C shim reports.
  static func failed(_ spec: ChildSpec, file: String, step: Int32, code: Int32) -> SpawnError {
    let reason = String(cString: strerror(code))
    switch UInt32(step) {
    case CLX_SPAWN_DIRECTORY.rawValue:
      return SpawnError(
        program: spec.program, step: .directory, code: code,
        message: "working directory \(spec.directory): \(reason)",
        remedy: "correct cwd, or create the directory")
    case CLX_SPAWN_EXECUTE.rawValue:
      return SpawnError(
        program: spec.program, step: .execute, code: code,
        message: "cannot run \(file): \(reason)", remedy: executeRemedy(file, code))
    default:
      let call = calls[UInt32(step)] ?? "spawn"
      return SpawnError(
        program: spec.program, step: .resources, code: code, message: "\(call): \(reason)",
        remedy: resourceRemedy(code))
    }
  }

  private static let calls: [UInt32: String] = [
    CLX_SPAWN_PIPES.rawValue: "making its pipes",
    CLX_SPAWN_FORK.rawValue: "making its process",
    CLX_SPAWN_GROUP.rawValue: "making its process group",
    CLX_SPAWN_PARENT.rawValue: "tying it to the supervisor",
    CLX_SPAWN_STDIO.rawValue: "connecting its pipes",
    CLX_SPAWN_HANDLE.rawValue: "opening a handle on it",
  ]

  private static func executeRemedy(_ file: String, _ code: Int32) -> String {
    switch code {
    case ENOENT where access(file, F_OK) == 0:
      "the file is there but its interpreter is not: check the first line (#!) of \(file)"
    case ENOENT: "check the path"
    case ENOEXEC: "not a program of this machine: give a script a #! line, or name its interpreter"
    case EACCES: "chmod +x \(file), or name another program"
    case E2BIG: "its arguments and environment are too large: pass less"
    case ETXTBSY: "the file is being written: start again when that is done"
    default: "check that \(file) runs from a shell"
    }
  }

  private static func resourceRemedy(_ code: Int32) -> String {
    switch code {
    case EMFILE, ENFILE: "too many open files: raise ulimit -n, or run fewer servers"
    case EAGAIN: "too many processes: raise ulimit -u, or run fewer servers"
    case ENOMEM: "out of memory: free some, then start again"
    case ENOSYS: "needs Linux 5.9 or later, without a filter on pidfd calls"
    default: "start again; if it stays so, look at the kernel log (dmesg)"
    }
  }
}
