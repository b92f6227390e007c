import ConsoleState
import Screen

/// Draws a pane: its title rule, the column that separates it from its left neighbour, its content.
enum PaneView {
  /// Returns the place of the text cursor when something is typed in this pane.
  static func draw(_ pane: PlacedPane, on canvas: inout Canvas) -> (x: Int, y: Int)? {
    let rect = pane.rect
    guard !rect.isEmpty else { return nil }
    if rect.x > 0 {
      let separator = Rect(x: rect.x - 1, y: rect.y, width: 1, height: rect.height)
      canvas.fill(separator, with: "|", role: .rule)
    }
    let title = pane.content.title
    let hasRule = !(title.text.isEmpty && title.pages.isEmpty && title.right.isEmpty)
    if hasRule { TitleRule.draw(title, in: rect, focused: pane.focused, on: &canvas) }
    let used = hasRule ? 1 : 0
    let inside = Rect(
      x: rect.x, y: rect.y + used, width: rect.width, height: rect.height - used)
    guard !inside.isEmpty else { return nil }
    switch pane.content {
    case .table(let model):
      TablePane.draw(model, in: inside, focused: pane.focused, on: &canvas)
    case .text(let model):
      TextPane.draw(model, in: inside, focused: pane.focused, on: &canvas)
    case .graph(let model):
      GraphPane.draw(model, in: inside, focused: pane.focused, on: &canvas)
    case .form(let model):
      let cursor = FormPane.draw(model, in: inside, focused: pane.focused, on: &canvas)
      return pane.focused ? cursor : nil
    }
    return nil
  }
}
