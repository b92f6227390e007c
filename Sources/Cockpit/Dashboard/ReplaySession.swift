import Basics
import CLinux
import ConsoleState
import EventLoop
import Glibc
import Screen
import SessionLog
import Terminal

/// A recorded session with its console: the same state and panes, fed from a file by a clock.
final class ReplaySession {
  private let loop: EventLoop
  private let events: [SessionEvent]
  private var clock: ReplayClock
  private let began = MonotonicInstant.now()
  private var shown = 0
  private var timer: TimerID?
  private var dashboard: Dashboard?

  /// Shows `contents` until the user leaves. Call it once, from the main thread.
  static func run(
    _ contents: SessionFileReader.Contents, file: String, _ options: ReplayOptions
  ) throws {
    _ = clx_ignore_sigpipe()
    let loop = try EventLoop()
    let session = ReplaySession(loop: loop, events: contents.events)
    let source = try SignalSource(
      loop: loop, [SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT, SIGTSTP]
    ) { session.signal($0) }
    defer { source.close() }
    let themes = ThemeLibrary()
    let screen: TerminalScreen
    do throws(TerminalError) {
      screen = try TerminalScreen(.fromEnvironment(farewell: "mcp-cockpit crashed."))
    } catch {
      throw CommandFailure(code: .unexpected, message: error.message)
    }
    let header = contents.summary.header
    let info = SessionInfo(
      name: header?.title ?? file,
      startedAtUnixSeconds: Double(header?.started.milliseconds ?? 0) / 1000, mode: .replay,
      notes: ["a replay of \(file)"] + contents.summary.notices, themes: themes.names,
      ascii: options.ascii || !screen.localeIsUTF8, utcOffsetSeconds: WallClock.utcOffset)
    try session.show(screen, info, themes, try themes.load(options.theme))
  }

  private init(loop: EventLoop, events: [SessionEvent]) {
    self.loop = loop
    self.events = events
    clock = ReplayClock(times: events.map(\.time), problems: Self.problems(in: events))
  }

  private static func problems(in events: [SessionEvent]) -> [Int] {
    events.indices.filter { index in
      switch events[index].body {
      case .spawnFailed, .stray, .gap, .cut: true
      case .exited(let code, let signal): signal != nil || code != 0
      case .state(let change): change.remedy != nil
      case .note(let level, _): level != .info
      default: false
      }
    }
  }

  private func show(
    _ screen: TerminalScreen, _ info: SessionInfo, _ themes: ThemeLibrary, _ theme: Theme
  ) throws {
    let dashboard = Dashboard(
      loop: loop, screen: screen, state: ConsoleState(session: info), themes: themes, theme: theme,
      now: { [unowned self] in clock.recordedTime(at: now) },
      actions: .init(
        perform: { _ in }, quit: { [unowned self] _ in loop.stop() },
        replay: { [unowned self] in control($0) }))
    self.dashboard = dashboard
    defer { dashboard.close() }
    StandardStreams.toProgramLog()
    control(.end)
    try dashboard.start()
    loop.run()
  }

  private func signal(_ number: Int32) {
    switch number {
    case SIGWINCH: dashboard?.resized()
    case SIGCONT: dashboard?.continued()
    case SIGTSTP: dashboard?.suspend()
    default: loop.stop()
    }
  }

  /// Time since the replay began, the clock's idea of now.
  private var now: Duration { MonotonicInstant.now() - began }

  private func control(_ control: ReplayControl) {
    let now = now
    switch control {
    case .playPause: clock.toggle(at: now)
    case .step(let count): clock.step(by: count, at: now)
    case .faster: clock.faster(at: now)
    case .slower: clock.slower(at: now)
    case .speed(let factor): setSpeed(factor)
    case .nextProblem: _ = clock.seekNextProblem(at: now)
    case .previousProblem: _ = clock.seekPreviousProblem(at: now)
    case .seek(let time): clock.seek(to: time, at: now)
    case .start: clock.seek(toEvent: 1, at: now)
    case .end: clock.seek(toEvent: events.count, at: now)
    }
    advance()
  }

  /// The nearest speed there is.
  private func setSpeed(_ factor: Double) {
    let nearest = ReplayClock.Speed.allCases.min {
      abs($0.factor - factor) < abs($1.factor - factor)
    }
    if let nearest { clock.change(to: nearest, now) }
  }

  /// Shows the events up to the clock, from the beginning again when it went back.
  private func advance() {
    if let timer { loop.cancel(timer) }
    timer = nil
    let target = clock.shown(at: now)
    if target < shown {
      dashboard?.handle(.restarted)
      shown = 0
    }
    if target > shown { dashboard?.handle(.session(Array(events[shown..<target]))) }
    shown = target
    dashboard?.handle(.tick(clock.recordedTime(at: now)))
    dashboard?.handle(
      .replay(
        ReplayStatus(
          position: clock.recordedTime(at: now), length: events.last?.time ?? .zero,
          speed: min(clock.speed.factor, 1000), isPlaying: clock.isPlaying)))
    guard clock.isPlaying, let due = clock.nextDue(after: now) else { return }
    // Often enough that the clock on screen moves while nothing happens.
    let wait = min(max(.milliseconds(10), due - now), .seconds(1))
    timer = loop.schedule(after: wait) { [unowned self] in advance() }
  }
}
