import JSON
import Screen

extension ConsoleState {
  /// Changes how things are shown or where the cursor is; false when the action does neither.
  mutating func performLook(_ action: Action) -> Bool {
    switch action {
    case .why: openWhy()
    case .nextRepresentation: nextRepresentation()
    case .follow: follow()
    case .pause: togglePause()
    case .goToMark: goToMark()
    case .nextProblem: goToProblem(step: 1)
    case .previousProblem: goToProblem(step: -1)
    case .criticalPath: look.critical.toggle()
    case .timestamps: cycleTimestamps()
    case .wrap: look.wraps.toggle()
    case .nextMatch: goToMatch(step: 1)
    case .previousMatch: goToMatch(step: -1)
    default: return false
    }
    return true
  }

  private mutating func openWhy() {
    guard let page = subject.kind.whyPage else { return }
    detail.page[subject.kind] = page
    detail.reset()
    focusPane(.detail)
  }

  private mutating func nextRepresentation() {
    if formHasFocus {
      if let problem = form?.nextRepresentation() { say(problem.message, .error) }
    } else if focus == .list(.tasks) {
      look.showsLayers = !showsLayers
    } else {
      _ = performView(.nextPage)
    }
  }

  /// Whether tasks are drawn as layers: as chosen, else where there is width.
  var showsLayers: Bool { look.showsLayers ?? (size.columns >= 100) }

  private mutating func follow() {
    switch focus {
    case .detail: detail.follows = true
    case .list(.servers):
      guard let worst = shown.servers.filter(\.isProblem).max(by: { $0.since < $1.since }) else {
        say("no server has a problem", .ok)
        return
      }
      jump(.servers, to: .server(worst.name))
    case .list(.tasks):
      guard let running = shown.tasks.tasks.first(where: { $0.status == .running }) else {
        say("no task is running", .textDim)
        return
      }
      jump(.tasks, to: .task(running.id))
    case .list(let kind): place(kind, at: items(kind).count - 1)
    }
    frozen = nil
  }

  mutating func jump(_ kind: ListKind, to item: ItemID) {
    guard let index = items(kind).index(of: item) else { return }
    place(kind, at: index)
  }

  private mutating func togglePause() {
    if frozen == nil {
      frozen = Frozen(fold: fold, now: now)
      say("paused; data keeps flowing. p resumes", .warn)
    } else {
      frozen = nil
    }
  }

  private mutating func cycleTimestamps() {
    let all = TimestampStyle.allCases
    let index = all.firstIndex(of: look.time) ?? 0
    look.time = all[(index + 1) % all.count]
    say("time: \(look.time.rawValue)")
  }

  private mutating func goToMark() {
    guard let mark = shown.markers.last(where: { shown.logs[$0] != nil }) else {
      say("no marker yet; m drops one", .textDim)
      return
    }
    show(.logs)
    jump(.logs, to: .log(mark))
  }

  // MARK: Problems and matches

  private mutating func goToProblem(step: Int) {
    guard case .list(let kind) = focus, kind != .tools else {
      say("no problems are marked here", .textDim)
      return
    }
    let fold = shown
    go(kind, step: step, what: "problem") { item in
      switch item {
      case .server(let name): fold.server(name)?.isProblem == true
      case .call(let id): fold.calls[id].map { $0.outcome.isFailure } ?? false
      case .task(let id):
        fold.tasks[id].map { $0.status == .failed || $0.status == .blocked } ?? false
      case .log(let sequence): fold.logs[sequence]?.isProblem == true
      case .tool: false
      }
    }
  }

  mutating func goToMatch(step: Int) {
    guard let search, !search.isEmpty else {
      say("nothing to search for; / starts a search", .textDim)
      return
    }
    guard case .list(let kind) = focus else { return goToMatchInDetail(search, step: step) }
    let fold = shown
    go(kind, step: step, what: "match") { item in search.isFound(in: Self.text(of: item, in: fold))
    }
  }

  /// What a search looks through, per entry.
  private static func text(of item: ItemID, in fold: SessionFold) -> String {
    switch item {
    case .server(let name): name + " " + (fold.server(name)?.why ?? "")
    case .call(let id): fold.calls[id].map { "\($0.name) #\($0.request) \($0.preview)" } ?? ""
    case .tool(let id): id.tool + " " + (fold.server(id.server)?.tools[id.tool]?.summary ?? "")
    case .task(let id): "\(id) " + (fold.tasks[id]?.title ?? "")
    case .log(let sequence): fold.logs[sequence]?.text ?? ""
    }
  }

  private mutating func goToMatchInDetail(_ search: Needle, step: Int) {
    let lines = detailLines(0..<detailLineCount)
    let start = detailTop
    let order =
      step > 0 ? Array((start + 1)..<max(lines.count, start + 1)) : Array((0..<start).reversed())
    let found = order.first { index in
      index < lines.count && search.isFound(in: lines[index].map(\.text).joined())
    }
    guard let found else {
      say("no further match of \(search.text)", .textDim)
      return
    }
    detail.top = found
    detail.follows = false
  }

  /// Puts the cursor on the next entry in a direction that is wanted; goes round at the ends.
  private mutating func go(
    _ kind: ListKind, step: Int, what: String, isWanted: (ItemID) -> Bool
  ) {
    let items = items(kind)
    guard items.count > 0 else { return }
    var index = lists[kind].index
    for distance in 1...items.count {
      index = (lists[kind].index + step * distance) % items.count
      if index < 0 { index += items.count }
      guard isWanted(items[index]) else { continue }
      let wrapped = step > 0 ? index <= lists[kind].index : index >= lists[kind].index
      place(kind, at: index)
      if wrapped { say("\(what): went round the \(step > 0 ? "end" : "start")", .textDim) }
      return
    }
    say("no \(what) here", .textDim)
  }
}
