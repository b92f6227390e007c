import EventLoop
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import MCPTransport

/// A loop on which a client meets a scripted server.
actor ClientBench {
  nonisolated let loop: EventLoop
  nonisolated let clock = TestClock()
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// What the server heard, in order.
  private(set) var heard: [Heard] = []
  private(set) var steps: [String] = []
  private(set) var notifications: [ServerNotification] = []
  private(set) var warnings: [ClientWarning] = []
  private(set) var strays: [String] = []
  private var transport: ScriptedTransport?
  private var waiting:
    [(isMet: ([Heard]) -> Bool, continuation: CheckedContinuation<Void, Never>)] =
      []

  init() throws { loop = try EventLoop.startThread(named: "test loop") }

  deinit { loop.stop() }

  /// The methods heard, in order.
  var methods: [String] { heard.map(\.method) }

  /// What was heard of one method.
  func heard(_ method: String) -> [Heard] { heard.filter { $0.method == method } }

  /// Shakes hands with a server that follows the script, uses the connection and closes it.
  @discardableResult
  func connect<Value: Sendable>(
    _ era: Handshake.Era = .auto, over link: Handshake.Link = .stream,
    probeTimeout: Duration = .seconds(30), timeout: Duration = .seconds(30),
    host: ClientHost = .init(), options: ClientOptions = .init(), script: @escaping Script,
    use: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    let transport = ScriptedTransport(loop: loop, script: script) { self.note($0) }
    self.transport = transport
    let session = ClientSession(
      loop: loop, transport: LoopBound(transport, to: loop),
      client: Implementation(name: "tests", version: "1"), host: host, options: options,
      observer: observer, clock: clock.clientClock)
    async let end = session.run()
    let handshake = Handshake(session, over: link, probeTimeout: probeTimeout) { step in
      self.assumeIsolated { $0.steps.append(step) }
    }
    let result: Result<Value, any Error>
    do {
      result = .success(try await use(try await handshake.connect(era, timeout: timeout)))
    } catch {
      result = .failure(error)
    }
    await session.close()
    _ = await end
    return try result.get()
  }

  /// The same with a session whose handlers do nothing.
  func connectBare<Value: Sendable>(
    script: @escaping Script, use: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    let transport = ScriptedTransport(loop: loop, script: script) { self.note($0) }
    let session = Session(
      loop: loop, transport: LoopBound(transport, to: loop), answersStray: false,
      handlers: .client())
    async let end = session.run()
    let handshake = Handshake(session: session, client: Implementation(name: "t", version: "1"))
    let result: Result<Value, any Error>
    do {
      result = .success(try await use(try await handshake.connect(timeout: .seconds(30))))
    } catch {
      result = .failure(error)
    }
    await session.close()
    _ = await end
    return try result.get()
  }

  private nonisolated var observer: ClientObserver {
    ClientObserver(
      notified: { event in self.assumeIsolated { $0.notifications.append(event) } },
      warned: { warning in self.assumeIsolated { $0.warnings.append(warning) } },
      stray: { problem, _ in self.assumeIsolated { $0.strays.append(problem) } })
  }

  private nonisolated func note(_ message: Heard) {
    assumeIsolated { bench in
      bench.heard.append(message)
      let ready = bench.waiting.filter { $0.isMet(bench.heard) }
      bench.waiting.removeAll { $0.isMet(bench.heard) }
      for waiter in ready { waiter.continuation.resume() }
    }
  }

  /// The server does something unasked.
  func react(_ reactions: Reaction...) {
    for reaction in reactions { transport?.perform(reaction) }
  }

  /// Moves the clock.
  func advance(by duration: Duration) { clock.advance(by: duration) }

  /// Waits until the server has heard `count` messages.
  func hears(_ count: Int) async { await waits { $0.count >= count } }

  /// Waits until the server has heard a method `count` times.
  func hears(_ method: String, _ count: Int = 1) async {
    await waits { heard in heard.count { $0.method == method } >= count }
  }

  /// Waits until the server has heard an answer to its request.
  func hearsAnswer(to id: String) async -> Heard {
    func isAnswer(_ message: Heard) -> Bool { message.method.isEmpty && message.id == id }
    await waits { $0.contains(where: isAnswer) }
    return heard.first(where: isAnswer) ?? Heard("")
  }

  private func waits(_ isMet: @escaping ([Heard]) -> Bool) async {
    // Looked at inside: an await on the loop may let other work go first.
    await withCheckedContinuation { continuation in
      if isMet(heard) {
        continuation.resume()
      } else {
        waiting.append((isMet, continuation))
      }
    }
  }

  /// Lets the loop finish a few turns, so that what has arrived is handled.
  func settle() async {
    for _ in 0..<20 {
      await withCheckedContinuation { continuation in loop.post { continuation.resume() } }
    }
  }
}

extension ClientBench {
  /// Uses a connection to a server of one revision, which declares everything unless told otherwise.
  @discardableResult
  func meet<Value: Sendable>(
    _ revision: Revision = .v2026_07_28, capabilities: String = FakeServer.everything,
    over link: Handshake.Link = .stream, host: ClientHost = .init(),
    options: ClientOptions = .init(), serve: @escaping Script = { _ in [] },
    use: @Sendable (Connection) async throws -> Value
  ) async throws -> Value {
    try await connect(
      revision.era == .modern ? .modern : .legacy, over: link, host: host, options: options,
      script: FakeServer.script(revision, capabilities: capabilities, serve: serve), use: use)
  }
}
