import JSON
import Synchronization

/// What a client saw besides answers, and what tools did to pass the time.
enum Event: Sendable, Hashable {
  /// A notification that belongs to a request.
  case notified(String, JSONValue)
  /// A notification that belongs to no request.
  case told(String, JSONValue)
  /// A question, by a request of its own or inside a result.
  case asked(String, JSONValue)
  /// The stream of a request was closed before its answer.
  case closed(retry: Duration)
  /// A tool waited.
  case paused(Duration)
}

/// Everything that happened, in order. A mutex, since tools may run anywhere.
final class Journal: Sendable {
  private struct Waiter {
    let count: Int
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var events: [Event] = []
    var waiters: [Int: Waiter] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  func add(_ event: Event) {
    let ready = state.withLock { state in
      state.events.append(event)
      let count = state.events.count
      let ready = state.waiters.filter { $0.value.count <= count }
      for id in ready.keys { state.waiters[id] = nil }
      return ready.values.map(\.continuation)
    }
    for continuation in ready { continuation.resume() }
  }

  /// Everything so far.
  var events: [Event] { state.withLock { $0.events } }

  /// The first `count` events, once there are as many; fewer when the test has run out of time.
  func events(_ count: Int) async -> [Event] {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.events.count >= count || Task.isCancelled { return true }
          state.waiters[id] = Waiter(count: count, continuation: continuation)
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume()
    }
    return Array(events.prefix(count))
  }
}
