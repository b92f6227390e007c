import MCPClient
import MCPSchema
package import SessionLog

/// A server as it stands at one moment, with what explains it.
package struct ServerSnapshot: Sendable, Equatable {
  package var name: String
  package var status: ServerStatus
  /// One line: `handshake`, `exit 128`.
  package var why: String
  /// What to do about it.
  package var remedy: String?
  package var pid: Int32?
  package var generation: Int
  /// The protocol revision agreed on.
  package var revision: String?
  /// How far the handshake came.
  package var handshake: String?
  package var restarts: Int
  package var restartLimit: Int
  package var declaration: ServerDeclaration
  /// The last lines of its stderr.
  package var stderr: [String]
}

extension ServerRuntime {
  /// How the server stands now.
  var snapshot: ServerSnapshot {
    ServerSnapshot(
      name: name, status: machine.status, why: lastChange?.why ?? "not started",
      remedy: lastChange?.remedy, pid: machine.pid, generation: generation,
      revision: connection?.revision.name, handshake: lastChange?.handshake,
      restarts: lastChange?.restarts ?? 0,
      restartLimit: specification.settings.restart.maximumRestarts,
      declaration: specification.declaration, stderr: recentStderr)
  }
}

extension Supervisor {
  /// Every server as it stands now, in session order.
  package var snapshots: [ServerSnapshot] { order.compactMap { servers[$0]?.snapshot } }
}
