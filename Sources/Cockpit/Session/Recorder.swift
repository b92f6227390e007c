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
  private let plan: Plan
  private let changed: @Sendable (RecordingStatus) -> Void
  private var writer: SessionFileWriter?
  private var redactor: Redactor?
  private var beganAt = Duration.zero
  private var backlog = EventBacklog()
  private var flushTimer: TimerID?
  private var syncedAt = MonotonicInstant.now()
  private var told = RecordingStatus.off

  /// What to record and what to leave out.
  struct Plan: Sendable {
    /// What the session is called.
    var session: String
    var servers: [String]
    var rules: RedactionRules
    var started: MonotonicInstant
    /// When the session started, in milliseconds since 1970.
    var startedUnixMilliseconds: Int
  }

  /// How long events may wait in memory, and how often the disk must have them.
  private static let flushAfter = Duration.milliseconds(100)
  private static let syncEvery = Duration.seconds(2)

  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  /// Prepares a recorder; nothing is written before `start()`.
  init(loop: EventLoop, plan: Plan, changed: @escaping @Sendable (RecordingStatus) -> Void) {
    self.loop = loop
    self.plan = plan
    self.changed = changed
  }

  /// Takes events as they happen.
  func take(_ events: [SessionEvent]) {
    for event in events {
      backlog.append(event)
      append(event)
    }
    if writer != nil { scheduleFlush() }
  }

  /// Begins a file in the sessions folder, with the recent past in front.
  func start() {
    guard writer == nil else { return }
    do {
      try open()
      for event in backlog.events { append(event) }
      beganAt = .now() - plan.started
      scheduleFlush()
      tell(.on(since: beganAt, bytes: 0))
    } catch let error as SessionFileError {
      tell(.failed(error.message))
    } catch let error as RedactionError {
      tell(.failed(error.message))
    } catch {
      tell(.failed("\(error)"))
    }
  }

  /// Ends the file in order.
  func close() {
    guard let writer else { return }
    if let flushTimer { loop.cancel(flushTimer) }
    flushTimer = nil
    let status = writer.close(at: .now() - plan.started)
    self.writer = nil
    if case .failed(let reason) = status { tell(.failed(reason)) } else { tell(.off) }
  }

  private func append(_ event: SessionEvent) {
    guard let writer, let redactor else { return }
    writer.append(redactor.redact(event))
  }

  private func open() throws {
    guard let folder = SessionFiles.defaultFolder(environment: Surroundings.environment) else {
      throw SessionFileError("neither XDG_STATE_HOME nor HOME says where recordings go")
    }
    let started = UTCTime(milliseconds: plan.startedUnixMilliseconds)
    let now = Int(WallClock.now * 1000)
    let id = String(now, radix: 36) + "-" + String(getpid(), radix: 36)
    let redactor = try Redactor(plan.rules, sessionKey: UInt64.random(in: .min ... .max))
    let header = SessionHeader(
      id: id, started: started, title: plan.session, program: "mcp-cockpit \(Version.current)",
      servers: plan.servers.map { SessionHeader.Server(name: $0) }, redaction: redactor.counts)
    let name = SessionFiles.fileName(started: UTCTime(milliseconds: now), id: id)
    writer = try SessionFileWriter(path: folder + "/" + name, header: header)
    self.redactor = redactor
  }

  private func scheduleFlush() {
    guard let writer else { return }
    if writer.needsFlush { return flush() }
    guard flushTimer == nil else { return }
    flushTimer = loop.schedule(after: Self.flushAfter) { self.flush() }
  }

  private func flush() {
    if let flushTimer { loop.cancel(flushTimer) }
    flushTimer = nil
    guard let writer else { return }
    let now = MonotonicInstant.now()
    if now - syncedAt >= Self.syncEvery {
      writer.sync()
      syncedAt = now
    } else {
      writer.flush()
    }
    if case .failed(let reason) = writer.status {
      tell(.failed(reason))
    } else {
      tell(.on(since: beganAt, bytes: writer.writtenBytes))
    }
    if writer.pendingBytes > 0 { flushTimer = loop.schedule(after: .seconds(1)) { self.flush() } }
  }

  private func tell(_ status: RecordingStatus) {
    guard status != told else { return }
    told = status
    changed(status)
  }
}
