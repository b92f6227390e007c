import Screen
import SessionLog

/// Everything the console knows and shows, changed only by `handle(_:)`.
///
/// Pure: no clock, no input or output. The same events give the same state, which is what makes
/// replay exact. Time enters by `tick`; the shell sends one before every key, so that waits such as
/// "again within 2 s" hold.
package struct ConsoleState: Equatable, Sendable {
  let session: SessionInfo
  var fold = SessionFold()
  /// What is shown while the view is paused; data keeps flowing into `fold`.
  var frozen: Frozen?
  var now: Duration = .zero
  var size = Size(columns: 0, rows: 0)
  var recording: RecordingStatus = .off
  var replay: ReplayStatus?
  var theme: String?

  var view: ViewKind = .servers
  var previousView: ViewKind = .servers
  var focus: PaneKind = .list(.servers)
  /// The list last focused, the log apart: the overview's detail stays with it.
  var lastList: ListKind?
  var zoomed: PaneKind?
  var lists = ListStates()
  var detail = DetailState()
  /// In the logs view the detail opens on demand.
  var logDetailIsOpen = false
  var look = LookSettings()

  var prompt: Prompt?
  var overlays: [Overlay] = []
  var form: FormState?
  /// The view the form was opened in; it is shown only there.
  var formView: ViewKind = .tools
  var drafts: [ToolID: FormState] = [:]
  /// Arguments of the last call of each tool made from here.
  var lastArguments: [ToolID: String] = [:]
  /// A call sent from here whose request was not seen yet.
  var awaited: ToolID?

  var search: Needle?
  var history: [String] = []
  var message: Message?
  var pendingKeys: [Key] = []
  /// The Ctrl-C of the last two seconds.
  var interrupts: [Duration] = []
  /// When "press ctrl-c again" was said.
  var quitAnnouncedAt: Duration?

  struct Frozen: Equatable, Sendable {
    var fold: SessionFold
    var now: Duration
  }

  /// A line for the status row that goes away by itself.
  struct Message: Equatable, Sendable {
    var text: String
    var role: Role
    var until: Duration
  }

  /// Makes the console of a session, before its first event.
  package init(session: SessionInfo) {
    self.session = session
    for note in session.notes { fold.logSessionNote(note) }
  }

  /// Applies one event and returns what the world is asked to do, in order.
  package mutating func handle(_ event: ConsoleEvent) -> [ConsoleCommand] {
    var commands: [ConsoleCommand] = []
    let watched = isWatchingTasks
    switch event {
    case .session(let events): take(events)
    case .key(let key): commands = press(key)
    case .resized(let size): self.size = size
    case .tick(let time): tick(time)
    case .recording(let status): recording = status
    case .refused(let text):
      awaited = nil
      say(TextCleaner.line(text, maximumBytes: 2048), .error, for: .seconds(8))
    case .themeApplied(let name):
      theme = name
      say("theme \(name)", .ok)
    case .replay(let status):
      replay = status
      tick(status.position)
    case .restarted: restart()
    }
    settle()
    if isWatchingTasks != watched, isLive {
      commands.append(.session(.watchTasks(isWatchingTasks)))
    }
    return commands
  }

  private mutating func take(_ events: [SessionEvent]) {
    let lastPersonCall = fold.lastPersonCall
    for event in events { fold.apply(event) }
    now = max(now, fold.lastTime)
    if fold.lastPersonCall != lastPersonCall { noticeCall() }
  }

  /// Shows a call sent from here as soon as its request is seen.
  private mutating func noticeCall() {
    guard let awaited, let id = fold.lastPersonCall, let call = fold.calls[id],
      call.tool == awaited.tool, fold.serverNames[call.server] == awaited.server
    else { return }
    self.awaited = nil
    detail.show(.call(id))
    detail.page[.call] = CallPage.response.rawValue
  }

  private mutating func tick(_ time: Duration) {
    now = session.mode == .replay ? time : max(now, time)
    if let message, message.until <= now { self.message = nil }
    interrupts.removeAll { now - $0 > .seconds(2) || now < $0 }
  }

  private mutating func restart() {
    fold = SessionFold()
    for note in session.notes { fold.logSessionNote(note) }
    fold.setLogFilter(lists[.logs].filter)
    frozen = nil
    now = .zero
    detail.override = nil
    awaited = nil
  }

  mutating func say(_ text: String, _ role: Role = .text, for time: Duration = .seconds(4)) {
    message = Message(text: text, role: role, until: now + time)
  }

  // MARK: What is shown

  /// The fold that is on the screen.
  var shown: SessionFold { frozen?.fold ?? fold }
  /// The session time that is on the screen.
  var shownNow: Duration { frozen?.now ?? now }
  var isLive: Bool { session.mode == .live }

  var clock: WallClock {
    WallClock(
      startedAtUnixSeconds: session.startedAtUnixSeconds,
      utcOffsetSeconds: session.utcOffsetSeconds)
  }

  var layout: Layout {
    Layout(size: size, view: view, zoomed: zoomedPane, detailIsOpen: logDetailIsOpen || form != nil)
  }

  /// The pane that has all the room: the zoomed one, or the focused one where there is room for one
  /// only.
  private var zoomedPane: PaneKind? {
    if zoomed != nil { return focus }
    return Layout.kind(of: size, view: view) == .single ? focus : nil
  }

  private var isWatchingTasks: Bool { view == .tasks || view == .overview }

  /// Whether something on the screen changes by the second: an age below a minute, a message about
  /// to go, a rate. When false, a tick a minute is enough.
  package var needsTickEachSecond: Bool {
    if message != nil || !pendingKeys.isEmpty || !interrupts.isEmpty { return true }
    if case .on(let since, _) = recording, now - since < .seconds(60) { return true }
    guard frozen == nil, layout.kind != .nothing else { return false }
    if fold.logs.linesPerSecond(at: now) > 0 { return true }
    let isYoung = { (time: Duration) in now - time < .seconds(60) }
    return fold.servers.contains {
      isYoung($0.since) || $0.startedAt.map(isYoung) ?? false
        || $0.retryAt.map { $0 > now } ?? false
    }
      || fold.calls.openIDs.contains { id in
        fold.calls[id].map { $0.isShownByDefault && isYoung($0.startedAt) } ?? false
      }
  }
}
