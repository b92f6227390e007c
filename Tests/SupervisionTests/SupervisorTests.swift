import Basics
import EventLoop
import Glibc
import JSON
import SessionLog
import Supervision
import Synchronization
import Testing

/// A supervisor on a loop of its own, with everything it told.
private final class Stage: Sendable {
  let loop: EventLoop
  let supervisor: Supervisor
  private let told: Told

  /// Collects events from the loop's thread.
  final class Told: Sendable {
    let events = Mutex<[SessionEvent]>([])
  }

  var events: [SessionEvent] { told.events.withLock { $0 } }

  init(_ specifications: [ServerSpecification]) throws {
    loop = try EventLoop.startThread(named: "stage")
    let told = Told()
    self.told = told
    supervisor = Supervisor(
      loop: loop, specifications: specifications, client: ("test", "1"), started: .now(), seed: 1,
      adoptsOrphans: false, sink: { batch in told.events.withLock { $0 += batch } })
  }

  /// Runs the session, does `body`, and shuts it down.
  func play(_ body: @escaping @Sendable (Supervisor) async throws -> Void) async throws {
    let supervisor = supervisor
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await supervisor.run() }
      group.addTask {
        defer { supervisor.loop.post { supervisor.assumeIsolated { $0.perform(.shutdown) } } }
        try await body(supervisor)
      }
      try await group.waitForAll()
    }
    loop.stop()
  }

  func changes(of server: String) -> [StateChange] {
    events.compactMap { event in
      guard event.server == server, case .state(let change) = event.body else { return nil }
      return change.from == change.to ? nil : change
    }
  }
}

/// Answers one line at a time as a server of the handshake era does.
private let legacyServer = """
  while read -r line; do
    id=${line#*'"id":'}; id=${id%%[,\\}]*}
    case "$line" in
      *'"server/discover"'*) echo '{"jsonrpc":"2.0","id":'"$id"',"error":{"code":-32601,"message":"unknown"}}' ;;
      *'"initialize"'*) echo '{"jsonrpc":"2.0","id":'"$id"',"result":{"protocolVersion":"2025-06-18","capabilities":{"tools":{}},"serverInfo":{"name":"sh","version":"1"}}}' ;;
      *'"tools/list"'*) echo '{"jsonrpc":"2.0","id":'"$id"',"result":{"tools":[{"name":"hello","inputSchema":{"type":"object"}}]}}' ;;
      *'"crash"'*) kill -9 $$ ;;
      *'"tools/call"'*) echo '{"jsonrpc":"2.0","id":'"$id"',"result":{"content":[{"type":"text","text":"hello"}]}}' ;;
    esac
  done
  """

/// Ends on the first request that is not `initialize`, as some older servers do.
private let exitsOnProbe = """
  read -r line
  case "$line" in *'"initialize"'*) ;; *) exit 0 ;; esac
  echo '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2024-11-05","capabilities":{},"serverInfo":{"name":"sh","version":"1"}}}'
  while read -r line; do :; done
  """

private func specification(
  _ name: String, _ script: String, dependsOn: [String] = [],
  restart: RestartPolicy.Mode = .onFailure
) -> ServerSpecification {
  let child = ChildSpec(
    program: "/bin/sh", arguments: ["-c", script], environment: ["PATH": "/usr/bin:/bin"],
    directory: "/")
  var settings = ServerMachine.Settings()
  settings.restart.mode = restart
  settings.restart.initialDelay = .milliseconds(10)
  settings.stop.input = .milliseconds(300)
  settings.stop.term = .milliseconds(300)
  settings.readyTimeout = .seconds(10)
  return ServerSpecification(
    name: name, child: child,
    declaration: ServerDeclaration(
      command: ["/bin/sh"], directory: "/", environmentNames: [], origin: "test"),
    settings: settings, dependsOn: dependsOn)
}

@Suite("A supervisor")
struct SupervisorTests {
  @Test("falls back to initialize, calls a tool and stops everything", .timeLimit(.minutes(1)))
  func callsALegacyServer() async throws {
    let stage = try Stage([specification("old", legacyServer)])
    try await stage.play { supervisor in
      #expect(await supervisor.settled("old", timeout: .seconds(20)))
      let result = try await supervisor.call(
        server: "old", tool: "hello", arguments: RawJSON([:]), timeout: .seconds(10))
      #expect(result.text.contains("hello"))
    }
    let changes = stage.changes(of: "old")
    #expect(changes.map(\.to) == [.starting, .ready, .stopped])
    #expect(changes.contains { $0.revision == "2025-06-18" })
    #expect(stage.events.map(\.number) == Array(1...stage.events.count))
    let pids = stage.events.compactMap { event -> Int32? in
      if case .spawned(let pid) = event.body { pid } else { nil }
    }
    #expect(pids.count == 1)
    #expect(pids.allSatisfy { kill(-$0, 0) == -1 && errno == ESRCH })
  }

  @Test("starts a server that ends on the probe again with initialize", .timeLimit(.minutes(1)))
  func respawnsForTheOlderHandshake() async throws {
    let stage = try Stage([specification("shy", exitsOnProbe, restart: .no)])
    try await stage.play { supervisor in
      #expect(await supervisor.settled("shy", timeout: .seconds(20)))
      let snapshot = try #require(await supervisor.snapshots.first)
      #expect(snapshot.status == .ready)
      #expect(snapshot.revision == "2024-11-05")
      #expect(snapshot.generation == 2)
    }
  }

  @Test("resolves the call and restarts when a server is killed", .timeLimit(.minutes(1)))
  func restartsAfterACrash() async throws {
    let stage = try Stage([specification("frail", legacyServer)])
    try await stage.play { supervisor in
      #expect(await supervisor.settled("frail", timeout: .seconds(20)))
      await #expect(throws: (any Error).self) {
        try await supervisor.call(
          server: "frail", tool: "crash", arguments: RawJSON([:]), timeout: .seconds(10))
      }
      while await supervisor.snapshots.first?.generation != 2 {
        _ = await supervisor.settled("frail", timeout: .seconds(1))
        try await supervisor.loop.sleep(for: .milliseconds(5))
      }
      #expect(await supervisor.settled("frail", timeout: .seconds(20)))
    }
    #expect(stage.changes(of: "frail").contains { $0.to == .backoff && $0.why == "signal KILL" })
  }

  @Test("starts a dependant only once what it needs is ready", .timeLimit(.minutes(1)))
  func waitsForDependencies() async throws {
    let stage = try Stage([
      specification("second", legacyServer, dependsOn: ["first"]),
      specification("first", legacyServer),
    ])
    try await stage.play { supervisor in
      #expect(await supervisor.settled("second", timeout: .seconds(20)))
    }
    let order = stage.events.compactMap { event -> String? in
      guard case .state(let change) = event.body, change.from != change.to else { return nil }
      return "\(event.server ?? "") \(change.to.rawValue)"
    }
    let firstReady = try #require(order.firstIndex(of: "first ready"))
    let secondStarts = try #require(order.firstIndex(of: "second starting"))
    #expect(firstReady < secondStarts)
    #expect(order.first == "second waiting")
  }

  @Test("refuses a command that aims at an older start", .timeLimit(.minutes(1)))
  func refusesOldGenerations() async throws {
    let stage = try Stage([specification("only", legacyServer)])
    try await stage.play { supervisor in
      #expect(await supervisor.settled("only", timeout: .seconds(20)))
      await supervisor.perform(.restart(server: "only", generation: 7))
      await supervisor.perform(.stop(server: "nobody"))
    }
    let notes = stage.events.compactMap { event -> String? in
      if case .note(_, let text) = event.body { text } else { nil }
    }
    #expect(notes.contains { $0.contains("refused") })
    #expect(notes.contains { $0.contains("there is no server \"nobody\"") })
    #expect(stage.changes(of: "only").filter { $0.to == .starting }.count == 1)
  }
}
