package import Basics
import CLinux
package import EventLoop
import Glibc
package import JSON
import JSONRPC
package import MCPClient
package import MCPSchema
import MCPTransport
package import SessionLog

/// Runs a set of servers: starts them in order, talks to them, tells what happens, and leaves nothing behind.
///
/// Lives on its own loop; the thread of that loop makes every child and must not end before they do.
package actor Supervisor {
  package nonisolated let loop: EventLoop
  let journal: EventJournal
  let client: Implementation
  var order: [String] = []
  var servers: [String: ServerRuntime] = [:]
  /// The tasks that run the sessions, by server and generation. Owned here: they end with their session, and
  /// `run()` awaits them.
  var sessions: [String: Task<Void, Never>] = [:]
  var isShuttingDown = false
  var watchesTasks = false
  var refreshTimers: [String: TimerID] = [:]
  private let adoptsOrphans: Bool
  private var waiters: [Waiter] = []
  private var nextWaiter = 0
  private var nextProgressToken = 1

  private struct Waiter {
    let id: Int
    let condition: (isolated Supervisor) -> Bool
    let resume: (Bool) -> Void
  }

  /// The loop, as the actor's executor.
  package nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// Prepares a session. `sink` gets every event in order, on the loop; it must not block.
  ///
  /// `adoptsOrphans`: inherit and bury what the servers leave behind. Only where this process has no children
  /// but this supervisor's.
  package init(
    loop: EventLoop, specifications: [ServerSpecification], client: (name: String, version: String),
    started: MonotonicInstant, seed: UInt64, adoptsOrphans: Bool = true,
    sink: @escaping @Sendable ([SessionEvent]) -> Void
  ) {
    self.loop = loop
    self.adoptsOrphans = adoptsOrphans
    self.client = Implementation(name: client.name, version: client.version)
    journal = EventJournal(loop: loop, started: started, sink: sink)
    for specification in specifications {
      order.append(specification.name)
      servers[specification.name] = ServerRuntime(
        specification, loop: loop, journal: journal, seed: seed &+ UInt64(order.count))
    }
  }

  // MARK: Life

  /// Runs the session: starts the servers and returns once `.shutdown` has stopped them all, every process
  /// group verified empty.
  package func run() async {
    // A server that has just died must not take us along when we write to it.
    _ = clx_ignore_sigpipe()
    let guardian = adoptsOrphans ? clx_guard_start() : -1
    defer { if guardian >= 0 { close(guardian) } }
    if adoptsOrphans { try? ChildProcess.adoptOrphans() }
    for server in servers.values {
      server.groupChanged = { clx_guard_tell(guardian, $0, $1 ? 1 : 0) }
    }
    for name in order { declare(name) }
    for name in order { startWithDependencies(name) }
    await wait { $0.isShuttingDown && $0.servers.values.allSatisfy { !$0.machine.hasProcess } }
    for task in Array(sessions.values) { await task.value }
    for timer in refreshTimers.values { loop.cancel(timer) }
    for server in servers.values { server.letGo() }
    // Whoever waited for the end has heard of everything.
    journal.handOn()
  }

  private func declare(_ name: String) {
    guard let server = servers[name] else { return }
    // These hold the supervisor until `run()` ends and lets the servers go.
    server.onChange = { self.changed($0) }
    server.beginSession = { self.runSession($0, $1, $2) }
    server.handlers = { self.handlers(for: $0) }
    server.journal(.declared(server.specification.declaration))
  }

  private func startWithDependencies(_ name: String) {
    guard let server = servers[name] else { return }
    if let problem = server.specification.problem {
      return server.handle(.misconfigured(problem: problem))
    }
    guard server.specification.autostart else { return server.handle(.disabled) }
    if let missing = missingDependency(of: server) {
      server.handle(.waitForDependency(missing))
    } else {
      server.handle(.start)
    }
  }

  private func missingDependency(of server: ServerRuntime) -> String? {
    server.specification.dependsOn.first { servers[$0]?.machine.status != .ready }
  }

  private func changed(_ server: ServerRuntime) {
    if server.machine.status == .ready, !isShuttingDown {
      for other in servers.values
      where other.machine.status == .waiting && missingDependency(of: other) == nil {
        other.handle(.dependencyReady)
      }
    }
    // Orphans of the servers are ours to bury: we asked to inherit them.
    guard adoptsOrphans else { return checkWaiters() }
    ProcessTable.reapOrphans(keeping: Set(servers.values.compactMap { $0.machine.pid }))
    checkWaiters()
  }

  // MARK: Commands

  /// Performs a command; a refusal becomes a note in the session.
  package func perform(_ command: SessionCommand) {
    switch command {
    case .start(let name): with(name) { $0.handle(.start) }
    case .stop(let name): with(name) { $0.handle(.stop(by: "you")) }
    case .restart(let name, let generation):
      with(name, generation) { $0.handle(.restart(by: "you")) }
    case .kill(let name, let generation): with(name, generation) { $0.handle(.kill(by: "you")) }
    case .call(let name, let tool, let arguments): startCall(name, tool, arguments)
    case .cancel(let name, let request, let generation):
      with(name, generation) { self.cancelCall($0, request) }
    case .watchTasks(let isWatching):
      watchesTasks = isWatching
      if isWatching { refreshTaskGraphs() }
    case .mark(let text): journal.append(.mark(text))
    case .startRecording, .stopRecording:
      journal.append(
        .note(.warning, "recording is controlled by the program that holds the session"))
    case .shutdown: shutDown()
    case .abort:
      shutDown()
      for name in order { servers[name]?.handle(.kill(by: "you")) }
    }
  }

  private func with(
    _ name: String, _ generation: Int = 0, _ body: (ServerRuntime) -> Void
  ) {
    guard let server = servers[name] else {
      let known = order.joined(separator: ", ")
      return journal.append(
        .note(.error, "there is no server \"\(name)\": the session has \(known)"))
    }
    guard generation == 0 || generation == server.generation else {
      let text =
        "refused: \(name) was started again meanwhile (it is start \(server.generation) now)"
      return server.journal(.note(.warning, text))
    }
    body(server)
  }

  private func shutDown() {
    guard !isShuttingDown else { return }
    isShuttingDown = true
    watchesTasks = false
    for name in order.reversed() { servers[name]?.handle(.stop(by: "you")) }
    checkWaiters()
  }

  private func cancelCall(_ server: ServerRuntime, _ request: String) {
    guard let value = try? JSONParser.parse(request), let id = RequestID(value),
      let connection = server.connection
    else { return server.journal(.note(.warning, "there is no call \(request) to cancel")) }
    connection.abandon(id, reason: "cancelled by you")
  }

  private func startCall(_ name: String, _ tool: String, _ arguments: RawJSON) {
    // Owner: the session of the server, whose end resolves the call.
    Task {
      do throws(ClientError) {
        _ = try await call(server: name, tool: tool, arguments: arguments, timeout: .seconds(600))
        if let server = servers[name] { refreshSoon(server) }
      } catch {
        guard case .refused = error else {
          return journal.append(.note(.error, "\(name) \(tool): \(error.message)"), server: name)
        }
      }
    }
  }

  /// Calls a tool and returns the text of the result member, `isError` results included.
  package func call(
    server name: String, tool: String, arguments: RawJSON, timeout: Duration?
  ) async throws(ClientError) -> RawJSON {
    guard let server = servers[name] else {
      throw .invalid(
        "there is no server \"\(name)\": the session has \(order.joined(separator: ", "))")
    }
    guard let connection = server.connection else {
      throw .invalid("\(name) is \(server.machine.status.rawValue), not ready: ! shows why")
    }
    guard let object = try? arguments.parse().object else {
      throw .invalid("the arguments must be a JSON object")
    }
    let token = JSONValue.string("call-\(nextProgressToken)")
    nextProgressToken += 1
    return try await connection.callTool(
      tool, arguments: object, timeout: timeout, progressToken: token,
      started: { [weak self] in self?.note(.person, name, $0) })
  }

  /// Asks a server for its tools.
  package func listTools(
    server name: String
  ) async throws(ClientError) -> [ToolDescription] {
    guard let connection = servers[name]?.connection else {
      throw .invalid("\(name) is not ready")
    }
    return try await connection.listTools()
  }

  /// Marks who causes a request. Called on the loop, before the request is written.
  nonisolated func note(_ origin: MessageOrigin, _ name: String, _ id: RequestID) {
    assumeIsolated { $0.servers[name]?.origins[id] = origin }
  }

  // MARK: Waiting

  /// Waits until every server is ready or will not become so by itself; false when `timeout` passed first.
  package func settled(timeout: Duration) async -> Bool {
    await wait(timeout: timeout) { supervisor in
      supervisor.servers.values.allSatisfy { server in
        switch server.machine.status {
        case .starting, .waiting, .unhealthy: false
        default: true
        }
      }
    }
  }

  /// Waits until `name` is ready or has given up; false when `timeout` passed first.
  package func settled(_ name: String, timeout: Duration) async -> Bool {
    await wait(timeout: timeout) { supervisor in
      guard let server = supervisor.servers[name] else { return true }
      switch server.machine.status {
      case .ready: return server.connection != nil
      case .failed, .exited, .stopped, .disabled, .misconfigured, .backoff: return true
      default: return false
      }
    }
  }

  @discardableResult
  private func wait(
    timeout: Duration? = nil, _ condition: @escaping (isolated Supervisor) -> Bool
  ) async -> Bool {
    if condition(self) { return true }
    nextWaiter += 1
    let id = nextWaiter
    return await withCheckedContinuation { continuation in
      waiters.append(
        Waiter(id: id, condition: condition) { continuation.resume(returning: $0) })
      if let timeout { loop.schedule(after: timeout) { self.giveUpWaiting(id) } }
    }
  }

  private func giveUpWaiting(_ id: Int) {
    guard let index = waiters.firstIndex(where: { $0.id == id }) else { return }
    waiters.remove(at: index).resume(false)
  }

  func checkWaiters() {
    let met = waiters.filter { $0.condition(self) }
    waiters.removeAll { waiter in met.contains { $0.id == waiter.id } }
    for waiter in met { waiter.resume(true) }
  }
}
