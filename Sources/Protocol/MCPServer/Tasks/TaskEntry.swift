import Basics
package import JSON
package import JSONRPC
package import MCPSchema
import Synchronization

/// One task: a call that goes on after it was answered (mcp-protocol §8).
///
/// Its state moves forward only, and ends once: by its work, by a cancellation, or by its time running out.
package final class TaskEntry: Sendable {
  /// How the work ended.
  package enum Ending: Sendable {
    case result(ToolResult)
    case error(JSONRPCError)
    case cancelled
  }

  private struct State: Sendable {
    var ending: Ending?
    var version = 0
    var updatedMs: Int64
    var questions: [InputRequired.Question] = []
    var answers: [String: InputResponse] = [:]
    var asking: CheckedContinuation<Void, any Error>?
    /// Owner: this entry, from `start` until the work has ended; `cancel` cancels it.
    var runner: Task<Void, Never>?
    var watchers: [Int: CheckedContinuation<Void, Never>] = [:]
    var nextWatcher = 0
  }

  /// What it is known by; nobody can guess it.
  package let id: String
  /// To whom it belongs; empty without authorization.
  let owner: String
  let createdMs: Int64
  let timeToLiveMs: Int
  private let pollIntervalMs: Int
  private let clock: @Sendable () -> Int64
  private let changed: @Sendable (TaskEntry) -> Void
  /// A mutex because the work may run on any executor while the loop answers questions about it.
  private let state: Mutex<State>

  /// Makes a task whose work has yet to begin; `changed` hears of every change, on the thread that makes it.
  package init(
    id: String, owner: String, timeToLiveMs: Int, pollIntervalMs: Int,
    clock: @escaping @Sendable () -> Int64, changed: @escaping @Sendable (TaskEntry) -> Void
  ) {
    self.id = id
    self.owner = owner
    self.timeToLiveMs = timeToLiveMs
    self.pollIntervalMs = pollIntervalMs
    self.clock = clock
    self.changed = changed
    createdMs = clock()
    state = Mutex(State(updatedMs: createdMs))
  }

  /// Whether its time is over.
  package var isExpired: Bool { clock() > createdMs + Int64(timeToLiveMs) }
  /// How it ended; nil while it has not.
  package var ending: Ending? { state.withLock { $0.ending } }
  /// What is asked of the client now.
  package var questions: [InputRequired.Question] { state.withLock { $0.questions } }
  /// How often it has changed, to be given to `change(since:)`.
  package var version: Int { state.withLock { $0.version } }

  // MARK: The work

  /// Hands over the work, which is cancelled when the task ends before it does.
  package func start(_ runner: Task<Void, Never>) {
    let isOver = state.withLock { state in
      state.runner = state.ending == nil ? runner : nil
      return state.ending != nil
    }
    if isOver { runner.cancel() }
  }

  /// Ends the task, unless it has ended already.
  package func end(_ ending: Ending) {
    var asking: CheckedContinuation<Void, any Error>?
    var runner: Task<Void, Never>?
    let isFirst = change { state in
      guard state.ending == nil else { return false }
      state.ending = ending
      state.questions = []
      swap(&asking, &state.asking)
      swap(&runner, &state.runner)
      return true
    }
    guard isFirst else { return }
    asking?.resume(throwing: CancellationError())
    // Work that ends the task itself has come to its end anyway.
    runner?.cancel()
  }

  /// Asks the client, through whichever way it looks at the task, and waits for every answer. One at a time:
  /// throws `CancellationError` while other questions are open, and once the task has ended.
  package func ask(_ wanted: [InputRequired.Question]) async throws -> [String: InputResponse] {
    // A key means one question for the whole life of a task: its answer is kept.
    let given = answers(to: wanted)
    let open = wanted.filter { question in
      given[question.key].map { !question.request.accepts($0) } ?? true
    }
    if open.isEmpty { return given }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let isAsked = change { state in
          guard state.ending == nil, state.asking == nil, !Task.isCancelled else { return false }
          state.questions = open
          state.asking = continuation
          return true
        }
        if !isAsked { continuation.resume(throwing: CancellationError()) }
      }
    } onCancel: {
      var asking: CheckedContinuation<Void, any Error>?
      _ = change { state in
        swap(&asking, &state.asking)
        if asking != nil { state.questions = [] }
        return asking != nil
      }
      asking?.resume(throwing: CancellationError())
    }
    return answers(to: wanted)
  }

  private func answers(to questions: [InputRequired.Question]) -> [String: InputResponse] {
    let keys = Set(questions.map(\.key))
    return state.withLock { $0.answers.filter { keys.contains($0.key) } }
  }

  /// Takes answers by key; unknown keys, keys answered before and answers that do not fit are ignored.
  package func provide(_ responses: [String: InputResponse]) {
    var asking: CheckedContinuation<Void, any Error>?
    _ = change { state in
      let count = state.questions.count
      for (key, response) in responses {
        guard let place = state.questions.firstIndex(where: { $0.key == key }),
          state.questions[place].request.accepts(response)
        else { continue }
        state.questions.remove(at: place)
        state.answers[key] = response
      }
      guard state.questions.count < count else { return false }
      if state.questions.isEmpty { swap(&asking, &state.asking) }
      return true
    }
    asking?.resume()
  }

  // MARK: Looking at it

  /// Waits until the task has changed since it had that version, or the caller is cancelled.
  package func change(since seen: Int) async {
    let id = state.withLock { state in
      state.nextWatcher += 1
      return state.nextWatcher
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isWaiting = state.withLock { state in
          guard state.ending == nil, state.version == seen, !Task.isCancelled else { return false }
          state.watchers[id] = continuation
          return true
        }
        if !isWaiting { continuation.resume() }
      }
    } onCancel: {
      let watcher = state.withLock { $0.watchers.removeValue(forKey: id) }
      watcher?.resume()
    }
  }

  /// Applies a change and tells of it; nobody hears when `apply` says that there was none.
  private func change(_ apply: (inout State) -> Bool) -> Bool {
    var watchers: [CheckedContinuation<Void, Never>] = []
    let isChanged = state.withLock { state in
      guard apply(&state) else { return false }
      state.version += 1
      state.updatedMs = clock()
      watchers = Array(state.watchers.values)
      state.watchers = [:]
      return true
    }
    guard isChanged else { return false }
    for watcher in watchers { watcher.resume() }
    changed(self)
    return true
  }

  /// The task in the words of a revision: a tool's own failure counts as failed in 2025-11-25, and as completed
  /// in the extension.
  package func description(for revision: Revision) -> TaskDescription {
    let (ending, updated, isAsking) = state.withLock {
      ($0.ending, $0.updatedMs, !$0.questions.isEmpty)
    }
    let status: TaskStatus =
      switch ending {
      case nil: isAsking ? .inputRequired : .working
      case .result(let result): result.isError && revision.hasCoreTasks ? .failed : .completed
      case .error: .failed
      case .cancelled: .cancelled
      }
    return TaskDescription(
      id: id, status: status, createdAt: Self.text(createdMs), lastUpdatedAt: Self.text(updated),
      timeToLiveMs: timeToLiveMs, pollIntervalMs: pollIntervalMs)
  }

  /// The task with what its status brings along, as the extension tells it.
  package func details(_ codec: ResultCodec) -> JSONObject {
    var members = description(for: codec.revision).members(for: codec.revision)
    switch ending {
    case .result(let result):
      members["result"] = (try? codec.toolResult(result).parse()) ?? [:]
    case .error(let error): members["error"] = error.value
    case .cancelled: break
    case nil:
      let questions = questions
      if !questions.isEmpty {
        members["inputRequests"] = .object(
          JSONObject(questions.map { ($0.key, $0.request.embedded(for: codec.revision)) }))
      }
    }
    return members
  }

  private static func text(_ milliseconds: Int64) -> String {
    CivilTime(unixSeconds: milliseconds / 1000).iso8601(milliseconds: Int(milliseconds % 1000))
  }
}
