import ConsoleState
import Screen

/// Rows under column heads, with `>` at the cursor and `+` at marked rows.
enum TablePane {
  /// Columns in front of the cells: cursor and mark.
  private static let gutter = 2

  static func draw(_ table: TableModel, in rect: Rect, focused: Bool, on canvas: inout Canvas) {
    var y = rect.y
    let end = rect.y + rect.height
    let layout = ColumnLayout(table.columns, width: rect.width - gutter)
    if table.columns.contains(where: { !$0.title.isEmpty }) {
      heads(table, layout, x: rect.x + gutter, y: y, on: &canvas)
      y += 1
    }
    if table.rows.isEmpty {
      let space = Rect(x: rect.x + 2, y: y, width: rect.width - 3, height: end - y)
      EmptyText.draw(table.emptyText, in: space, on: &canvas)
    }
    for (index, row) in table.rows.enumerated() {
      guard y < end else { return }
      let isCursor = focused && index == table.cursor
      if isCursor, rect.width > 0 {
        canvas.put(">", x: rect.x, y: y, role: .cursor, emphasis: .bold)
      }
      if row.marked, rect.width > 1 { canvas.put("+", x: rect.x + 1, y: y, role: .selection) }
      let emphasis: Emphasis = isCursor ? .bold : []
      for place in layout.places where place.column < row.cells.count {
        let alignment = table.columns[place.column].alignment
        cell(
          row.cells[place.column], matches: row.matches[place.column] ?? [], alignment,
          Rect(x: rect.x + gutter + place.x, y: y, width: place.width, height: 1), emphasis,
          on: &canvas)
      }
      y += 1
    }
  }

  private static func heads(
    _ table: TableModel, _ layout: ColumnLayout, x: Int, y: Int, on canvas: inout Canvas
  ) {
    for place in layout.places {
      let column = table.columns[place.column]
      let place = Rect(x: x + place.x, y: y, width: place.width, height: 1)
      cell(Span(column.title, .textDim), matches: [], column.alignment, place, [], on: &canvas)
    }
  }

  private static func cell(
    _ span: Span, matches: [Range<Int>], _ alignment: ColumnModel.Alignment, _ place: Rect,
    _ emphasis: Emphasis, on canvas: inout Canvas
  ) {
    let spans = Spans.clip(highlighted(span, matches), to: place.width)
    let missing = alignment == .right ? place.width - Spans.width(spans) : 0
    Spans.put(
      spans, x: place.x + missing, y: place.y, width: place.width - missing, emphasis: emphasis,
      on: &canvas)
  }

  /// The span in pieces, those inside a match in the role for matches. Ranges may be out of order,
  /// overlap or exceed the text.
  private static func highlighted(_ span: Span, _ matches: [Range<Int>]) -> [Span] {
    if matches.isEmpty { return [span] }
    var pieces: [Span] = []
    for (index, character) in span.text.enumerated() {
      let role: Role = matches.contains { $0.contains(index) } ? .match : span.role
      if let last = pieces.indices.last, pieces[last].role == role {
        pieces[last].text.append(character)
      } else {
        pieces.append(Span(String(character), role, span.emphasis))
      }
    }
    return pieces
  }
}

/// Why a pane is empty and what would fill it.
enum EmptyText {
  static func draw(_ lines: [String], in rect: Rect, on canvas: inout Canvas) {
    guard !rect.isEmpty else { return }
    let rows = lines.flatMap { Spans.wrapWords($0, to: rect.width) }
    for (offset, row) in rows.prefix(rect.height).enumerated() {
      canvas.put(row, x: rect.x, y: rect.y + offset, role: .textDim)
    }
  }
}
