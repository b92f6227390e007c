import ConsoleState
import Screen

/// Lines of styled text; the cursor line is in reverse, over the whole width.
enum TextPane {
  static func draw(_ text: TextModel, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    guard !rect.isEmpty else { return }
    if text.lines.isEmpty {
      let space = Rect(x: rect.x + 2, y: rect.y, width: rect.width - 3, height: rect.height)
      EmptyText.draw(text.emptyText, in: space, on: &canvas)
    }
    var y = rect.y
    let end = rect.y + rect.height
    for (index, line) in text.lines.enumerated() {
      let start = y
      for row in rows(of: line, text, width: rect.width, limit: end - y) {
        Spans.put(row, x: rect.x, y: y, width: rect.width, on: &canvas)
        y += 1
      }
      if index == text.cursor {
        let place = Rect(x: rect.x, y: start, width: rect.width, height: y - start)
        canvas.emphasize(place, focused ? .reverse : .bold)
      }
      guard y < end else { return }
    }
  }

  private static func rows(
    of line: [Span], _ text: TextModel, width: Int, limit: Int
  ) -> [[Span]] {
    if text.wraps { return Spans.wrap(line, to: width, limit: limit) }
    return [Spans.dropping(text.leftColumn, from: line)]
  }
}
