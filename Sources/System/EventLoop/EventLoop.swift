import Basics
import CLinux
import Glibc
import Synchronization

/// One thread that waits for descriptors, timers and work, and runs whatever becomes ready.
///
/// It is a serial executor and a task executor at once, so that I/O, the actors that own it and the tasks that
/// serve it share a thread: a message crosses no thread between read and write.
///
/// - Handlers and timers run on the loop's thread, one at a time, in the order they became ready.
/// - Anything that blocks stops everything: blocking work belongs on another thread.
/// - A class whose methods are called on the loop only needs no lock.
public final class EventLoop: SerialExecutor, TaskExecutor, @unchecked Sendable {
  // Safe: `inbox` is a mutex, `owner` and `stopping` are atomics, and every other stored variable is touched
  // only on the loop's own thread, which `requireCurrent` checks at each entry point.
  private let epoll: Int32
  private let wakeup: Int32
  private let inbox = Mutex(Inbox())
  private let owner = Atomic<UInt>(0)
  private let stopping = Atomic<Bool>(false)

  private var watches = WatchTable()
  private var timers = TimerQueue()
  private var localJobs: [UnownedJob] = []
  private var endOfTurn: [() -> Void] = []

  private struct Inbox {
    var jobs: [UnownedJob] = []
    var work: [@Sendable () -> Void] = []
    var isEmpty: Bool { jobs.isEmpty && work.isEmpty }
  }

  /// Makes a loop; nothing runs before `run()`.
  public init() throws(SystemError) {
    epoll = clx_epoll_create()
    guard epoll >= 0 else { throw SystemError.last("epoll_create1") }
    wakeup = clx_eventfd()
    guard wakeup >= 0 else { throw SystemError.last("eventfd") }
    guard clx_epoll_add(epoll, wakeup, CLX_READABLE, .max) == 0 else {
      throw SystemError.last("epoll_ctl")
    }
  }

  deinit {
    close(wakeup)
    close(epoll)
  }

  // MARK: Running

  /// Serves on the calling thread until `stop()`. Call it once.
  public func run() {
    claimThread()
    let events = UnsafeMutablePointer<clx_event>.allocate(capacity: 128)
    defer { events.deallocate() }
    while !stopping.load(ordering: .acquiring) {
      runWaitingWork()
      finishTurn()
      let count = clx_epoll_wait(epoll, events, 128, waitingTime())
      if count > 0 { dispatch(events, Int(count)) }
      serveRegularFiles()
      fireTimers()
    }
    runWaitingWork()
    finishTurn()
  }

  /// Ends `run()` after the turn in progress. Any thread.
  public func stop() {
    stopping.store(true, ordering: .releasing)
    clx_eventfd_raise(wakeup)
  }

  /// Whether the caller runs on the loop's thread.
  public var isCurrent: Bool { owner.load(ordering: .relaxed) == UInt(pthread_self()) }

  func claimThread() { owner.store(UInt(pthread_self()), ordering: .relaxed) }

  private func requireCurrent() {
    precondition(isCurrent, "this belongs on the event loop's own thread: post it")
  }

  // MARK: Work

  /// Runs `work` on the loop soon, after what was posted before it. Any thread.
  public func post(_ work: @escaping @Sendable () -> Void) {
    let isFirst = inbox.withLock { inbox in
      let wasEmpty = inbox.isEmpty
      inbox.work.append(work)
      return wasEmpty
    }
    if isFirst { clx_eventfd_raise(wakeup) }
  }

  /// Runs `work` once, after everything that is ready now and before the loop waits again: the place to write
  /// what a turn has gathered. Loop thread only.
  public func atEndOfTurn(_ work: @escaping () -> Void) {
    requireCurrent()
    endOfTurn.append(work)
  }

  private func runWaitingWork() {
    while !localJobs.isEmpty {
      let jobs = localJobs
      localJobs.removeAll(keepingCapacity: true)
      for job in jobs { run(job) }
    }
    let batch = inbox.withLock { inbox in
      let batch = inbox
      if !inbox.isEmpty { inbox = Inbox() }
      return batch
    }
    for job in batch.jobs { run(job) }
    for work in batch.work { work() }
    while !localJobs.isEmpty {
      let jobs = localJobs
      localJobs.removeAll(keepingCapacity: true)
      for job in jobs { run(job) }
    }
  }

  private func run(_ job: UnownedJob) {
    job.runSynchronously(
      isolatedTo: asUnownedSerialExecutor(), taskExecutor: asUnownedTaskExecutor())
  }

  private func finishTurn() {
    while !endOfTurn.isEmpty {
      let work = endOfTurn
      endOfTurn.removeAll(keepingCapacity: true)
      for body in work { body() }
      runLocalJobsOnce()
    }
  }

  private func runLocalJobsOnce() {
    guard !localJobs.isEmpty else { return }
    let jobs = localJobs
    localJobs.removeAll(keepingCapacity: true)
    for job in jobs { run(job) }
  }

  /// Nanoseconds until there is something to do; -1 for ever.
  private func waitingTime() -> Int64 {
    if !localJobs.isEmpty || !inbox.withLock({ $0.isEmpty }) { return 0 }
    if watches.alwaysReady.contains(where: { watches.entries[$0]?.interest.isEmpty == false }) {
      return 0
    }
    guard let deadline = timers.nextDeadline() else { return -1 }
    return max(0, (deadline - .now()).nanoseconds)
  }

  // MARK: Descriptors

  /// Calls `handler` whenever one of `interest` holds for `fd` (level-triggered), until cancelled. A regular
  /// file is always ready. Loop thread only, or before `run()`.
  public func watch(
    _ fd: Int32, _ interest: Interest, _ handler: @escaping (Readiness) -> Void
  ) throws(SystemError) -> Watch {
    if owner.load(ordering: .relaxed) != 0 { requireCurrent() }
    let watch = watches.add(fd, interest, handler)
    if clx_epoll_add(epoll, fd, interest.rawValue, watch.token) != 0 {
      guard errno == EPERM else {
        let error = SystemError.last("watch descriptor \(fd)")
        watches.remove(watch)
        throw error
      }
      watches.markAlwaysReady(watch)
    }
    return watch
  }

  /// Changes what `watch` listens for. Loop thread only; no effect once cancelled.
  public func update(_ watch: Watch, _ interest: Interest) {
    guard let entry = watches[watch], entry.interest != interest else { return }
    watches.setInterest(interest, of: watch)
    if !entry.isAlwaysReady {
      _ = clx_epoll_change(epoll, entry.fd, interest.rawValue, watch.token)
    }
  }

  /// Stops watching; the descriptor stays open, and must be closed only after this. Loop thread only.
  public func cancel(_ watch: Watch) {
    guard let entry = watches[watch] else { return }
    if !entry.isAlwaysReady { _ = clx_epoll_remove(epoll, entry.fd) }
    watches.remove(watch)
  }

  private func dispatch(_ events: UnsafeMutablePointer<clx_event>, _ count: Int) {
    for index in 0..<count {
      let event = events[index]
      if event.token == .max {
        clx_eventfd_clear(wakeup)
        continue
      }
      let watch = Watch(
        slot: UInt32(event.token >> 32), serial: UInt32(truncatingIfNeeded: event.token))
      guard let entry = watches[watch] else { continue }
      entry.handler(Readiness(rawValue: event.flags))
    }
  }

  private func serveRegularFiles() {
    for slot in watches.alwaysReady {
      // A handler before may have given the slot to another descriptor.
      guard let entry = watches.entries[slot], entry.isAlwaysReady, !entry.interest.isEmpty else {
        continue
      }
      entry.handler(Readiness(rawValue: entry.interest.rawValue))
    }
  }

  // MARK: Timers

  /// Runs `work` once, `delay` from now. Loop thread only, or before `run()`.
  @discardableResult
  public func schedule(after delay: Duration, _ work: @escaping () -> Void) -> TimerID {
    if owner.load(ordering: .relaxed) != 0 { requireCurrent() }
    return timers.add(at: .now() + delay, work)
  }

  /// Forgets a timer; no effect once it has run. Loop thread only.
  public func cancel(_ timer: TimerID) { timers.cancel(timer) }

  private func fireTimers() {
    guard let deadline = timers.nextDeadline() else { return }
    let now = MonotonicInstant.now()
    guard deadline <= now else { return }
    while let work = timers.popDue(now) { work() }
  }

  // MARK: Executor

  /// Takes a job of a task or actor. Called by the Swift runtime.
  public func enqueue(_ job: consuming ExecutorJob) {
    let unowned = UnownedJob(job)
    if isCurrent {
      localJobs.append(unowned)
      return
    }
    let isFirst = inbox.withLock { inbox in
      let wasEmpty = inbox.isEmpty
      inbox.jobs.append(unowned)
      return wasEmpty
    }
    if isFirst { clx_eventfd_raise(wakeup) }
  }

  /// This loop as an actor's executor.
  public func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }

  /// Traps unless the caller is on the loop's thread. Called by the Swift runtime.
  public func checkIsolated() { requireCurrent() }
}
