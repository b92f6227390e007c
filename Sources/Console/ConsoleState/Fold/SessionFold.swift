import JSON
import Screen
import SessionLog

/// What the events of a session add up to. The same events give the same fold.
struct SessionFold: Equatable, Sendable {
  private(set) var servers: [ServerRecord] = []
  private(set) var serverNames: [String] = []
  var calls = CallBook()
  private(set) var logs = LogBook()
  var tasks = TaskGraph()
  /// Where the task graph comes from, once one was received.
  var tasksServer: String?
  /// Times of the markers, oldest first, as log lines.
  private(set) var markers: [Int] = []
  /// The time of the last event.
  private(set) var lastTime: Duration = .zero
  /// Whether the session was closed.
  private(set) var isEnded = false
  /// Requests seen, for the reaction to a call a person made.
  private(set) var lastPersonCall: Int?

  /// The number of markers kept.
  private static let markerLimit = 1000
  /// Servers kept; more appear only in broken recordings.
  private static let serverLimit = 1000

  /// A server by name.
  func server(_ name: String) -> ServerRecord? {
    serverNames.firstIndex(of: name).map { servers[$0] }
  }

  /// Applies one event.
  mutating func apply(_ event: SessionEvent) {
    lastTime = max(lastTime, event.time)
    let index = event.server.flatMap { indexOfServer(named: $0) }
    switch event.body {
    case .note(let level, let text): note(event, index, level, text)
    case .mark(let text):
      if markers.count >= Self.markerLimit { markers.removeFirst() }
      markers.append(logs.total)
      log(event, index, .mark, .notice, "marker: \(text)")
    case .gap(let events):
      log(event, index, .note, .error, "\(events) events were lost: the recorder could not keep up")
    case .end(let events, let gaps):
      isEnded = true
      log(event, index, .note, .info, "session closed: \(events) events, \(gaps) gaps")
    case .declared, .spawned, .spawnFailed, .exited, .groupEmpty, .message, .stray, .stderr, .state,
      .cut:
      if let index { applyToServer(event, index) }
    }
  }

  private mutating func applyToServer(_ event: SessionEvent, _ index: Int) {
    switch event.body {
    case .declared(let declaration): servers[index].declaration = declaration
    case .spawned(let pid):
      spawned(event, index, pid)
      log(event, index, .proc, .info, "started, pid \(pid), generation \(event.generation)")
    case .spawnFailed(let text):
      log(event, index, .proc, .error, "could not be started: \(TextCleaner.line(text))")
    case .exited(let code, let signal): exited(event, index, code: code, signal: signal)
    case .groupEmpty:
      log(event, index, .proc, .debug, "no process of its group is left")
    case .message(let direction, let message, let origin):
      servers[index].lastHeard =
        direction == .serverToClient ? event.time : servers[index].lastHeard
      applyMessage(event, index, direction, message, origin)
    case .stray(let text):
      servers[index].lastHeard = event.time
      log(event, index, .bad, .warn, "not a message on stdout: \(text)")
    case .stderr(let text):
      servers[index].lastHeard = event.time
      let line = TextCleaner.line(text)
      servers[index].keepStderr(line)
      append(event, index, .err, LogLevel.read(from: line), line, call: nil)
    case .state(let change): changed(event, index, change)
    case .cut(let direction, let bytes, _):
      log(
        event, index, direction == .clientToServer ? .c2s : .s2c, .warn,
        "cut  message of \(Format.bytes(bytes)), too large to keep")
    case .note, .mark, .gap, .end: break
    }
  }

  private mutating func spawned(_ event: SessionEvent, _ index: Int, _ pid: Int32) {
    servers[index].pid = pid
    servers[index].generation = event.generation
    servers[index].startedAt = event.time
    servers[index].lastStderr = []
  }

  private mutating func exited(
    _ event: SessionEvent, _ index: Int, code: Int32?, signal: Int32?
  ) {
    let words = Format.exit(code: code, signal: signal)
    servers[index].exit = ServerRecord.Exit(
      code: code, signal: signal, at: event.time,
      lasted: servers[index].startedAt.map { event.time - $0 })
    servers[index].pid = nil
    servers[index].startedAt = nil
    closeCalls(index, at: event.time, why: words)
    log(event, index, .proc, code == 0 ? .info : .warn, words)
  }

  private mutating func changed(_ event: SessionEvent, _ index: Int, _ change: StateChange) {
    if servers[index].status != change.to || servers[index].since == .zero {
      servers[index].since = event.time
    }
    servers[index].status = change.to
    servers[index].why = TextCleaner.line(change.why)
    servers[index].remedy = change.remedy.map { TextCleaner.line($0) }
    servers[index].retryAt = change.retryAt
    servers[index].restarts = change.restarts ?? servers[index].restarts
    servers[index].restartLimit = change.restartLimit ?? servers[index].restartLimit
    servers[index].revision = change.revision ?? servers[index].revision
    servers[index].handshake = change.handshake ?? servers[index].handshake
    if event.generation > servers[index].generation {
      servers[index].generation = event.generation
    }
    let level: LogLevel = servers[index].isProblem ? .warn : .info
    // Equal states: only the words changed, such as the step of the handshake.
    let words = change.from == change.to && change.to == .starting ? change.handshake : nil
    let move = change.from == change.to ? "" : "\(change.from.rawValue) -> "
    log(event, index, .proc, level, "\(move)\(change.to.rawValue): \(words ?? change.why)")
  }

  private mutating func note(
    _ event: SessionEvent, _ index: Int?, _ level: NoteLevel, _ text: String
  ) {
    let logLevel: LogLevel =
      switch level {
      case .info: .info
      case .warning: .warn
      case .error: .error
      }
    log(event, index, .note, logLevel, text)
  }

  /// Appends a line whose text may hold anything.
  mutating func log(
    _ event: SessionEvent, _ server: Int?, _ stream: LogStream, _ level: LogLevel, _ text: String
  ) {
    append(event, server, stream, level, TextCleaner.line(text), call: nil)
  }

  /// Appends a line whose text is clean.
  mutating func append(
    _ event: SessionEvent, _ server: Int?, _ stream: LogStream, _ level: LogLevel, _ text: String,
    call: Int?
  ) {
    logs.append(
      LogRecord(
        sequence: logs.total, time: event.time, server: server, stream: stream, level: level,
        text: text, call: call), servers: serverNames)
  }

  /// Changes one server; used by the message half of the fold.
  mutating func updateServer(_ index: Int, _ change: (inout ServerRecord) -> Void) {
    change(&servers[index])
  }

  mutating func setLogFilter(_ filter: Filter) {
    logs.setFilter(filter, servers: serverNames)
  }

  mutating func noticePersonCall(_ id: Int) { lastPersonCall = id }

  private mutating func indexOfServer(named name: String) -> Int? {
    if let index = serverNames.firstIndex(of: name) { return index }
    guard servers.count < Self.serverLimit else { return nil }
    let index = servers.count
    servers.append(ServerRecord(name: name, index: index))
    serverNames.append(name)
    return index
  }
}

extension SessionFold {
  /// A line about the session from whoever opened it.
  mutating func logSessionNote(_ text: String) {
    log(SessionEvent(number: 0, time: .zero, body: .note(.info, text)), nil, .note, .info, text)
  }
}
