import Basics
import ConsoleState
import EventLoop
import Glibc
import SessionLog
import Supervision

/// The supervisor's half of the program: its own loop and thread, the recorder, and the way to the console.
///
/// The console reaches it only by `perform`, and hears of it only through `deliver`.
final class SessionHost: Sendable {
  /// When the session started; event times count from here.
  let started: MonotonicInstant
  private let loop: EventLoop
  private let supervisor: Supervisor
  private let recorder: Recorder

  /// Prepares a session. `deliver` gets events, and `recording` changes of the recorder, on `console`.
  init(
    _ set: ServerSet, console: EventLoop, deliver: @escaping @Sendable ([SessionEvent]) -> Void,
    recording: @escaping @Sendable (RecordingStatus) -> Void
  ) throws {
    started = .now()
    loop = try EventLoop.startThread(named: "supervisor")
    let inbox = EventInbox(loop: console, deliver: deliver)
    let plan = Recorder.Plan(
      session: set.name, servers: set.specifications.map(\.name), rules: set.redaction,
      started: started, startedUnixMilliseconds: Int(WallClock.now * 1000))
    let recorder = Recorder(loop: loop, plan: plan) { state in
      console.post { recording(state) }
    }
    self.recorder = recorder
    supervisor = Supervisor(
      loop: loop, specifications: set.specifications, client: ("mcp-cockpit", Version.current),
      started: started, seed: UInt64(getpid()),
      sink: { events in
        recorder.assumeIsolated { $0.take(events) }
        inbox.put(events)
      })
  }

  /// Starts the servers; `ended` is called on the supervisor's loop once `.shutdown` has stopped them all.
  func start(ended: @escaping @Sendable () -> Void) {
    let (loop, supervisor, recorder) = (loop, supervisor, recorder)
    loop.post {
      // Owner: the supervisor's loop, which lives until the task ends.
      Task(executorPreference: loop) {
        await supervisor.run()
        await recorder.close()
        ended()
      }
    }
  }

  /// Performs a command, after those given before it. Any thread.
  func perform(_ command: SessionCommand) {
    let (supervisor, recorder) = (supervisor, recorder)
    loop.post {
      switch command {
      case .startRecording: recorder.assumeIsolated { $0.start() }
      case .stopRecording: recorder.assumeIsolated { $0.close() }
      default: supervisor.assumeIsolated { $0.perform(command) }
      }
    }
  }
}
