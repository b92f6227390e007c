import EventLoop
import Glibc
import SessionLog
import Supervision

/// A session for the length of one command: starts servers, does one thing, and stops them again.
enum CommandSession {
  /// Runs `body` against a supervisor of `specifications`, then stops every server. Ends early, with code
  /// 130, when interrupted. Call it once, from the main thread, which is the one that makes the children.
  static func run(
    _ specifications: [ServerSpecification],
    _ body: @escaping @Sendable (Supervisor) async throws -> Void
  ) throws {
    let loop = try EventLoop()
    let supervisor = Supervisor(
      loop: loop, specifications: specifications, client: ("mcp-cockpit", Version.current),
      started: .now(), seed: UInt64(getpid()), sink: { _ in })
    let failure = FirstError()
    let signals = try SignalSource(loop: loop, [SIGINT, SIGTERM, SIGHUP]) { _ in
      failure.note(CommandFailure(code: .interrupted, message: "interrupted"))
      supervisor.assumeIsolated { $0.perform(.shutdown) }
    }
    // Owner: this function, which runs the loop until the task stops it.
    Task(executorPreference: loop) {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await supervisor.run() }
        group.addTask {
          do { try await body(supervisor) } catch { failure.note(error) }
          await supervisor.perform(.shutdown)
        }
      }
      loop.stop()
    }
    loop.run()
    signals.close()
    try failure.rethrow()
  }

  /// Waits until `name` is ready; explains why when it does not become so.
  static func waitUntilReady(
    _ name: String, _ supervisor: Supervisor, timeout: Duration
  ) async throws {
    let snapshots = await supervisor.snapshots
    guard snapshots.contains(where: { $0.name == name }) else {
      let known = snapshots.map(\.name).joined(separator: ", ")
      throw CommandFailure(
        code: .usage, message: "there is no server \"\(name)\": the configuration has \(known)")
    }
    let inTime = await supervisor.settled(name, timeout: timeout)
    guard let now = await supervisor.snapshots.first(where: { $0.name == name }),
      now.status != .ready
    else { return }
    let late = inTime ? "" : " after \(timeout)"
    throw CommandFailure(
      code: inTime ? .unreachable : .notReady, message: explanation(of: now, late: late),
      why: now.why)
  }

  /// Why a server is not ready, in a few lines.
  static func explanation(of server: ServerSnapshot, late: String = "") -> String {
    var lines = ["\(server.name) is \(server.status.rawValue)\(late): \(server.why)"]
    if let remedy = server.remedy { lines.append("  remedy: \(remedy)") }
    lines.append("  command: \(server.declaration.command.joined(separator: " "))")
    lines.append("  from: \(server.declaration.origin)")
    if let step = server.handshake { lines.append("  handshake: \(step)") }
    if !server.stderr.isEmpty {
      lines.append("  last stderr:")
      lines += server.stderr.suffix(5).map { "    \($0)" }
    }
    return lines.joined(separator: "\n")
  }
}
