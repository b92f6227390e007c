import ConsoleState
import EventLoop
import Glibc
import Screen
import SessionLog

/// A live session without a screen: what happens is printed as lines, for dumb terminals and pipes.
final class PlainConsole {
  private let loop: EventLoop
  private let host: SessionHost
  private let records: Bool

  init(loop: EventLoop, set: ServerSet, look: DashboardLook) throws {
    self.loop = loop
    records = look.records
    for note in set.notes { Output.line(note) }
    host = try SessionHost(
      set, console: loop, deliver: { Self.print($0) },
      recording: { (status: RecordingStatus) in
        if case .failed(let reason) = status { Output.line("recording stopped: \(reason)") }
      })
  }

  /// Runs until a signal ends it and every server has stopped.
  func run() {
    let loop = loop
    if records { host.perform(.startRecording) }
    host.start { loop.stop() }
    loop.run()
  }

  /// A signal of the outside world. On the main loop.
  func signal(_ number: Int32) {
    switch number {
    case SIGTERM, SIGHUP, SIGINT: host.perform(.shutdown)
    case SIGTSTP: raise(SIGSTOP)
    default: break
    }
  }

  private static func print(_ events: [SessionEvent]) {
    for event in events {
      guard let text = sentence(event) else { continue }
      Output.line(event.server.map { "\($0): \(text)" } ?? text)
    }
  }

  private static func sentence(_ event: SessionEvent) -> String? {
    switch event.body {
    case .state(let change):
      guard change.from != change.to else { return nil }
      let remedy = change.remedy.map { "; \($0)" } ?? ""
      return TextCleaner.line("\(change.to.rawValue), \(change.why)\(remedy)")
    case .stderr(let text): return "stderr: " + TextCleaner.line(text)
    case .stray(let text): return "not a message: " + TextCleaner.line(text)
    case .note(_, let text): return TextCleaner.line(text)
    case .spawnFailed(let text): return TextCleaner.line(text)
    default: return nil
    }
  }
}
