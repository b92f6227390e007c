import JSONRPC
import MCPClient
import Testing

/// Makes a call that should fail, and gives why it did.
func failure<Value>(_ call: () async throws -> Value) async -> ClientError? {
  do {
    _ = try await call()
    return nil
  } catch { return error as? ClientError }
}

extension ClientError {
  /// The kind of a local failure.
  var localCode: SessionError.Code? {
    if case .local(let error) = self { error.code } else { nil }
  }
}
