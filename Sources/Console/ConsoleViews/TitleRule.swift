import ConsoleState
import Screen

/// The rule above a pane: `-- servers 7 ------- FOLLOW 212/s --`; bold when the pane has the focus.
enum TitleRule {
  static func draw(_ title: TitleModel, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    let emphasis: Emphasis = focused ? .bold : []
    let row = Rect(x: rect.x, y: rect.y, width: rect.width, height: 1)
    canvas.fill(row, with: "-", role: .rule, emphasis: emphasis)
    let left = words(of: title).map { Span($0.text, $0.role, $0.emphasis.union(emphasis)) }
    let leftWidth = Spans.width(left)
    // Two dashes at each end, and two between the parts.
    let room = rect.width - 4
    guard room > 0 else { return }
    if leftWidth > 2 {
      Spans.put(left, x: rect.x + 2, y: rect.y, width: room, on: &canvas)
    }
    guard !title.right.isEmpty else { return }
    let right = " \(title.right) "
    let rightWidth = displayWidth(right)
    guard leftWidth + 2 + rightWidth <= room else { return }
    canvas.put(
      right, x: rect.x + rect.width - 2 - rightWidth, y: rect.y, role: .textDim, emphasis: emphasis)
  }

  /// ` orchestrator: [Logs] Calls Info `, a blank at each end.
  private static func words(of title: TitleModel) -> [Span] {
    var spans = [Span(" "), Span(title.text, .title)]
    if !title.pages.isEmpty, !title.text.isEmpty, !title.text.hasSuffix(":") {
      spans.append(Span(":", .title))
    }
    for (index, page) in title.pages.enumerated() {
      if index > 0 || !title.text.isEmpty { spans.append(Span(" ")) }
      let isSelected = index == title.selectedPage
      spans.append(isSelected ? Span("[\(page)]", .title, .bold) : Span(page, .textDim))
    }
    return spans + [Span(" ")]
  }
}
