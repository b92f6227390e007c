import Synchronization

extension EventLoop {
  /// Suspends the calling task for `duration` by this loop's clock. Throws `CancellationError` when cancelled.
  public func sleep(for duration: Duration) async throws {
    let sleeper = Sleeper()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        guard sleeper.begin(continuation) else { return }
        post {
          guard sleeper.isWaiting else { return }
          let timer = self.schedule(after: duration) { sleeper.finish(.success(())) }
          sleeper.timer = timer
        }
      }
    } onCancel: {
      sleeper.finish(.failure(CancellationError()))
      post { if let timer = sleeper.timer { self.cancel(timer) } }
    }
  }

  /// A continuation that is resumed exactly once, whichever of the timer and the cancellation comes first.
  ///
  /// A mutex, because a cancellation handler may run on any thread and cannot wait.
  private final class Sleeper: Sendable {
    private enum State {
      case idle
      case waiting(CheckedContinuation<Void, any Error>)
      case finished
    }

    private let state = Mutex(State.idle)
    private let storedTimer = Mutex<TimerID?>(nil)

    var timer: TimerID? {
      get { storedTimer.withLock { $0 } }
      set { storedTimer.withLock { $0 = newValue } }
    }

    var isWaiting: Bool {
      state.withLock { if case .waiting = $0 { true } else { false } }
    }

    /// Stores the continuation; false when already cancelled, in which case it has been resumed.
    func begin(_ continuation: CheckedContinuation<Void, any Error>) -> Bool {
      let isFinished = state.withLock { state in
        if case .finished = state { return true }
        state = .waiting(continuation)
        return false
      }
      if isFinished { continuation.resume(throwing: CancellationError()) }
      return !isFinished
    }

    func finish(_ result: Result<Void, any Error>) {
      let continuation = state.withLock { state -> CheckedContinuation<Void, any Error>? in
        defer { state = .finished }
        if case .waiting(let continuation) = state { return continuation }
        return nil
      }
      continuation?.resume(with: result)
    }
  }
}
