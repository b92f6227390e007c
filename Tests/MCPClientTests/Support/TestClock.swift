import Basics
import MCPClient
import Synchronization

/// A clock that stands still until it is moved. Sleeping may move it by itself.
final class TestClock: Sendable {
  private struct Timer {
    let number: Int
    let deadline: MonotonicInstant
    let work: @Sendable () -> Void
  }

  private struct State {
    var now = MonotonicInstant(nanoseconds: 1_000_000_000)
    var timers: [Timer] = []
    var nextNumber = 0
    var waits: [Duration] = []
    var sleepsPass = true
  }

  private let state = Mutex(State())

  /// How long was slept, in order.
  var waits: [Duration] { state.withLock { $0.waits } }
  var now: MonotonicInstant { state.withLock { $0.now } }

  /// From now on sleeping lasts until the clock is moved.
  func holdSleepers() { state.withLock { $0.sleepsPass = false } }

  /// Moves the clock and runs what has become due, in order. On the loop only.
  func advance(by duration: Duration) {
    let target = now + duration
    while let work = nextDue(target) { work() }
    state.withLock { $0.now = target }
  }

  private func nextDue(_ target: MonotonicInstant) -> (@Sendable () -> Void)? {
    state.withLock { state in
      let due = state.timers.filter { $0.deadline <= target }
      guard let next = due.min(by: { ($0.deadline, $0.number) < ($1.deadline, $1.number) }) else {
        return nil
      }
      state.timers.removeAll { $0.number == next.number }
      state.now = max(state.now, next.deadline)
      return next.work
    }
  }

  private func add(_ delay: Duration, _ work: @escaping @Sendable () -> Void) -> Int {
    state.withLock { state in
      state.nextNumber += 1
      state.timers.append(
        Timer(number: state.nextNumber, deadline: state.now + delay, work: work))
      return state.nextNumber
    }
  }

  private func cancel(_ number: Int) {
    state.withLock { $0.timers.removeAll { $0.number == number } }
  }

  private func sleep(_ duration: Duration) async throws {
    try Task.checkCancellation()
    let passes = state.withLock { state in
      state.waits.append(duration)
      if state.sleepsPass { state.now = state.now + duration }
      return state.sleepsPass
    }
    if passes { return await Task.yield() }
    let sleeper = Sleeper()
    let number = add(duration) { sleeper.finish() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { sleeper.begin($0) }
    } onCancel: {
      sleeper.finish()
    }
    cancel(number)
    try Task.checkCancellation()
  }

  /// The clock as a client takes it.
  var clientClock: ClientClock {
    ClientClock(
      now: { self.now }, sleep: { try await self.sleep($0) },
      schedule: { delay, work in
        let number = self.add(delay, work)
        return { self.cancel(number) }
      })
  }

  private final class Sleeper: Sendable {
    private enum State {
      case idle, finished
      case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.idle)

    func begin(_ continuation: CheckedContinuation<Void, Never>) {
      let isFinished = state.withLock { state in
        if case .finished = state { return true }
        state = .waiting(continuation)
        return false
      }
      if isFinished { continuation.resume() }
    }

    func finish() {
      let continuation = state.withLock { state -> CheckedContinuation<Void, Never>? in
        defer { state = .finished }
        if case .waiting(let continuation) = state { return continuation }
        return nil
      }
      continuation?.resume()
    }
  }
}
