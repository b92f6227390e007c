import ConsoleState
import Screen

/// A call's arguments as JSON text with line numbers, scrolled so that the cursor stays in sight.
enum RawEditor {
  /// Returns the cell of the text cursor.
  static func draw(
    _ raw: FormModel.Raw, in rect: Rect, on canvas: inout Canvas
  ) -> (x: Int, y: Int)? {
    var rest = rect
    if let problem = raw.problem, rest.height > 1 {
      rest.height -= 1
      canvas.put(
        "! \(problem)", x: rect.x + 2, y: rect.y + rest.height, role: .error,
        width: rect.width - 2)
    }
    guard !rest.isEmpty else { return nil }
    let digits = max(3, String(raw.lines.count).count)
    // On narrow panes the text matters more than the numbers.
    let gutter = rest.width >= 24 ? digits + 1 : 0
    let room = rest.width - gutter
    let cursorLine = min(max(0, raw.cursorLine), max(0, raw.lines.count - 1))
    let first = max(0, cursorLine - rest.height + 1)
    let column = cursorColumn(raw, line: cursorLine)
    let scrolled = max(0, column - room + 1)
    for (offset, line) in raw.lines.dropFirst(first).prefix(rest.height).enumerated() {
      let y = rest.y + offset
      if gutter > 0 {
        let number = padded("\(first + offset + 1)", to: digits, alignment: .right)
        canvas.put(number, x: rest.x, y: y, role: .textFaint)
      }
      let shown = Spans.dropping(scrolled, from: [Span(line)])
      Spans.put(shown, x: rest.x + gutter, y: y, width: room, on: &canvas)
    }
    return (rest.x + gutter + column - scrolled, rest.y + cursorLine - first)
  }

  /// The cursor's column on the screen, from its column in characters.
  private static func cursorColumn(_ raw: FormModel.Raw, line: Int) -> Int {
    guard line < raw.lines.count else { return 0 }
    return displayWidth(String(raw.lines[line].prefix(max(0, raw.cursorColumn))))
  }
}
