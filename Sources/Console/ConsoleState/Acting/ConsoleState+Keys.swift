import Screen
import SessionLog

extension ConsoleState {
  /// Applies a key: to the prompt, the front overlay, the form or the focused pane, the first that
  /// is there.
  mutating func press(_ key: Key) -> [ConsoleCommand] {
    if key == .control("c"), let commands = leaveAtOnce() { return commands }
    if prompt != nil { return pressInPrompt(key) }
    if let overlay = overlays.last {
      switch overlay {
      case .menu(let menu): return pressInMenu(key, menu)
      case .question(let question): return pressInQuestion(key, question)
      }
    }
    if formHasFocus, let form, form.context != .form { return pressInField(key, form) }
    if case .paste = key { return [] }
    return pressInPane(key)
  }

  /// The third Ctrl-C within two seconds leaves whatever is open.
  private mutating func leaveAtOnce() -> [ConsoleCommand]? {
    interrupts.append(now)
    return interrupts.count >= 3 ? [.quit(stopServers: isLive)] : nil
  }

  /// The contexts whose keys hold now, the nearest first.
  var contexts: [KeyContext] {
    if prompt != nil { return [.prompt] }
    switch overlays.last {
    case .menu?: return [.menu]
    case .question?: return [.confirm]
    case nil: break
    }
    var contexts: [KeyContext] = isLive ? [] : [.replay]
    if formHasFocus, let form {
      if form.context != .form { return [form.context] }
      contexts.append(.form)
    } else {
      contexts.append(paneContext)
    }
    return contexts + [.global]
  }

  /// The context of the focused pane.
  var paneContext: KeyContext {
    switch focus {
    case .list(let kind): kind.context
    case .detail: .detail
    }
  }

  /// Whether the detail pane shows a form and has the focus.
  var formHasFocus: Bool { form != nil && formView == view && focus == .detail }

  private mutating func pressInPane(_ key: Key) -> [ConsoleCommand] {
    let keys = pendingKeys + [key]
    pendingKeys = []
    switch KeyMap.lookup(keys, in: contexts) {
    case .action(let action): return perform(action)
    case .incomplete: pendingKeys = keys
    case .unknown:
      if keys.count > 1 { return pressInPane(key) }
      if case .character = key {
        say(
          "\(KeyMap.label(keys, ascii: session.ascii)) has no meaning here; ? shows the keys",
          .textDim)
      }
    }
    return []
  }

  /// Does what an action says, unless it cannot be done now; then says why.
  mutating func perform(_ action: Action) -> [ConsoleCommand] {
    if let reason = disabledReason(action) {
      say("\(KeyMap.title(of: action)): \(reason)", .warn)
      return []
    }
    if let commands = performReplay(action) { return commands }
    if let commands = performVerb(action) { return commands }
    if performLook(action) || performMovement(action) || performView(action) { return [] }
    return performProgram(action)
  }

  private mutating func performProgram(_ action: Action) -> [ConsoleCommand] {
    switch action {
    case .command: prompt = Prompt(kind: .command, editor: LineEditor())
    case .search: prompt = Prompt(kind: .search, editor: LineEditor(search?.text ?? ""))
    case .filter:
      let kind = filterList
      prompt = Prompt(kind: .filter(kind), editor: LineEditor(lists[kind].filter.text))
    case .help: overlays.append(.menu(Menu(kind: .help(helpContext))))
    case .palette: overlays.append(.menu(Menu(kind: .palette(helpContext))))
    case .leave: leave()
    case .interrupt: interrupt()
    case .suspend: return [.suspend]
    case .repaint: return [.repaint]
    case .editField, .cycleField, .unsetField, .sendForm, .closeForm: return performForm(action)
    default: break
    }
    return []
  }

  private var helpContext: KeyContext { formHasFocus ? .form : paneContext }

  /// The list `&` filters: the focused one, or the one the detail's page is drawn from.
  var filterList: ListKind {
    if case .list(let kind) = focus { return kind }
    if case .server = subject, detail.page[.server, default: 0] == ServerPage.logs.rawValue {
      return .logs
    }
    return subjectList
  }

  /// `q`: out of what is open, at the top the quit question.
  private mutating func leave() {
    if zoomed != nil {
      zoomed = nil
    } else if focus == .detail {
      goOut()
    } else {
      askToQuit()
    }
  }

  /// The question at the way out.
  mutating func askToQuit() {
    guard isLive else {
      overlays.append(
        .question(
          Question(
            title: "leave the replay?", lines: [], consequence: .quit, yes: "leave", no: "stay")))
      return
    }
    let running = fold.servers.count(where: \.mayRun)
    var lines = [
      running == 0
        ? "no server is running" : "\(Format.plural(running, "running server")) will be stopped",
      "supervisor and console are one process here, so servers cannot be left running",
    ]
    let open = fold.calls.openIDs.count { id in
      fold.calls[id].map { $0.origin == .person && $0.outcome == .pending } ?? false
    }
    if open > 0 { lines.insert("\(Format.plural(open, "call")) in flight will be closed", at: 1) }
    overlays.append(
      .question(
        Question(
          title: "quit?", lines: lines, consequence: .quit, yes: "stop all and quit", no: "cancel"))
    )
  }

  /// Ctrl-C in a pane: closes what is innermost, else announces that twice quits.
  private mutating func interrupt() {
    if formHasFocus {
      closeForm()
      return
    }
    if let announced = quitAnnouncedAt, now - announced <= .seconds(2) {
      quitAnnouncedAt = nil
      askToQuit()
    } else {
      quitAnnouncedAt = now
      say("press ctrl-c again within 2 s to quit", .warn, for: .seconds(2))
    }
  }
}
