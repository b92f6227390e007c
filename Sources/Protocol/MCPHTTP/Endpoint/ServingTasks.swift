import EventLoop

/// The tasks of one endpoint on its loop: kept while they run, so that they can be cancelled and awaited. Loop
/// thread only.
final class ServingTasks {
  private let loop: EventLoop
  private var tasks: [Int: Task<Void, Never>] = [:]
  private var next = 0

  init(loop: EventLoop) { self.loop = loop }

  /// How many tasks run.
  var count: Int { tasks.count }

  /// Starts work on the loop; returns its number.
  @discardableResult
  func start(_ work: @escaping @Sendable () async -> Void) -> Int {
    let number = next
    next += 1
    let list = LoopBound(self, to: loop)
    // Owner: this list, through `tasks`; the endpoint's `stop` cancels and awaits them.
    tasks[number] = Task(executorPreference: loop) {
      await work()
      list.value.tasks[number] = nil
    }
    return number
  }

  /// Cancels a task; no effect once it has ended.
  func cancel(_ number: Int) { tasks[number]?.cancel() }

  /// Cancels every task.
  func cancelAll() {
    for task in Array(tasks.values) { task.cancel() }
  }

  /// Waits for the end of every task, also of those started meanwhile.
  func finish() async {
    while let task = tasks.first?.value { await task.value }
  }
}
