import Screen

extension ConsoleState {
  /// Moves in the focused pane; false when the action is no movement.
  mutating func performMovement(_ action: Action) -> Bool {
    if formHasFocus, moveInForm(action) { return true }
    let page = rows(of: focus)
    switch action {
    case .moveDown: move(by: 1)
    case .moveUp: move(by: -1)
    case .halfPageDown: move(by: max(page / 2, 1))
    case .halfPageUp: move(by: -max(page / 2, 1))
    case .pageDown: move(by: page)
    case .pageUp: move(by: -page)
    case .lineDown: scrollPane(by: 1)
    case .lineUp: scrollPane(by: -1)
    case .moveTop: moveToEnd(false)
    case .moveBottom: moveToEnd(true)
    case .scrollLeft: detail.left = max(detail.left - 8, 0)
    case .scrollRight: detail.left = min(detail.left + 8, 65_536)
    case .goIn: goIn()
    case .goOut: goOut()
    default: return false
    }
    return true
  }

  private mutating func move(by offset: Int) {
    switch focus {
    case .list(let kind): moveCursor(kind, by: offset)
    case .detail: scrollDetail(by: offset)
    }
  }

  private mutating func scrollPane(by offset: Int) {
    switch focus {
    case .list(let kind): scroll(kind, by: offset)
    case .detail: scrollDetail(by: offset)
    }
  }

  private mutating func scrollDetail(by offset: Int) {
    let last = max(detailLineCount - rows(of: .detail), 0)
    let top = detailTop + offset
    detail.top = min(max(top, 0), last)
    detail.follows = detail.top >= last && offset > 0
  }

  /// The first line of the detail that is shown.
  var detailTop: Int {
    let last = max(detailLineCount - rows(of: .detail), 0)
    return detail.follows && detailGrows ? last : min(detail.top, last)
  }

  private mutating func moveToEnd(_ bottom: Bool) {
    switch focus {
    case .list(let kind): place(kind, at: bottom ? items(kind).count - 1 : 0)
    case .detail:
      detail.top = bottom ? Int.max / 2 : 0
      detail.follows = bottom
    }
    if bottom { frozen = nil }
  }

  private mutating func goIn() {
    guard case .list(let kind) = focus else { return }
    switch kind {
    case .logs:
      if view == .logs {
        logDetailIsOpen = true
        focusPane(.detail)
      } else {
        show(.logs)
      }
    case .servers:
      detail.page[.server] = ServerPage.logs.rawValue
      focusPane(.detail)
    case .calls, .tools, .tasks: focusPane(.detail)
    }
  }

  /// Out one level: from the detail to its list; a record on its own closes.
  mutating func goOut() {
    guard focus == .detail else {
      if zoomed != nil { zoomed = nil }
      return
    }
    detail.override = nil
    logDetailIsOpen = false
    focusPane(.list(subjectList))
  }

  mutating func focusPane(_ pane: PaneKind) {
    focus = pane
    if case .list(let kind) = pane, kind != .logs { lastList = kind }
    if zoomed != nil { zoomed = pane }
  }

  // MARK: Views and panes

  /// Changes what is on the screen; false when the action does not.
  mutating func performView(_ action: Action) -> Bool {
    switch action {
    case .showOverview: show(.overview)
    case .showServers: show(.servers)
    case .showCalls: show(.calls)
    case .showTools: show(.tools)
    case .showTasks: show(.tasks)
    case .showLogs: show(.logs)
    case .previousView: show(previousView)
    case .nextPane: stepPane(by: 1)
    case .previousPane: stepPane(by: -1)
    case .nextPage: stepPage(by: 1)
    case .previousPage: stepPage(by: -1)
    case .zoom: zoomed = zoomed == nil ? focus : nil
    default: return false
    }
    return true
  }

  mutating func show(_ target: ViewKind) {
    guard target != view else { return }
    previousView = view
    view = target
    zoomed = nil
    detail.override = nil
    detail.reset()
    logDetailIsOpen = false
    focusPane(form != nil && formView == target ? .detail : .list(target.mainList))
  }

  private mutating func stepPane(by offset: Int) {
    var panes = layout.panes.map(\.pane)
    if panes.count == 1 { panes = [.list(view.mainList), .detail] }
    guard let index = panes.firstIndex(of: focus) else { return }
    focusPane(panes[(index + offset + panes.count) % panes.count])
  }

  private mutating func stepPage(by offset: Int) {
    let kind = subject.kind
    guard kind.pages.count > 1 else { return }
    detail.page[kind] = (pageIndex(kind) + offset + kind.pages.count) % kind.pages.count
    detail.reset()
  }

  /// The page shown for a kind of subject.
  func pageIndex(_ kind: Subject.Kind) -> Int {
    let page = detail.page[kind] ?? (kind == .call ? CallPage.response.rawValue : 0)
    return min(max(page, 0), max(kind.pages.count - 1, 0))
  }
}
