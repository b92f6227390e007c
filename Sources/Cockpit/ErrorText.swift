import EventLoop
import MCPClient
import Storage

/// The words of the errors that rooms below throw.
enum ErrorText {
  /// What the error says; nil for one this program does not know.
  static func message(of error: any Error) -> String? {
    switch error {
    case let error as SystemError: error.message
    case let error as ClientError: error.message
    case let error as StorageError: error.message
    default: nil
    }
  }
}
