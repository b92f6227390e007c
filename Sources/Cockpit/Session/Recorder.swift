import Basics
import ConsoleState
import EventLoop
import Glibc
import SessionLog

/// Writes the session to a file while recording is on. Lives on the supervisor's loop.
///
/// Only whole, redacted lines reach the file. A disk that fails costs events, which the file then counts in a
/// gap; it never stops a server.
actor Recorder {
  private let loop: EventLoop
  private let session: String
  private let secrets: [String]
  private let started: MonotonicInstant
  private let changed: @Sendable (RecordingStatus) -> Void
  private var writer: SessionFileWriter?
  /// The declarations, so that a recording begun late still knows its servers.
  private var declarations: [SessionEvent] = []
  private var isFlushScheduled = false

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// Prepares a recorder; nothing is written before `start()`.
  init(
    loop: EventLoop, session: String, secrets: [String], started: MonotonicInstant,
    changed: @escaping @Sendable (RecordingStatus) -> Void
  ) {
    self.loop = loop
    self.session = session
    self.secrets = secrets
    self.started = started
    self.changed = changed
  }
}
