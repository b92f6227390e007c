import Screen
import SessionLog

extension ConsoleState {
  /// What the screen shows at the current size. Only visible rows are built, and between events it
  /// is the same as before, except for ages.
  package func screenModel() -> ScreenModel {
    let layout = layout
    let prompt = promptModel
    guard layout.kind != .nothing else {
      return ScreenModel(
        header: HeaderModel(left: [], right: []), tabs: [], panes: [],
        status: StatusModel(left: [], right: [], prompt: nil), hints: [], overlays: [])
    }
    if layout.kind == .lines {
      return ScreenModel(
        header: HeaderModel(left: [], right: []), tabs: [],
        panes: [PlacedPane(rect: layout.frame.body, focused: true, content: .text(serverLines()))],
        status: StatusModel(left: [], right: [], prompt: prompt), hints: [],
        overlays: overlays.map(overlayModel))
    }
    return ScreenModel(
      header: header(width: size.columns), tabs: layout.frame.tabs == nil ? [] : tabs,
      panes: layout.panes.map { placed in
        PlacedPane(
          rect: placed.rect, focused: placed.pane == focus && overlays.isEmpty,
          content: pane(placed.pane, placed.rect))
      },
      status: StatusModel(left: statusLeft, right: statusRight, prompt: prompt), hints: hints,
      overlays: overlays.map(overlayModel))
  }

  private func pane(_ pane: PaneKind, _ rect: Rect) -> PaneModel {
    switch pane {
    case .list(.servers): .table(serversTable(rect))
    case .list(.calls): .table(callsTable(rect))
    case .list(.tools): .table(toolsTable(rect))
    case .list(.tasks): tasksPane(rect)
    case .list(.logs): .table(logsTable(rect))
    case .detail: detailPane(rect)
    }
  }

  // MARK: Header and tabs

  private func header(width: Int) -> HeaderModel {
    let servers = shown.servers
    let ready = servers.count { $0.status == .ready }
    var left = [Span("cockpit", .title, .bold), Span("  \(session.name)", .text)]
    left.append(
      Span("  \(ready)/\(servers.count) ready", ready == servers.count ? .ok : .text))
    if width >= 100, !shown.tasks.isEmpty {
      let blocked = shown.tasks.tasks.count { $0.status == .blocked }
      left.append(Span("  tasks \(shown.tasks.tasks.count)", .text))
      if blocked > 0 { left.append(Span(" (\(blocked) blocked)", .textDim)) }
    }
    var right: [Span] = []
    let problems = servers.count(where: \.isProblem)
    if problems > 0 { right += [Span("!\(problems)", .error, .bold), Span("  ")] }
    if frozen != nil { right += [Span("PAUSED", .badge), Span("  ")] }
    right += recordingSpans + replaySpans
    if isLive { right.append(Span("local  ", .textDim)) }
    right.append(Span(clock.minutes(shownNow), .textDim))
    return HeaderModel(left: left, right: right)
  }

  private var recordingSpans: [Span] {
    switch recording {
    case .off: []
    case .on(let since, let bytes):
      [Span("REC \(Format.age(now - since)) \(Format.bytes(bytes))", .badge), Span("  ")]
    case .failed: [Span("REC failed", .error, .bold), Span("  ")]
    }
  }

  private var replaySpans: [Span] {
    guard !isLive else { return [] }
    var spans = [Span("REPLAY", .replay, .bold)]
    if let replay {
      let speed =
        replay.speed == replay.speed.rounded()
        ? "\(Int(min(max(replay.speed, 0), 1e6)))" : "\(replay.speed)"
      let position = "\(Format.age(replay.position))/\(Format.age(replay.length))"
      spans.append(
        Span(" \(replay.isPlaying ? "playing" : "paused") x\(speed) \(position)", .replay))
    }
    return spans + [Span("  ")]
  }

  private var tabs: [TabModel] {
    ViewKind.allCases.compactMap { kind in
      if kind == .overview, view != .overview, disabledReason(.showOverview) != nil { return nil }
      return TabModel(
        digit: kind.rawValue, name: kind.name, shortName: kind.name, selected: kind == view)
    }
  }

  // MARK: Status

  private var statusLeft: [Span] {
    if let message { return modeSpans + [Span(message.text, message.role)] }
    var words = [Span(view.name.lowercased(), .text)]
    let name = subjectName
    if !name.isEmpty { words += [Span(" > ", .textFaint), Span(name, .text)] }
    return modeSpans + words
  }

  /// The mode, unless it is NORMAL.
  private var modeSpans: [Span] {
    let mode: String
    if case .question? = overlays.last {
      mode = "CONFIRM"
    } else if formHasFocus {
      mode = "FORM"
    } else if !isLive {
      mode = "REPLAY"
    } else {
      return []
    }
    return [Span(mode, .badge, .bold), Span("  ")]
  }

  private var subjectName: String {
    switch subject {
    case .server(let name): name
    case .call(let id): shown.calls[id].map { "#\($0.request) \($0.name)" } ?? ""
    case .tool(let tool): "\(tool.server).\(tool.tool)"
    case .task(let id): "task \(id)"
    case .log, .nothing: ""
    }
  }

  private var statusRight: [Span] {
    let kind: ListKind
    if case .list(let focused) = focus { kind = focused } else { kind = subjectList }
    let count = items(kind).count
    let position = count == 0 ? 0 : lists[kind].index + 1
    var spans = [Span("\(position)/\(count)", .textDim)]
    if !pendingKeys.isEmpty {
      spans.insert(Span(KeyMap.label(pendingKeys, ascii: session.ascii) + " ...  ", .key), at: 0)
    }
    if let search { spans.append(Span("  /\(search.text)", .match)) }
    let filter = lists[kind].filter
    if filter.isEmpty {
      spans.append(Span("  no filter", .textFaint))
    } else {
      spans.append(Span("  &\(filter.text)", .warn))
      spans.append(Span("  \(hiddenCount(kind)) hidden", .textDim))
    }
    return spans
  }

  /// How many entries of a list its filter hides.
  func hiddenCount(_ kind: ListKind) -> Int {
    kind == .logs ? shown.logs.hiddenCount : max(unfilteredCount(kind) - items(kind).count, 0)
  }

  private var promptModel: PromptModel? {
    guard let prompt else { return nil }
    var remark = prompt.remark.map { Span($0, prompt.remarkIsError ? .error : .textDim) }
    if remark == nil {
      switch prompt.kind {
      case .filter(let kind):
        remark = Span("filters \(kind.word): words, !word, key:value  [FILTER]", .textFaint)
      case .search: remark = Span("[SEARCH]", .textFaint)
      case .command: remark = Span("[COMMAND]", .textFaint)
      }
    }
    return PromptModel(
      label: prompt.label, text: prompt.editor.text, cursor: prompt.editor.cursor, remark: remark)
  }

  // MARK: Hints

  /// The keys of the focused pane, then those that work everywhere. Where the row is too narrow, help, which
  /// knows them all, stays in sight.
  private var hints: [HintModel] {
    var seen: Set<String> = []
    func hints(of contexts: some Sequence<KeyContext>) -> [HintModel] {
      contexts.flatMap { KeyMap.bindings(in: $0) }.compactMap { binding in
        let key = binding.shortLabel(ascii: session.ascii)
        guard let hint = binding.hint, seen.insert(key).inserted else { return nil }
        return HintModel(key: key, label: hint, disabledReason: disabledReason(binding.action))
      }
    }
    var own = hints(of: contexts.filter { $0 != .global })
    var everywhere = hints(of: contexts.filter { $0 == .global })
    func width(_ hints: [HintModel]) -> Int {
      hints.reduce(0) { $0 + displayWidth($1.key) + displayWidth($1.label) + 3 }
    }
    // What is found anyway goes first: search, then filter, then the pane's own last keys.
    while width(own) + width(everywhere) > size.columns {
      if let index = everywhere.lastIndex(where: { $0.key == "/" || $0.key == "&" }) {
        everywhere.remove(at: index)
      } else if own.popLast() == nil {
        break
      }
    }
    return own + everywhere
  }
}
