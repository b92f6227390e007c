import Basics
import CLinux
package import EventLoop
import Glibc

/// A running child process, leader of a group of its own, that cannot outlive us.
///
/// - Loop-bound: make and use it on its loop's thread only. That thread must never end while the process
///   lives: the kernel ties the child to the *thread* that made it (`PR_SET_PDEATHSIG`), and kills it then.
/// - Spawning takes about 0.4 ms, during which the loop stands still.
/// - The loop keeps the object until the process has ended and was reaped.
/// - ``standardInput``, ``standardOutput`` and ``standardError`` are the caller's from the start: it reads,
///   writes and closes them. They are non-blocking and close-on-exec.
/// - Descendants that leave the group (`setsid`) are recognised by a mark in their environment,
///   ``markName``, once they are orphans adopted by us; call ``adoptOrphans()`` once per process for that.
package final class ChildProcess {
  /// The environment variable that tells the descendants of one child from those of another.
  package static let markName = "MCP_COCKPIT_CHILD"

  /// The process id, which is also the id of its group.
  package let pid: Int32
  /// Our end of its stdin, for writing.
  package let standardInput: Int32
  /// Our end of its stdout, for reading.
  package let standardOutput: Int32
  /// Our end of its stderr, for reading.
  package let standardError: Int32
  /// How it ended; nil while it runs.
  package private(set) var exit: ChildExit?

  private let loop: EventLoop
  private let mark: String
  private let handle: Int32
  private var watch: Watch?
  private var onExit: ((ChildExit) -> Void)?
  /// Once seen empty, the group's number may belong to somebody else: never signal it again.
  private var groupIsGone = false

  /// Makes this process the parent of every orphan among its descendants, so that none escapes a sweep.
  package static func adoptOrphans() throws(SystemError) {
    if clx_subreaper() != 0 { throw SystemError(call: "prctl PR_SET_CHILD_SUBREAPER", code: errno) }
  }

  /// Starts `spec`. `onExit` is called once, on the loop, after the process was reaped; its group may
  /// still have members.
  package init(
    spec: ChildSpec, loop: EventLoop, onExit: @escaping (ChildExit) -> Void
  ) throws(SpawnError) {
    let file = try ExecutableLookup.find(spec)
    mark = "\(Self.markName)=\(getpid())-\(MonotonicInstant.now().nanoseconds)"
    let child = try Self.spawn(spec, file: file, mark: mark)
    self.loop = loop
    self.onExit = onExit
    pid = child.pid
    handle = child.handle
    standardInput = child.input
    standardOutput = child.output
    standardError = child.error
    do {
      watch = try loop.watch(handle, .readable) { [self] _ in reap() }
    } catch {
      abandon()
      throw SpawnError(
        program: spec.program, step: .watch, code: error.code, message: error.message,
        remedy: "too many open files? raise ulimit -n, or run fewer servers")
    }
  }

  /// Sends `signal` to every process of the group, and to its descendants that left it and were adopted.
  package func signalGroup(_ signal: Int32) {
    guard !groupIsGone else { return }
    kill(-pid, signal)
    for straggler in stragglers() { kill(straggler, signal) }
  }

  /// Whether nothing is left: the process was reaped, its group is empty and no straggler was found.
  ///
  /// Reaps first, so it is the answer to `verifyGroupEmpty`. Once true it stays true.
  package func isGroupEmpty() -> Bool {
    if groupIsGone { return true }
    guard exit != nil else { return false }
    reapStragglers()
    groupIsGone = clx_group_exists(pid) == 0 && stragglers().isEmpty
    return groupIsGone
  }

  /// Reaps the zombies among adopted descendants. Signals nobody.
  package func reapStragglers() {
    for child in ProcessTable.children() where child != pid {
      guard let entry = ProcessTable.entry(of: child), entry.isZombie else { continue }
      if entry.group == pid || known.contains(child), clx_reap(child) == 1 { known.remove(child) }
    }
  }

  /// Stragglers found by an earlier sweep: a zombie no longer shows its environment.
  private var known: Set<Int32> = []

  /// Our adopted children that carry the mark but left the group, zombies known from before included.
  private func stragglers() -> [Int32] {
    ProcessTable.children().filter { child in
      guard child != pid else { return false }
      if known.contains(child) { return true }
      guard ProcessTable.startedWith(mark, pid: child) else { return false }
      guard let entry = ProcessTable.entry(of: child), entry.group != pid else { return false }
      known.insert(child)
      return true
    }
  }

  private func reap() {
    var code: Int32 = 0
    var signal: Int32 = 0
    guard exit == nil, clx_wait_pidfd(handle, &code, &signal) != 0 else { return }
    let ended = ChildExit(code: signal == 0 ? code : nil, signal: signal == 0 ? nil : signal)
    exit = ended
    if let watch { loop.cancel(watch) }
    watch = nil
    close(handle)
    let report = onExit
    onExit = nil
    report?(ended)
  }

  /// Undoes a start nobody will hear of.
  private func abandon() {
    kill(-pid, SIGKILL)
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
    for descriptor in [handle, standardInput, standardOutput, standardError] { close(descriptor) }
  }

  private static func spawn(
    _ spec: ChildSpec, file: String, mark: String
  ) throws(SpawnError) -> clx_child {
    let settings = spec.environment.filter { $0.key != markName }.map { "\($0.key)=\($0.value)" }
    let arguments = CStrings([spec.program] + spec.arguments)
    let environment = CStrings(settings.sorted() + [mark])
    defer {
      arguments.free()
      environment.free()
    }
    var child = clx_child()
    let result = clx_spawn(file, arguments.base, environment.base, spec.directory, &child)
    guard result == 0 else {
      throw .failed(spec, file: file, step: child.failed_step, code: child.failure)
    }
    return child
  }
}

/// A null-terminated array of C strings.
private struct CStrings {
  let base: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
  private let count: Int

  init(_ strings: [String]) {
    count = strings.count
    base = .allocate(capacity: count + 1)
    for (index, string) in strings.enumerated() {
      (base + index).initialize(to: strdup(string))
    }
    (base + count).initialize(to: nil)
  }

  func free() {
    for index in 0..<count { Glibc.free(base[index]) }
    base.deallocate()
  }
}
