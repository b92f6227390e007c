import ConsoleState
import Screen

/// The rows around the panes: header, tabs, status, hints.
enum ChromeView {
  /// Returns the place of the text cursor when a prompt is open.
  static func draw(_ model: ScreenModel, on canvas: inout Canvas) -> (x: Int, y: Int)? {
    let frame = Layout.frame(of: canvas.size)
    if let row = frame.header, !model.header.left.isEmpty || !model.header.right.isEmpty {
      ends(left: model.header.left, right: model.header.right, y: row.y, on: &canvas)
    }
    if let row = frame.tabs, !model.tabs.isEmpty {
      tabs(model.tabs, y: row.y, on: &canvas)
    }
    if let row = frame.hints, !model.hints.isEmpty {
      hints(model.hints, y: row.y, on: &canvas)
    }
    // A prompt is shown even where there is no room for a status row.
    let lastRow = canvas.size.rows - 1
    guard frame.status != nil || model.status.prompt != nil else { return nil }
    return status(model.status, y: frame.status?.y ?? lastRow, on: &canvas)
  }

  private static func clear(_ y: Int, on canvas: inout Canvas) {
    canvas.fill(Rect(x: 0, y: y, width: canvas.size.columns, height: 1))
  }

  /// One part at the left and one at the right, a blank at each edge. When both do not fit the left one is
  /// cut, or shown alone when little of it would be left.
  private static func ends(left: [Span], right: [Span], y: Int, on canvas: inout Canvas) {
    clear(y, on: &canvas)
    let room = canvas.size.columns - 2
    let rightWidth = Spans.width(right)
    let leftRoom = rightWidth == 0 ? room : room - rightWidth - 2
    let minimumLeft = 16
    guard leftRoom >= min(Spans.width(left), minimumLeft) else {
      Spans.put(left, x: 1, y: y, width: room, on: &canvas)
      return
    }
    Spans.put(left, x: 1, y: y, width: leftRoom, on: &canvas)
    Spans.put(right, x: 1 + room - rightWidth, y: y, width: rightWidth, on: &canvas)
  }

  /// ` [1]Servers  2 Calls  3 Tools`; short names, closer together, when that does not fit.
  private static func tabs(_ tabs: [TabModel], y: Int, on canvas: inout Canvas) {
    clear(y, on: &canvas)
    let room = canvas.size.columns - 2
    let full = spans(of: tabs, gap: "  ") { $0.name }
    let fits = Spans.width(full) <= room
    let shown = fits ? full : spans(of: tabs, gap: " ") { $0.shortName }
    Spans.put(shown, x: 1, y: y, width: room, on: &canvas)
  }

  private static func spans(
    of tabs: [TabModel], gap: String, name: (TabModel) -> String
  ) -> [Span] {
    var spans: [Span] = []
    for tab in tabs {
      if !spans.isEmpty { spans.append(Span(gap)) }
      if tab.selected {
        spans.append(Span("[\(tab.digit)]\(name(tab))", .title, .bold))
      } else {
        spans += [Span("\(tab.digit)", .key), Span(" \(name(tab))")]
      }
    }
    return spans
  }

  private static func status(
    _ status: StatusModel, y: Int, on canvas: inout Canvas
  ) -> (x: Int, y: Int)? {
    if let prompt = status.prompt {
      clear(y, on: &canvas)
      let place = Rect(x: 1, y: y, width: canvas.size.columns - 2, height: 1)
      return PromptLine.draw(prompt, in: place, on: &canvas)
    }
    if !status.left.isEmpty || !status.right.isEmpty {
      ends(left: status.left, right: status.right, y: y, on: &canvas)
    }
    return nil
  }

  /// ` enter open  c call  r restart`, as many as fit whole; disabled ones keep their place.
  private static func hints(_ hints: [HintModel], y: Int, on canvas: inout Canvas) {
    clear(y, on: &canvas)
    let end = canvas.size.columns - 1
    var x = 1
    for hint in hints {
      let spans = spans(of: hint)
      let width = Spans.width(spans)
      guard x + width <= end else {
        canvas.put("»", x: min(x, end), y: y, role: .textDim)
        return
      }
      Spans.put(spans, x: x, y: y, width: width, on: &canvas)
      x += width + 2
    }
  }

  /// A key and its label; faint and dim when the action is disabled.
  static func spans(of hint: HintModel) -> [Span] {
    let isEnabled = hint.disabledReason == nil
    return [
      Span(hint.key, isEnabled ? .key : .textFaint, isEnabled ? .bold : .dim),
      Span(" \(hint.label)", isEnabled ? .text : .textFaint, isEnabled ? [] : .dim),
    ]
  }
}
