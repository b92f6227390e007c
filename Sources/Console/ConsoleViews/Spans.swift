import ConsoleState
import Screen

/// Runs of styled text as one line: measured, cut, wrapped and put.
enum Spans {
  /// Columns the spans take together.
  static func width(_ spans: [Span]) -> Int {
    spans.reduce(0) { $0 + displayWidth($1.text) }
  }

  /// Puts the spans one behind the other in at most `width` columns; `»` stands where they are cut.
  ///
  /// Returns the columns used.
  @discardableResult
  static func put(
    _ spans: [Span], x: Int, y: Int, width: Int, emphasis: Emphasis = [], on canvas: inout Canvas
  ) -> Int {
    let shown = clip(spans, to: width)
    var column = x
    for span in shown {
      canvas.put(
        span.text, x: column, y: y, role: span.role, emphasis: span.emphasis.union(emphasis))
      column += displayWidth(span.text)
    }
    return column - x
  }

  /// The spans cut to at most `columns`, marked with `»` in the style of the span that was cut.
  static func clip(_ spans: [Span], to columns: Int) -> [Span] {
    guard columns > 0 else { return [] }
    var result: [Span] = []
    var room = columns
    for (index, span) in spans.enumerated() {
      let width = displayWidth(span.text)
      let isMoreBehind = spans[(index + 1)...].contains { !$0.text.isEmpty }
      if width < room || (width == room && !isMoreBehind) {
        result.append(span)
        room -= width
        continue
      }
      var cut = span
      // The blank makes a text that would just fit too long, as something behind it is cut off.
      cut.text = clipped(span.text + " ", to: room)
      return result + [cut]
    }
    return result
  }

  /// What is left of the spans when the first `columns` are scrolled off; half of a wide character
  /// becomes a blank.
  static func dropping(_ columns: Int, from spans: [Span]) -> [Span] {
    var hidden = columns
    var result: [Span] = []
    for span in spans {
      if hidden <= 0 {
        result.append(span)
        continue
      }
      var rest = span.text[...]
      while hidden > 0, let character = rest.popFirst() {
        hidden -= displayWidth(String(character))
      }
      var kept = span
      kept.text = String(repeating: " ", count: max(0, -hidden)) + rest
      hidden = max(0, hidden)
      if !kept.text.isEmpty { result.append(kept) }
    }
    return result
  }

  /// The spans as rows of at most `columns`, broken between clusters; at least one row, and at most
  /// `limit`.
  static func wrap(_ spans: [Span], to columns: Int, limit: Int) -> [[Span]] {
    guard columns > 0, limit > 0 else { return [] }
    var rows: [[Span]] = []
    var row: [Span] = []
    var room = columns
    for span in spans {
      var piece = Span("", span.role, span.emphasis)
      for character in span.text {
        let width = displayWidth(String(character))
        if width > room {
          if !piece.text.isEmpty { row.append(piece) }
          rows.append(row)
          if rows.count == limit { return rows }
          (row, room, piece.text) = ([], columns, "")
        }
        // A character wider than the whole row is left out.
        guard width <= room else { continue }
        piece.text.append(character)
        room -= width
      }
      if !piece.text.isEmpty { row.append(piece) }
    }
    return rows + [row]
  }

  /// Plain text as rows of at most `columns`, broken at blanks where there are any.
  static func wrapWords(_ text: String, to columns: Int) -> [String] {
    guard columns > 0 else { return [] }
    var rows: [String] = []
    var row = ""
    for word in text.split(separator: " ") {
      let candidate = row.isEmpty ? String(word) : row + " " + word
      if displayWidth(candidate) <= columns {
        row = candidate
      } else {
        if !row.isEmpty { rows.append(row) }
        row = clipped(String(word), to: columns)
      }
    }
    return row.isEmpty ? rows : rows + [row]
  }
}
