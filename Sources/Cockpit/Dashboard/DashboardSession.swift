import Basics
import CLinux
import ConsoleState
import EventLoop
import Glibc
import Screen
import SessionLog
import Synchronization
import Terminal

/// A live session with its console: wires supervisor, state and terminal, and ends them in order.
enum DashboardSession {
  /// Runs until the user leaves and every server has stopped. Call it once, from the main thread.
  static func run(_ set: ServerSet, _ options: DashboardOptions) throws {
    _ = clx_ignore_sigpipe()
    let loop = try EventLoop()
    let signals = SignalBox()
    // Before any other thread exists, so that all of them inherit the blocked signals.
    let source = try SignalSource(
      loop: loop, [SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGCONT, SIGTSTP]
    ) { signals.handle($0) }
    defer { source.close() }
    let look = options.look(over: set.look)
    if !look.isPlain, let console = try LiveConsole(loop: loop, set: set, look: look) {
      signals.handle = { console.signal($0) }
      try console.run()
    } else {
      let console = try PlainConsole(loop: loop, set: set, look: look)
      signals.handle = { console.signal($0) }
      console.run()
    }
  }

  /// Where signals go; set once the console exists. Bound to the main loop.
  private final class SignalBox {
    var handle: (Int32) -> Void = { _ in }
  }
}

/// A live session on a full screen.
final class LiveConsole {
  private let loop: EventLoop
  private let host: SessionHost
  private let bridge: ConsoleBridge
  private let dashboard: Dashboard
  private let records: Bool

  /// Opens the terminal; nil, with the reason on stderr, where there is none that can show a screen.
  init?(loop: EventLoop, set: ServerSet, look: DashboardLook) throws {
    let themes = ThemeLibrary()
    let theme = try themes.load(look.theme)
    let screen: TerminalScreen
    do throws(TerminalError) {
      screen = try TerminalScreen(
        .fromEnvironment(farewell: "mcp-cockpit crashed; its servers were stopped."))
    } catch {
      Output.error("mcp-cockpit: \(error.message)")
      Output.error("mcp-cockpit: going on without a screen; Ctrl-C ends it")
      return nil
    }
    self.loop = loop
    records = look.records
    let bridge = ConsoleBridge()
    self.bridge = bridge
    let host = try SessionHost(
      set, console: loop, deliver: { bridge.deliver($0) }, recording: { bridge.recording($0) })
    self.host = host
    let info = SessionInfo(
      name: set.name, startedAtUnixSeconds: WallClock.now, notes: set.notes, themes: themes.names,
      ascii: look.isASCII || !screen.localeIsUTF8, utcOffsetSeconds: WallClock.utcOffset)
    dashboard = Dashboard(
      loop: loop, screen: screen, state: ConsoleState(session: info), themes: themes, theme: theme,
      now: { MonotonicInstant.now() - host.started },
      actions: .init(
        perform: { host.perform($0) }, quit: { Self.quit(host, inOrder: $0) }, replay: { _ in }))
    bridge.connect(dashboard)
  }

  /// Runs until every server has stopped.
  func run() throws {
    defer { dashboard.close() }
    StandardStreams.toProgramLog()
    try dashboard.start()
    if records { host.perform(.startRecording) }
    let loop = loop
    host.start { loop.stop() }
    loop.run()
  }

  /// A signal of the outside world. On the main loop.
  func signal(_ number: Int32) {
    switch number {
    case SIGWINCH: dashboard.resized()
    case SIGCONT: dashboard.continued()
    case SIGTSTP: dashboard.suspend()
    default: host.perform(.shutdown)
    }
  }

  private static func quit(_ host: SessionHost, inOrder: Bool) {
    host.perform(inOrder ? .shutdown : .abort)
  }
}
