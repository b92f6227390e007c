import Basics
import EventLoop
import Glibc
import SessionLog
import Supervision

/// One machine wired to real processes: the smallest supervisor there can be. Sessions are left out; a test
/// says by hand that a server is ready.
actor ProcessBench {
  nonisolated let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  private let spec: ChildSpec
  private var machine: ServerMachine
  private var child: ChildProcess?
  private var reader: StderrReader?
  private var timers: [ServerMachine.TimerKind: TimerID] = [:]
  private var inputs: [ServerMachine.Input] = []
  private var isHandling = false
  private(set) var exits: [ChildExit] = []
  private(set) var changes: [StateChange] = []
  private(set) var output: [StderrReader.Output] = []
  private(set) var signals: [Int32] = []
  /// How often a wait has looked: the loop was awake that often.
  private(set) var looks = 0
  private var received: [UInt8] = []

  init(_ spec: ChildSpec) throws {
    loop = try EventLoop.startThread(named: "bench")
    self.spec = spec
    var settings = ServerMachine.Settings()
    settings.restart.mode = .no
    settings.stop.input = .milliseconds(100)
    settings.stop.term = .milliseconds(200)
    machine = ServerMachine(settings: settings, seed: 1, sessionStart: .now())
  }

  init(shell script: String) throws {
    try self.init(
      ChildSpec(
        program: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
        directory: "/"))
  }

  deinit { loop.stop() }

  var pid: Int32? { machine.pid }
  var status: ServerStatus { machine.status }
  var recent: [RawLine] { reader.map { Array($0.recent) } ?? [] }

  func feed(_ input: ServerMachine.Input) {
    inputs.append(input)
    guard !isHandling else { return }
    isHandling = true
    while !inputs.isEmpty {
      for effect in machine.handle(inputs.removeFirst(), at: .now()) { perform(effect) }
    }
    isHandling = false
  }

  private func perform(_ effect: ServerMachine.Effect) {
    switch effect {
    case .spawn: spawn()
    case .beginSession, .endSession: break
    case .closeInput: if let child { close(child.standardInput) }
    case .signalGroup(let signal):
      signals.append(signal)
      child?.signalGroup(signal)
    case .verifyGroupEmpty:
      feed(child?.isGroupEmpty() == false ? .groupNotEmpty : .groupEmpty)
    case .arm(let kind, let delay):
      if let old = timers[kind] { loop.cancel(old) }
      timers[kind] = loop.schedule(after: delay) { self.feed(.timer(kind)) }
    case .disarm(let kind):
      if let old = timers.removeValue(forKey: kind) { loop.cancel(old) }
    case .transition(let change): changes.append(change)
    }
  }

  private func spawn() {
    do {
      let child = try ChildProcess(spec: spec, loop: loop) { exit in
        self.exits.append(exit)
        self.feed(.exited(code: exit.code, signal: exit.signal))
      }
      self.child = child
      reader = try StderrReader(descriptor: child.standardError, loop: loop) { output in
        self.output.append(output)
      }
      feed(.spawned(pid: child.pid))
    } catch let error as SpawnError {
      feed(.spawnFailed(message: error.message, remedy: error.remedy))
    } catch {
      feed(.spawnFailed(message: "\(error)", remedy: ""))
    }
  }

  /// What the child wrote to stdout, once there are `lines` lines of it.
  func standardOutput(lines: Int) async throws -> [String] {
    received = []
    try await until("\(lines) lines of stdout") { bench in
      bench.receive()
      return bench.received.count { $0 == 10 } >= lines
    }
    return String(decoding: received, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func receive() {
    var chunk = [UInt8](repeating: 0, count: 4096)
    let count = read(child?.standardOutput ?? -1, &chunk, chunk.count)
    if count > 0 { received += chunk[..<count] }
  }

  /// Waits until `status` is reached.
  func reach(_ status: ServerStatus) async throws {
    try await until("status \(status)") { $0.machine.status == status }
  }

  /// Waits for something only looking can tell.
  func until(
    _ what: String, _ condition: @Sendable (isolated ProcessBench) -> Bool
  ) async throws {
    let deadline = MonotonicInstant.now() + .seconds(20)
    while !condition(self) {
      looks += 1
      guard MonotonicInstant.now() < deadline else { throw Overdue(what: what) }
      try await loop.sleep(for: .milliseconds(5))
    }
  }

  /// Closes our ends of a dead child's stdin and stdout; the reader has closed stderr.
  func closePipes() {
    guard let child else { return }
    close(child.standardInput)
    close(child.standardOutput)
  }

  /// Waits until the child's stderr was read to its end.
  func untilOutputEnds() async throws {
    try await until("end of stderr") { $0.output.last == .end }
  }
}

/// What a test waited for in vain.
struct Overdue: Error {
  let what: String
}

/// Whether a process runs: neither gone nor a zombie.
func isRunning(_ pid: Int32) -> Bool { ProcessTable.entry(of: pid).map { !$0.isZombie } ?? false }

/// How many entries a folder has.
func entryCount(of folder: String) -> Int {
  guard let directory = opendir(folder) else { return 0 }
  defer { closedir(directory) }
  var count = 0
  while readdir(directory) != nil { count += 1 }
  return count
}

/// How many descriptors of the kinds a child costs us are open: pipes and process handles. Others come and
/// go as the runtime needs them.
func childDescriptorCount() -> Int {
  (0..<1024).count { number in
    var target = [CChar](repeating: 0, count: 64)
    let length = readlink("/proc/self/fd/\(number)", &target, target.count)
    let bytes = target.prefix(max(0, length)).map { UInt8(bitPattern: $0) }
    let name = String(decoding: bytes, as: UTF8.self)
    return name.hasPrefix("pipe:") || name.contains("pidfd")
  }
}
