import Glibc

/// The signals these tests send.
enum Signal: Int32, Sendable {
  case hangUp = 1
  case interrupt = 2
  case terminate = 15

  /// Sends it; false when there is no such process.
  func send(to process: Int32) -> Bool { Glibc.kill(process, rawValue) == 0 }

  /// SIGKILL; false when there is no such process.
  static func kill(_ process: Int32) -> Bool { Glibc.kill(process, SIGKILL) == 0 }
}
