import ConsoleState
import Screen

/// Centred boxes above the panes: lists and questions.
enum OverlayView {
  static func draw(_ overlay: OverlayModel, on canvas: inout Canvas) {
    switch overlay {
    case .list(let title, let lines, let cursor, let footer):
      list(title, lines, cursor, footer, on: &canvas)
    case .confirm(let title, let lines, let answers):
      confirm(title, lines, answers, on: &canvas)
    }
  }

  private static func list(
    _ title: String, _ lines: [[Span]], _ cursor: Int?, _ footer: String,
    on canvas: inout Canvas
  ) {
    let gutter = cursor == nil ? 0 : 2
    let widest = lines.map { Spans.width($0) + gutter }.max() ?? 0
    let inner = max(widest, displayWidth(title) + 4, displayWidth(footer) + 12)
    let box = box(inner: inner, rows: lines.count, on: canvas)
    let room = max(0, box.height - 2)
    let first = max(0, min((cursor ?? 0) - room + 1, lines.count - room))
    frame(box, title: title, on: &canvas)
    for (offset, line) in lines.dropFirst(first).prefix(room).enumerated() {
      let y = box.y + 1 + offset
      Spans.put(
        line, x: box.x + 2 + gutter, y: y, width: box.width - 4 - gutter, on: &canvas)
      if first + offset == cursor {
        canvas.put(">", x: box.x + 2, y: y, role: .cursor, emphasis: .bold)
        canvas.emphasize(
          Rect(x: box.x + 4, y: y, width: box.width - 6, height: 1), .bold)
      }
    }
    let position =
      lines.count > room ? " \(first + 1)-\(min(first + room, lines.count))/\(lines.count) " : ""
    foot(box, left: footer.isEmpty ? "" : " \(footer) ", right: position, on: &canvas)
  }

  private static func confirm(
    _ title: String, _ lines: [String], _ answers: [HintModel], on canvas: inout Canvas
  ) {
    let widestText = 60
    let answerSpans = answers.flatMap { ChromeView.spans(of: $0) + [Span("   ")] }
    let longest = lines.map { displayWidth($0) }.max() ?? 0
    let inner = min(
      max(min(longest, widestText), Spans.width(answerSpans), displayWidth(title) + 4),
      canvas.size.columns - 4)
    let wrapped = lines.flatMap { $0.isEmpty ? [""] : Spans.wrapWords($0, to: inner) }
    let box = box(inner: inner, rows: wrapped.count + 2, on: canvas)
    frame(box, title: title, on: &canvas)
    // The answers keep their row when the text is too long for the screen.
    let room = max(0, box.height - 4)
    for (offset, line) in wrapped.prefix(room).enumerated() {
      canvas.put(line, x: box.x + 2, y: box.y + 1 + offset, width: box.width - 4)
    }
    Spans.put(
      answerSpans, x: box.x + 2, y: box.y + max(1, box.height - 2), width: box.width - 4,
      on: &canvas)
  }

  /// A centred place for `rows` of `inner` columns, with frame and a blank at each side.
  private static func box(inner: Int, rows: Int, on canvas: Canvas) -> Rect {
    let width = min(inner + 4, canvas.size.columns)
    let height = min(rows + 2, canvas.size.rows)
    return Rect(
      x: (canvas.size.columns - width) / 2, y: (canvas.size.rows - height) / 2, width: width,
      height: height)
  }

  private static func frame(_ box: Rect, title: String, on canvas: inout Canvas) {
    canvas.fill(box)
    let right = box.x + box.width - 1
    for x in [box.x, right] {
      canvas.fill(Rect(x: x, y: box.y, width: 1, height: box.height), with: "|", role: .border)
    }
    for y in [box.y, box.y + box.height - 1] {
      canvas.fill(Rect(x: box.x, y: y, width: box.width, height: 1), with: "-", role: .border)
      for x in [box.x, right] { canvas.put("+", x: x, y: y, role: .border) }
    }
    guard !title.isEmpty else { return }
    canvas.put(
      " \(title) ", x: box.x + 2, y: box.y, role: .title, emphasis: .bold, width: box.width - 4)
  }

  private static func foot(_ box: Rect, left: String, right: String, on canvas: inout Canvas) {
    let y = box.y + box.height - 1
    guard box.height > 1 else { return }
    let room = box.width - 4
    let used = canvas.put(left, x: box.x + 2, y: y, role: .textDim, width: room)
    let width = displayWidth(right)
    guard used + width <= room else { return }
    canvas.put(right, x: box.x + box.width - 2 - width, y: y, role: .textDim)
  }
}
