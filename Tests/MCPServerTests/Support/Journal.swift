import JSON
import Synchronization

/// What happened, in order, noted from any thread; a test waits for an entry without polling.
///
/// A wait ends with nil when its test is cancelled, so that a time limit ends the test.
final class Journal: Sendable {
  private struct Waiter {
    var matches: @Sendable ([JSONValue]) -> JSONValue?
    var continuation: CheckedContinuation<JSONValue?, Never>
  }

  private struct State {
    var entries: [JSONValue] = []
    var waiters: [Int: Waiter] = [:]
    var next = 0
  }

  private let state = Mutex(State())

  /// Everything so far.
  var entries: [JSONValue] { state.withLock { $0.entries } }

  /// Adds an entry.
  func note(_ entry: JSONValue) {
    let ready = state.withLock { state in
      state.entries.append(entry)
      var ready: [(CheckedContinuation<JSONValue?, Never>, JSONValue)] = []
      for (id, waiter) in state.waiters {
        guard let found = waiter.matches(state.entries) else { continue }
        ready.append((waiter.continuation, found))
        state.waiters[id] = nil
      }
      return ready
    }
    for (continuation, found) in ready { continuation.resume(returning: found) }
  }

  /// The first entry that matches, once there is one.
  @discardableResult
  func first(where matches: @escaping @Sendable (JSONValue) -> Bool) async -> JSONValue? {
    await wait { $0.first(where: matches) }
  }

  /// The first `count` entries, once there are as many.
  @discardableResult
  func first(_ count: Int) async -> [JSONValue] {
    await wait { $0.count >= count ? .array(Array($0.prefix(count))) : nil }?.array ?? []
  }

  /// Waits until an entry of that text is there.
  func reached(_ text: String) async { await first { $0.string == text } }

  private func wait(
    _ matches: @escaping @Sendable ([JSONValue]) -> JSONValue?
  ) async -> JSONValue? {
    let id = state.withLock { state in
      state.next += 1
      return state.next
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let found: JSONValue?? = state.withLock { state in
          if let found = matches(state.entries) { return found }
          if Task.isCancelled { return .some(nil) }
          state.waiters[id] = Waiter(matches: matches, continuation: continuation)
          return nil
        }
        if let found { continuation.resume(returning: found) }
      }
    } onCancel: {
      let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
      waiter?.continuation.resume(returning: nil)
    }
  }
}
