import EventLoop
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import MCPTransport
import SessionLog

/// The sessions with the servers: handshake, tap, and the data of the panes.
extension Supervisor {
  func runSession(_ server: ServerRuntime, _ session: Session, _ era: Handshake.Era) {
    let name = server.name
    let generation = server.generation
    let before = sessions[name]
    // Owner: this supervisor, through `sessions`.
    // It prefers the loop: work on the shared pool would start its threads, which wake up for ever after.
    sessions[name] = Task(executorPreference: loop) {
      await before?.value
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await session.run()
          await self.report(.outputClosed, name, generation)
        }
        group.addTask { await self.shakeHands(name, generation, session, era) }
      }
    }
  }

  private func report(_ input: ServerMachine.Input, _ name: String, _ generation: Int) {
    servers[name]?.handle(input, from: generation)
  }

  private func shakeHands(
    _ name: String, _ generation: Int, _ session: Session, _ era: Handshake.Era
  ) async {
    guard let timeout = servers[name]?.specification.settings.readyTimeout else { return }
    let handshake = Handshake(
      session: session, client: client, probeTimeout: min(.seconds(8), timeout / 2),
      step: { [weak self] step in
        self?.assumeIsolated { $0.report(.handshakeStep(step), name, generation) }
      })
    do throws(HandshakeError) {
      let connection = try await handshake.connect(era, timeout: timeout)
      guard let server = servers[name], server.generation == generation else { return }
      server.connection = connection
      server.handle(.handshakeSucceeded(revision: connection.revision.name), from: generation)
      await loadTools(server, connection)
      refreshTaskGraph(of: server)
    } catch {
      let wantsLegacy = error == .closedOnProbe
      report(
        .handshakeFailed(reason: error.message, wantsLegacyRespawn: wantsLegacy), name, generation)
    }
    checkWaiters()
  }

  private func loadTools(_ server: ServerRuntime, _ connection: Connection) async {
    guard connection.capabilities["tools"] != nil else { return }
    do throws(ClientError) {
      _ = try await connection.listTools()
    } catch {
      server.journal(.note(.warning, "tools/list: \(error.message)"))
    }
  }

  // MARK: Tap

  func handlers(for server: ServerRuntime) -> SessionHandlers {
    let name = server.name
    return .client(
      notified: { [weak self] method, _ in
        self?.assumeIsolated { $0.notified(name, method) }
      },
      stray: { [weak self] problem, bytes in
        self?.assumeIsolated { $0.stray(name, problem, bytes) }
      },
      tap: { [weak self] direction, bytes in
        self?.assumeIsolated { $0.tapped(name, direction, bytes) }
      })
  }

  private func notified(_ name: String, _ method: String) {
    guard method == "notifications/tools/list_changed", let server = servers[name],
      let connection = server.connection
    else { return }
    // Owner: the session of the server, whose end resolves the call.
    Task { await loadTools(server, connection) }
  }

  /// Bytes kept of something that is no message.
  private static let strayBytes = 4096

  private func stray(_ name: String, _ problem: String, _ bytes: [UInt8]) {
    let text = String(decoding: bytes.prefix(Self.strayBytes), as: UTF8.self)
    servers[name]?.journal(.stray("\(problem): \(text)"))
  }

  /// The largest message kept whole in the event stream; of larger ones only size and hash remain.
  private static let maximumEventBytes = 16 << 20

  private func tapped(_ name: String, _ direction: TapDirection, _ bytes: [UInt8]) {
    guard let server = servers[name], let envelope = try? Envelope(scanning: bytes) else { return }
    let way: MessageDirection = direction == .sent ? .clientToServer : .serverToClient
    let origin = origin(of: envelope, direction, server)
    guard bytes.count <= Self.maximumEventBytes else {
      let hash = ContentHash.of(bytes)
      return server.journal(.cut(way, bytes: bytes.count, hash: hash))
    }
    server.journal(.message(way, RawJSON(bytes: bytes), origin: origin))
  }

  private func origin(
    of envelope: Envelope, _ direction: TapDirection, _ server: ServerRuntime
  ) -> MessageOrigin {
    switch envelope.kind {
    case .request(let id, _):
      return direction == .sent ? server.origins[id] ?? .cockpit : .person
    case .result(let id): return answered(id, direction, server)
    case .error(let id): return id.map { answered($0, direction, server) } ?? .person
    case .notification: return direction == .sent ? .cockpit : .person
    }
  }

  private func answered(
    _ id: RequestID, _ direction: TapDirection, _ server: ServerRuntime
  ) -> MessageOrigin {
    direction == .received ? server.origins.removeValue(forKey: id) ?? .cockpit : .cockpit
  }

  // MARK: Panes

  /// How often a shown task graph is read again: changes of other clients reach it this way.
  private static let refreshEvery = Duration.seconds(2)

  func refreshTaskGraphs() {
    for name in order { servers[name].map { refreshTaskGraph(of: $0) } }
  }

  /// Reads the task graph again shortly: a call may have changed it.
  func refreshSoon(_ server: ServerRuntime) {
    guard server.specification.declaration.taskGraphTool != nil else { return }
    schedule(server.name, after: .milliseconds(30))
  }

  private func schedule(_ name: String, after delay: Duration) {
    if let timer = refreshTimers[name] { loop.cancel(timer) }
    refreshTimers[name] = loop.schedule(after: delay) { [self] in
      refreshTimers[name] = nil
      if let server = servers[name] { refreshTaskGraph(of: server) }
    }
  }

  private func refreshTaskGraph(of server: ServerRuntime) {
    guard let tool = server.specification.declaration.taskGraphTool, !isShuttingDown,
      let connection = server.connection
    else { return }
    let name = server.name
    // Owner: the session of the server, whose end resolves the call.
    Task {
      _ = try? await connection.callTool(
        tool, arguments: ["format": "json"], timeout: .seconds(20),
        started: { [weak self] in self?.note(.pane, name, $0) })
      if watchesTasks { schedule(name, after: Self.refreshEvery) }
    }
  }
}
