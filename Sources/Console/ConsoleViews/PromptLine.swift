import ConsoleState
import Screen

/// A line being edited, scrolled sideways so that the cursor stays in sight.
enum PromptLine {
  /// Draws label, text and remark in the first row of `rect`; returns the cell of the cursor.
  static func draw(
    _ prompt: PromptModel, in rect: Rect, on canvas: inout Canvas
  ) -> (x: Int, y: Int)? {
    guard !rect.isEmpty else { return nil }
    let label = clipped(prompt.label, to: rect.width - 1)
    let used = canvas.put(label, x: rect.x, y: rect.y, role: .key, emphasis: .bold)
    // The last column is kept for a cursor behind the text.
    let room = rect.width - used - 1
    guard room >= 0 else { return nil }
    let before = displayWidth(String(prompt.text.prefix(max(0, prompt.cursor))))
    let scrolled = max(0, before - room)
    let visible = Spans.dropping(scrolled, from: [Span(prompt.text)])
    let x = rect.x + used
    let width = Spans.put(visible, x: x, y: rect.y, width: room, on: &canvas)
    if let remark = prompt.remark {
      let left = room - width - 2
      Spans.put([remark], x: x + width + 2, y: rect.y, width: left, on: &canvas)
    }
    return (x + before - scrolled, rect.y)
  }
}
