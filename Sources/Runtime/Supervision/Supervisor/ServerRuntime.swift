import Basics
import EventLoop
import JSONRPC
import MCPClient
import MCPSchema
import MCPTransport
import SessionLog

/// Performs what a `ServerMachine` decides: starts and ends the process, runs its session, tells the journal.
///
/// Loop-bound, and used only inside the `Supervisor` actor.
final class ServerRuntime {
  let specification: ServerSpecification
  private(set) var machine: ServerMachine
  /// The newest change of state.
  private(set) var lastChange: StateChange?
  /// The session's connection, once ready.
  var connection: Connection?
  /// Who caused the requests in flight, by their ids; whoever is not listed is the cockpit itself.
  var origins: [RequestID: MessageOrigin] = [:]
  /// Hears of every change of state.
  var onChange: (ServerRuntime) -> Void = { _ in }
  /// Begins a session on the pipes of a new process; the supervisor runs it.
  var beginSession: (ServerRuntime, Session, Handshake.Era) -> Void = { _, _, _ in }
  /// Makes the handlers of a session of this generation.
  var handlers: (ServerRuntime) -> SessionHandlers = { _ in .client() }

  /// Hears of every process group that begins and ends.
  var groupChanged: (_ group: Int32, _ isAlive: Bool) -> Void = { _, _ in }

  private let loop: EventLoop
  private let journal: EventJournal
  private var child: ChildProcess?
  private var session: Session?
  private var transport: PipeTransport?
  private var stderr: StderrReader?
  private var timers: [ServerMachine.TimerKind: TimerID] = [:]
  private var inputs: [(ServerMachine.Input, Int?)] = []
  private var isHandling = false

  var name: String { specification.name }
  var generation: Int { machine.generation }

  init(
    _ specification: ServerSpecification, loop: EventLoop, journal: EventJournal, seed: UInt64
  ) {
    self.specification = specification
    self.loop = loop
    self.journal = journal
    machine = ServerMachine(
      settings: specification.settings, seed: seed, sessionStart: journal.started)
  }

  /// The last stderr lines, for a message that explains an end.
  var recentStderr: [String] {
    stderr?.recent.map { String(decoding: $0.bytes, as: UTF8.self) } ?? []
  }

  /// Takes an input and performs what follows from it; inputs that arise meanwhile wait their turn.
  func handle(_ input: ServerMachine.Input, from generation: Int? = nil) {
    inputs.append((input, generation))
    guard !isHandling else { return }
    isHandling = true
    while !inputs.isEmpty {
      let (next, origin) = inputs.removeFirst()
      let now = MonotonicInstant.now()
      let effects =
        origin.map { machine.handle(next, from: $0, at: now) } ?? machine.handle(next, at: now)
      for effect in effects { perform(effect) }
    }
    isHandling = false
  }

  /// Adds an event of this server.
  func journal(_ body: SessionEvent.Body) {
    journal.append(body, server: name, generation: generation)
  }

  private func perform(_ effect: ServerMachine.Effect) {
    switch effect {
    case .spawn(let generation): spawn(generation)
    case .beginSession(let legacy): startSession(legacy: legacy)
    case .endSession(let reason): endSession(reason)
    case .closeInput: transport?.closeWriting()
    case .signalGroup(let signal): child?.signalGroup(signal)
    case .verifyGroupEmpty: verifyGroup()
    case .arm(let kind, let delay):
      disarm(kind)
      timers[kind] = loop.schedule(after: delay) { [weak self] in
        self?.timers[kind] = nil
        self?.handle(.timer(kind))
      }
    case .disarm(let kind): disarm(kind)
    case .transition(let change):
      lastChange = change
      journal(.state(change))
      onChange(self)
    }
  }

  private func disarm(_ kind: ServerMachine.TimerKind) {
    if let timer = timers.removeValue(forKey: kind) { loop.cancel(timer) }
  }

  private func spawn(_ generation: Int) {
    guard let spec = specification.child else {
      let problem = specification.problem ?? "nothing to start"
      return inputs.append((.spawnFailed(message: problem, remedy: "mend its entry"), generation))
    }
    do throws(SpawnError) {
      let child = try ChildProcess(spec: spec, loop: loop) { [weak self] exit in
        self?.exited(exit, generation)
      }
      self.child = child
      transport = PipeTransport(
        loop: loop, reading: child.standardOutput, writing: child.standardInput, lingers: true)
      do throws(SystemError) {
        try readStderr(of: child)
      } catch {
        journal(.note(.error, "its stderr cannot be read: \(error.message)"))
      }
      groupChanged(child.pid, true)
      journal(.spawned(pid: child.pid))
      inputs.append((.spawned(pid: child.pid), generation))
    } catch {
      journal(.spawnFailed(error.message))
      inputs.append((.spawnFailed(message: error.message, remedy: error.remedy), generation))
    }
  }

  private func readStderr(of child: ChildProcess) throws(SystemError) {
    stderr?.close()
    stderr = try StderrReader(descriptor: child.standardError, loop: loop) { [weak self] output in
      switch output {
      case .line(let line):
        let cut = line.cutBytes > 0 ? " [\(line.cutBytes) more bytes]" : ""
        self?.journal(.stderr(String(decoding: line.bytes, as: UTF8.self) + cut))
      case .dropped(let lines):
        self?.journal(.note(.warning, "\(lines) stderr lines dropped: they came too fast"))
      case .end: break
      }
    }
  }

  private func exited(_ exit: ChildExit, _ generation: Int) {
    journal(.exited(code: exit.code, signal: exit.signal))
    handle(.exited(code: exit.code, signal: exit.signal), from: generation)
  }

  private func startSession(legacy: Bool) {
    guard let transport else { return }
    let session = Session(
      loop: loop, transport: LoopBound(transport, to: loop), answersStray: false,
      handlers: handlers(self))
    self.session = session
    let era: Handshake.Era =
      legacy
      ? .legacy : Handshake.Era(rawValue: specification.settings.era.rawValue) ?? .auto
    beginSession(self, session, era)
  }

  private func endSession(_ reason: String) {
    connection = nil
    guard let session else { return }
    self.session = nil
    session.assumeIsolated { $0.failCalls(reason: reason) }
  }

  /// Forgets whoever listens: the session is over.
  func letGo() {
    onChange = { _ in }
    beginSession = { _, _, _ in }
    handlers = { _ in .client() }
  }

  private func verifyGroup() {
    guard let child else { return inputs.append((.groupEmpty, generation)) }
    guard child.isGroupEmpty() else { return inputs.append((.groupNotEmpty, generation)) }
    groupChanged(child.pid, false)
    journal(.groupEmpty)
    transport?.close()
    transport = nil
    self.child = nil
    origins = [:]
    inputs.append((.groupEmpty, generation))
  }
}
