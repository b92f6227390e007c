import Synchronization

/// The answer a browser brings: given once, waited for once.
///
/// A mutex, because a cancellation handler may run on any thread and cannot wait.
final class LoopbackAnswer: Sendable {
  private enum State {
    case idle
    case waiting(CheckedContinuation<Result<String, AuthorizationError>, Never>)
    case finished(Result<String, AuthorizationError>)
  }

  private let state = Mutex(State.idle)

  /// Waits for it. Cancelling the task ends that.
  func value() async throws(AuthorizationError) -> String {
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let early = state.withLock { state -> Result<String, AuthorizationError>? in
          if case .finished(let result) = state { return result }
          state = .waiting(continuation)
          return nil
        }
        if let early { continuation.resume(returning: early) }
      }
    } onCancel: {
      finish(.failure(AuthorizationError(.cancelled, "the sign-in was given up")))
    }
    return try result.get()
  }

  /// Gives it; the first one counts.
  func finish(_ result: Result<String, AuthorizationError>) {
    let waiting = state.withLock {
      state -> CheckedContinuation<Result<String, AuthorizationError>, Never>? in
      defer { if case .finished = state {} else { state = .finished(result) } }
      if case .waiting(let continuation) = state { return continuation }
      return nil
    }
    waiting?.resume(returning: result)
  }
}
