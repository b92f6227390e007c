import Glibc

/// A system call that failed, and why.
public struct SystemError: Error, Hashable, Sendable {
  /// The call and what it was about: `open ~/.mcp/tasks.db`.
  public let call: String
  /// The error number of `errno(3)`.
  public let code: Int32

  /// Makes an error from a call and an error number.
  public init(call: String, code: Int32) {
    self.call = call
    self.code = code
  }

  /// Takes the calling thread's current error number.
  package static func last(_ call: String) -> SystemError { SystemError(call: call, code: errno) }

  /// The call and the system's words for the error: `open x: No space left on device`.
  public var message: String { "\(call): \(String(cString: strerror(code)))" }
}
