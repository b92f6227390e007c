import Screen
import SessionLog

extension ConsoleState {
  /// Lines of the command history kept.
  private static let historyLimit = 200

  /// Applies a key to the line being edited.
  mutating func pressInPrompt(_ key: Key) -> [ConsoleCommand] {
    guard var prompt else { return [] }
    if case .action(let action) = KeyMap.lookup([key], in: [.prompt]) {
      switch action {
      case .accept: return accept(prompt)
      case .cancel:
        self.prompt = nil
        return []
      case .complete:
        complete(&prompt)
        self.prompt = prompt
        return []
      case .historyBack: step(&prompt, by: 1)
      case .historyForward: step(&prompt, by: -1)
      default: _ = prompt.editor.apply(action)
      }
    } else if !prompt.editor.type(key) {
      return []
    }
    prompt.remark = nil
    self.prompt = prompt
    return []
  }

  private func complete(_ prompt: inout Prompt) {
    guard prompt.kind == .command else { return }
    let completion = commandParser.complete(prompt.editor.text)
    prompt.editor = LineEditor(completion.line)
    prompt.remark =
      completion.candidates.isEmpty ? nil : completion.candidates.prefix(12).joined(separator: " ")
    prompt.remarkIsError = false
  }

  private func step(_ prompt: inout Prompt, by offset: Int) {
    guard prompt.kind == .command else { return }
    let step = min(max(prompt.historyStep + offset, 0), history.count)
    guard step != prompt.historyStep else { return }
    if prompt.historyStep == 0 { prompt.draft = prompt.editor.text }
    prompt.historyStep = step
    prompt.editor = LineEditor(step == 0 ? prompt.draft : history[history.count - step])
  }

  private mutating func accept(_ prompt: Prompt) -> [ConsoleCommand] {
    self.prompt = nil
    switch prompt.kind {
    case .search:
      search = prompt.editor.isEmpty ? nil : Needle(prompt.editor.text)
      if search != nil { goToMatch(step: 1) }
      return []
    case .filter(let kind):
      setFilter(kind, Filter(prompt.editor.text))
      return []
    case .command:
      do {
        guard let command = try commandParser.parse(prompt.editor.text) else { return [] }
        remember(prompt.editor.text)
        return run(command)
      } catch {
        var again = prompt
        again.remark = error.message
        again.remarkIsError = true
        self.prompt = again
        return []
      }
    }
  }

  private mutating func remember(_ line: String) {
    history.removeAll { $0 == line }
    history.append(line)
    if history.count > Self.historyLimit { history.removeFirst() }
  }

  mutating func setFilter(_ kind: ListKind, _ filter: Filter) {
    lists[kind].filter = filter
    if kind == .logs {
      fold.setLogFilter(filter)
      frozen?.fold.setLogFilter(filter)
    }
    detail.reset()
  }

  /// The parser with the names there are now.
  var commandParser: CommandParser {
    var tools: [String: [String]] = [:]
    for server in fold.servers { tools[server.name] = server.tools.tools.map(\.name) }
    return CommandParser(
      servers: fold.serverNames, tools: tools, themes: session.themes, isReplay: !isLive)
  }

  /// Carries out a command line.
  mutating func run(_ command: ParsedCommand) -> [ConsoleCommand] {
    switch command {
    case .view(let view, let filter):
      if view == .overview, let reason = disabledReason(.showOverview) {
        say("overview: \(reason)", .warn)
        return []
      }
      show(view)
      if let filter { setFilter(view.mainList, Filter(filter)) }
    case .servers(let action, let names): return runOnServers(action, names)
    case .call(let tool, let arguments):
      if let reason = replayReason { return refuse(reason) }
      return send(tool, arguments)
    case .record(let verb):
      if let reason = replayReason { return refuse(reason) }
      switch verb {
      case .start: return [.session(.startRecording)]
      case .stop: return [.session(.stopRecording)]
      case .mark(let text): return [.session(.mark(text))]
      }
    case .theme(let name): return [.setTheme(name)]
    case .set(let setting): set(setting)
    case .help: return perform(.help)
    case .quit: askToQuit()
    case .seek(let time): return [.replay(.seek(time))]
    case .speed(let speed): return [.replay(.speed(speed))]
    }
    return []
  }

  private var replayReason: String? { isLive ? nil : "a replay: nothing to act on" }

  private mutating func refuse(_ reason: String) -> [ConsoleCommand] {
    say(reason, .warn)
    return []
  }

  private mutating func runOnServers(_ action: Action, _ names: [String]) -> [ConsoleCommand] {
    if let reason = replayReason { return refuse(reason) }
    for name in names {
      guard let server = fold.server(name) else { continue }
      if let reason = Self.reason(against: action, server) {
        return refuse("\(name): \(reason)")
      }
    }
    return request(action, servers: names)
  }

  private mutating func set(_ setting: ParsedCommand.Setting) {
    switch setting {
    case .follow(let isOn):
      let kind = view == .calls ? ListKind.calls : .logs
      if isOn {
        place(kind, at: items(kind).count - 1)
      } else if lists[kind].follows {
        lists[kind].follows = false
        lists[kind].releasedAt = totalCount(kind)
      }
      detail.follows = isOn
    case .wrap(let isOn): look.wraps = isOn
    case .critical(let isOn): look.critical = isOn
    case .time(let style): look.time = style
    }
  }
}
