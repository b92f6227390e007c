import Screen

/// The lines of a detail page: built, or found in the log when asked for.
enum DetailContent {
  case lines([[Span]])
  case logs([Int])

  var count: Int {
    switch self {
    case .lines(let lines): lines.count
    case .logs(let sequences): sequences.count
    }
  }
}

extension ConsoleState {
  /// The detail pane: a form, a call on its way, or a page about the selected object.
  func detailPane(_ rect: Rect) -> PaneModel {
    if let form, formView == view { return .form(formModel(form)) }
    let content = detailContent
    let rows = max(rect.height - 1, 0)
    let last = max(content.count - max(rows, 1), 0)
    let top = detail.follows && detailGrows ? last : min(detail.top, last)
    let lines = lines(of: content, top..<min(top + rows, content.count))
    return .text(
      TextModel(
        title: detailTitle(content), lines: highlighted(lines), leftColumn: detail.left,
        wraps: look.wraps || isProse, cursor: nil, emptyText: detailEmptyText))
  }

  /// How many lines the page has.
  var detailLineCount: Int { detailContent.count }

  /// Lines of the page in a range.
  func detailLines(_ range: Range<Int>) -> [[Span]] {
    let content = detailContent
    return lines(of: content, range.clamped(to: 0..<content.count))
  }

  private func lines(of content: DetailContent, _ range: Range<Int>) -> [[Span]] {
    switch content {
    case .lines(let lines): Array(lines[range])
    case .logs(let sequences): sequences[range].map(logLine)
    }
  }

  /// Whether the page grows at its end, so that following makes sense.
  var detailGrows: Bool {
    guard subject.kind == .server else { return false }
    let page = ServerPage(rawValue: pageIndex(.server))
    return page == .logs || page == .calls
  }

  private var detailContent: DetailContent {
    switch subject {
    case .server(let name):
      guard let server = shown.server(name) else { return .lines([]) }
      return serverPage(server, ServerPage(rawValue: pageIndex(.server)) ?? .logs)
    case .call(let id):
      guard let call = shown.calls[id] else { return .lines([]) }
      return .lines(callPage(call, CallPage(rawValue: pageIndex(.call)) ?? .response))
    case .tool(let id):
      guard let tool = shown.server(id.server)?.tools[id.tool] else { return .lines([]) }
      return .lines(toolPage(tool, id, ToolPage(rawValue: pageIndex(.tool)) ?? .description))
    case .task(let id):
      guard let task = shown.tasks[id] else { return .lines([]) }
      return .lines(taskPage(task, TaskPage(rawValue: pageIndex(.task)) ?? .fields))
    case .log(let sequence): return .lines(recordPage(sequence))
    case .nothing: return .lines([])
    }
  }

  private func detailTitle(_ content: DetailContent) -> TitleModel {
    let kind = subject.kind
    var right = ""
    if detailGrows {
      right = detail.follows ? "FOLLOW" : "\(detailTop + 1)/\(max(content.count, 1))"
      if case .logs = content, !lists[.logs].filter.isEmpty {
        right += "  &\(lists[.logs].filter.text)"
      }
    } else if content.count > rows(of: .detail) {
      right = "\(detailTop + 1)/\(content.count)"
    }
    let name: String
    switch subject {
    case .server(let server): name = server
    case .call(let id): name = shown.calls[id].map { "call #\($0.request) \($0.name)" } ?? "call"
    case .tool(let tool): name = tool.tool
    case .task(let id): name = "task \(id)"
    case .log(let sequence): name = "record \(sequence + 1)"
    case .nothing: name = "detail"
    }
    return TitleModel(
      kind.pages.count > 1 ? name + ":" : name, pages: kind.pages.count > 1 ? kind.pages : [],
      selectedPage: pageIndex(kind), right: right)
  }

  /// Explanations and descriptions are sentences: they are always shown whole.
  private var isProse: Bool {
    let kind = subject.kind
    guard formView != view else { return false }
    return pageIndex(kind) == kind.whyPage
      || kind == .tool && pageIndex(kind) == ToolPage.description.rawValue
  }

  private var detailEmptyText: [String] {
    switch subject {
    case .nothing: ["Nothing is selected.", "Details of the selected object appear here."]
    case .server(let name):
      pageIndex(.server) == ServerPage.calls.rawValue
        ? ["No calls to \(name) yet.", "c calls one of its tools."]
        : ["No lines from \(name) yet.", "Its stderr, states and messages appear here."]
    case .call: ["This call is too old to be kept."]
    case .tool(let tool): ["\(tool.server) does not list \(tool.tool) any more."]
    case .task: ["This task is gone."]
    case .log: ["This line is too old to be kept."]
    }
  }

  /// Lines with what the search finds in its role.
  private func highlighted(_ lines: [[Span]]) -> [[Span]] {
    guard let search, !search.isEmpty else { return lines }
    return lines.map { line in
      line.flatMap { span -> [Span] in
        let ranges = search.ranges(in: span.text)
        guard !ranges.isEmpty else { return [span] }
        let characters = Array(span.text)
        var spans: [Span] = []
        var position = 0
        for range in ranges
        where range.lowerBound >= position && range.upperBound <= characters.count {
          spans.append(
            Span(String(characters[position..<range.lowerBound]), span.role, span.emphasis))
          spans.append(Span(String(characters[range]), .match, span.emphasis))
          position = range.upperBound
        }
        spans.append(Span(String(characters[position...]), span.role, span.emphasis))
        return spans.filter { !$0.text.isEmpty }
      }
    }
  }

  /// A line of a fact sheet: `restarts    2 of 8 in the window`.
  func fact(_ name: String, _ value: String, _ role: Role = .text) -> [Span] {
    [Span(padded(name, to: max(13, displayWidth(name) + 1)), .textDim), Span(value, role)]
  }

  /// A text with its line breaks as lines.
  func paragraph(_ text: String, _ role: Role = .text) -> [[Span]] {
    text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { [Span(TextCleaner.line(String($0)), role)] }
  }
}
