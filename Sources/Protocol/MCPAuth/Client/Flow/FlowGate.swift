import Synchronization

/// Lets one authorization at a time through; the others wait in order.
///
/// A mutex, because a cancellation handler may run on any thread and cannot wait.
final class FlowGate: Sendable {
  private struct State {
    var isTaken = false
    var waiting: [(id: Int, continuation: CheckedContinuation<Bool, Never>)] = []
    /// Cancelled before they began to wait.
    var cancelled: Set<Int> = []
    var nextID = 0
  }

  private let state = Mutex(State())

  /// Waits for its turn; false when the task was cancelled, and then there is nothing to leave.
  func enter() async -> Bool {
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
    let isIn = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        if let answer = admit(id, continuation) { continuation.resume(returning: answer) }
      }
    } onCancel: {
      giveUp(id)?.resume(returning: false)
    }
    state.withLock { _ = $0.cancelled.remove(id) }
    return isIn
  }

  /// Lets the next one in.
  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Bool, Never>? in
      guard !state.waiting.isEmpty else {
        state.isTaken = false
        return nil
      }
      return state.waiting.removeFirst().continuation
    }
    next?.resume(returning: true)
  }

  private func admit(_ id: Int, _ continuation: CheckedContinuation<Bool, Never>) -> Bool? {
    state.withLock { state in
      if state.cancelled.contains(id) { return false }
      if !state.isTaken {
        state.isTaken = true
        return true
      }
      state.waiting.append((id, continuation))
      return nil
    }
  }

  private func giveUp(_ id: Int) -> CheckedContinuation<Bool, Never>? {
    state.withLock { state in
      guard let place = state.waiting.firstIndex(where: { $0.id == id }) else {
        state.cancelled.insert(id)
        return nil
      }
      return state.waiting.remove(at: place).continuation
    }
  }
}
