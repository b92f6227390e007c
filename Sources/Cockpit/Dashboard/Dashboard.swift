import Basics
import ConsoleState
import ConsoleViews
import EventLoop
import Glibc
import Screen
import SessionLog
import Terminal

/// The full-screen console: feeds keys, events and time to the state, and paints what it shows.
///
/// Bound to the main loop. It knows the supervisor only through events in and commands out.
final class Dashboard {
  /// What the dashboard asks of whoever runs it.
  struct Actions {
    /// Performs a command of the session.
    var perform: (SessionCommand) -> Void
    /// Ends the program; `stopServers` in order, otherwise at once.
    var quit: (_ stopServers: Bool) -> Void
    /// Moves in a replayed session.
    var replay: (ReplayControl) -> Void
  }

  private let loop: EventLoop
  private let screen: TerminalScreen
  private let themes: ThemeLibrary
  private let actions: Actions
  private let now: () -> Duration
  private(set) var state: ConsoleState
  private var theme: Theme
  private var keyWatch: Watch?
  private var frameTimer: TimerID?
  private var tickTimer: TimerID?
  private var lastFrame = MonotonicInstant(nanoseconds: 0)

  /// At most this many frames a second.
  private static let frameInterval = Duration.milliseconds(33)

  /// Takes over an opened terminal. `now` is the time since the session started.
  init(
    loop: EventLoop, screen: TerminalScreen, state: ConsoleState, themes: ThemeLibrary,
    theme: Theme, now: @escaping () -> Duration, actions: Actions
  ) {
    self.loop = loop
    self.screen = screen
    self.state = state
    self.themes = themes
    self.theme = theme
    self.now = now
    self.actions = actions
  }

  /// Begins: watches the keyboard and paints the first frame.
  func start() throws {
    keyWatch = try loop.watch(screen.inputDescriptor, .readable) { [unowned self] ready in
      readKeys(hangup: ready.contains(.hangup))
    }
    handle(.resized(screen.size()))
    paint()
    tick()
  }

  /// Gives the terminal back. Safe to call twice.
  func close() {
    if let keyWatch { loop.cancel(keyWatch) }
    keyWatch = nil
    screen.close()
  }

  /// Applies an event and performs what follows from it.
  func handle(_ event: ConsoleEvent) {
    for command in state.handle(event) { perform(command) }
    scheduleFrame()
  }

  /// The terminal has another size.
  func resized() {
    screen.resized()
    handle(.resized(screen.size()))
  }

  /// The program was stopped and goes on.
  func continued() {
    screen.resume()
    screen.repaint()
    resized()
  }

  /// Leaves the terminal and stops the program until it is continued.
  func suspend() {
    screen.suspend()
    continued()
  }

  private func readKeys(hangup: Bool) {
    let keys = screen.readKeys()
    if keys.isEmpty, hangup {
      if let keyWatch { loop.cancel(keyWatch) }
      keyWatch = nil
      return actions.quit(true)
    }
    // The state knows the time only from ticks, and some keys count within two seconds.
    handle(.tick(now()))
    for key in keys { handle(.key(key)) }
  }

  private func perform(_ command: ConsoleCommand) {
    switch command {
    case .session(let command): actions.perform(command)
    case .quit(let stopServers): actions.quit(stopServers)
    case .suspend: suspend()
    case .repaint: screen.repaint()
    case .setTheme(let name): setTheme(name)
    case .copy(let text):
      if !screen.copy(text) { handle(.refused("too long for the terminal's clipboard")) }
    case .replay(let control): actions.replay(control)
    }
  }

  private func setTheme(_ name: String) {
    do throws(ThemeError) {
      theme = try themes.load(name)
      screen.repaint()
      handle(.themeApplied(name))
    } catch {
      handle(.refused(error.description))
    }
  }

  // MARK: Frames

  private func scheduleFrame() {
    guard frameTimer == nil else { return }
    let wait = Self.frameInterval - (MonotonicInstant.now() - lastFrame)
    frameTimer = loop.schedule(after: max(.zero, wait)) { [unowned self] in paint() }
  }

  private func paint() {
    if let frameTimer { loop.cancel(frameTimer) }
    frameTimer = nil
    lastFrame = .now()
    var canvas = Canvas(size: screen.size())
    let cursor = ScreenView.draw(state.screenModel(), on: &canvas)
    screen.apply(canvas, cursor: cursor.map { ($0.x, $0.y) }, theme: theme)
    scheduleTick()
  }

  // MARK: Time

  private func tick() {
    if let tickTimer { loop.cancel(tickTimer) }
    tickTimer = nil
    handle(.tick(now()))
  }

  /// The clock of the header moves by the minute; seconds count only while some age shows them.
  private func scheduleTick() {
    guard tickTimer == nil else { return }
    let delay: Duration
    if state.needsTickEachSecond {
      delay = .seconds(1)
    } else {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      delay = .seconds(60 - time.tv_sec % 60)
    }
    tickTimer = loop.schedule(after: delay) { [unowned self] in tick() }
  }
}
