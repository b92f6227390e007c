import Screen

extension ConsoleState {
  /// The entries of a list as the screen shows them, filtered.
  func items(_ kind: ListKind) -> ListItems {
    let fold = shown
    let filter = lists[kind].filter
    switch kind {
    case .servers:
      return .items(fold.servers.filter { filter.matches($0) }.map { .server($0.name) })
    case .calls:
      return .items(
        fold.calls.records.filter {
          filter.matches($0, server: fold.serverNames[$0.server], now: shownNow)
        }.map { .call($0.id) })
    case .tools:
      return .items(
        fold.servers.flatMap { server in
          server.tools.tools.filter { filter.matches($0, server: server.name) }
            .map { .tool(ToolID(server: server.name, tool: $0.name)) }
        })
    case .tasks:
      let tasks = fold.tasks
      return .items(
        tasks.order.filter { id in tasks[id].map { filter.matches($0) } ?? false }.map { .task($0) }
      )
    case .logs: return .logs(fold.logs)
    }
  }

  /// How many entries a list has without its filter.
  func unfilteredCount(_ kind: ListKind) -> Int {
    let fold = shown
    switch kind {
    case .servers: return fold.servers.count
    case .calls:
      return lists[.calls].filter.mentions(.origin)
        ? fold.calls.records.count : fold.calls.records.count(where: \.isShownByDefault)
    case .tools: return fold.servers.reduce(0) { $0 + $1.tools.tools.count }
    case .tasks: return fold.tasks.tasks.count
    case .logs: return fold.logs.records.count
    }
  }

  /// How many entries a list ever had, to count the new ones.
  func totalCount(_ kind: ListKind) -> Int { kind == .logs ? fold.logs.total : fold.calls.total }

  /// The rows of a list's pane, or a guess where it is not on the screen.
  func rows(of pane: PaneKind) -> Int {
    let placed = layout.panes.first { $0.pane == pane }
    guard let rect = placed?.rect else { return max(size.rows - 6, 1) }
    let heads = pane == .list(.logs) || pane == .detail ? 1 : 2
    return max(rect.height - heads, 1)
  }

  /// The first row shown of a list, for its cursor and the rows there are.
  func window(_ kind: ListKind, count: Int, rows: Int) -> Int {
    let state = lists[kind]
    let top = state.index - min(max(state.row, 0), rows - 1)
    return min(max(top, 0), max(count - rows, 0))
  }

  /// Puts every cursor back on its object after a change.
  mutating func settle() {
    for kind in ListKind.allCases {
      let items = items(kind)
      var state = lists[kind]
      defer { lists[kind] = state }
      guard items.count > 0 else {
        state.index = 0
        continue
      }
      if state.follows {
        state.index = items.count - 1
        state.row = rows(of: .list(kind)) - 1
      } else if let cursor = state.cursor {
        state.index = items.index(of: cursor) ?? items.nearest(to: cursor, fallback: state.index)
      } else {
        state.index = 0
      }
      state.cursor = items[state.index]
    }
    if let form, fold.server(form.id.server) == nil { self.form = nil }
    keepFocusVisible()
  }

  /// Moves the focus to a pane that is on the screen.
  private mutating func keepFocusVisible() {
    let panes = layout.panes.map(\.pane)
    guard let first = panes.first, !panes.contains(focus) else { return }
    focus = first
  }

  /// Moves a list's cursor by rows, keeping where it is drawn as far as it fits.
  mutating func moveCursor(_ kind: ListKind, by offset: Int) {
    place(kind, at: lists[kind].index + offset)
  }

  /// Puts a list's cursor on an index; at the end of a list that grows it follows.
  mutating func place(_ kind: ListKind, at index: Int) {
    let items = items(kind)
    guard items.count > 0 else { return }
    let rows = rows(of: .list(kind))
    var state = lists[kind]
    let top = window(kind, count: items.count, rows: rows)
    let target = min(max(index, 0), items.count - 1)
    let wasFollowing = state.follows
    state.follows = kind.grows && target == items.count - 1 && index >= state.index
    if wasFollowing, !state.follows { state.releasedAt = totalCount(kind) }
    state.row = min(max(target - top, 0), rows - 1)
    state.index = target
    if items[target] != state.cursor { detail.reset() }
    state.cursor = items[target]
    lists[kind] = state
    detail.override = nil
  }

  /// Scrolls a list without moving its cursor off its object while it stays in sight.
  mutating func scroll(_ kind: ListKind, by offset: Int) {
    let rows = rows(of: .list(kind))
    let row = lists[kind].row - offset
    if row < 0 || row >= rows { return moveCursor(kind, by: offset) }
    if lists[kind].follows, offset < 0 {
      lists[kind].follows = false
      lists[kind].releasedAt = totalCount(kind)
    }
    lists[kind].row = row
  }

  /// The list that decides what the detail is about.
  var subjectList: ListKind {
    guard view == .overview || view == .servers else { return view.mainList }
    if case .list(let kind) = focus, kind != .logs, view == .overview { return kind }
    return view == .overview ? overviewList : .servers
  }

  /// In the overview the detail stays with the list that had the focus before it.
  private var overviewList: ListKind { lastList ?? .servers }

  /// What the detail pane is about.
  var subject: Subject {
    if let override = detail.override { return override }
    switch lists[subjectList].cursor {
    case .server(let name)?: return .server(name)
    case .call(let id)?: return .call(id)
    case .tool(let id)?: return .tool(id)
    case .task(let id)?: return .task(id)
    case .log(let sequence)?: return .log(sequence)
    case nil: return .nothing
    }
  }

  /// The selected server, whatever the list: its own, or the one that the selected object belongs
  /// to.
  var selectedServer: ServerRecord? {
    switch subject {
    case .server(let name): fold.server(name)
    case .tool(let id): fold.server(id.server)
    case .call(let id): fold.calls[id].map { fold.servers[$0.server] }
    case .task: fold.tasksServer.flatMap { fold.server($0) }
    case .log(let sequence): fold.logs[sequence]?.server.map { fold.servers[$0] }
    case .nothing: nil
    }
  }

  /// The selected call.
  var selectedCall: CallRecord? {
    guard case .call(let id) = subject else { return nil }
    return fold.calls[id]
  }

  /// The selected tool: the one at the cursor, or the one of the selected call.
  var selectedTool: ToolID? {
    switch subject {
    case .tool(let id): id
    case .call(let id):
      fold.calls[id].flatMap { call in
        call.tool.map { ToolID(server: fold.serverNames[call.server], tool: $0) }
      }
    default: nil
    }
  }
}
