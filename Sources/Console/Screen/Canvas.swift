/// A grid of cells that views paint on.
///
/// Two promises: a wide character is always whole (its lead is followed by its continuation, both
/// in one style, else both are blanks), and no coordinates whatever are an error: what lies outside
/// is cut off. Text that takes no columns, control characters among it, is left out;
/// ``TextCleaner`` makes it visible beforehand.
package struct Canvas: Equatable, Sendable {
  /// Columns and rows of the grid.
  package let size: Size
  /// Row after row.
  private var cells: [Cell]

  /// Makes a canvas of blanks.
  package init(size: Size) {
    self.size = size
    cells = Array(repeating: .blank, count: size.columns * size.rows)
  }

  /// The cell at a place; a blank outside of the canvas.
  package subscript(x: Int, y: Int) -> Cell { contains(x, y) ? cells[index(x, y)] : .blank }

  /// The cells of row `y`; none outside of the canvas.
  package func row(_ y: Int) -> ArraySlice<Cell> {
    guard y >= 0, y < size.rows else { return [] }
    return cells[index(0, y)..<index(0, y) + size.columns]
  }

  /// Writes `text` from column `x` of row `y` to the right, in at most `width` columns (then cut
  /// with `»`).
  ///
  /// Returns the columns the text took, up to the right edge of the canvas and counting those left
  /// of it, so that `x += canvas.put(…)` goes on behind it. Half of a wide character at an edge
  /// becomes a blank.
  @discardableResult
  package mutating func put(
    _ text: String, x: Int, y: Int, role: Role = .text, emphasis: Emphasis = [],
    width: Int? = nil
  ) -> Int {
    guard x < size.columns else { return 0 }
    let shown = width.map { clipped(text, to: $0) } ?? text
    if isPrintableASCII(shown) { return put(ascii: shown, x: x, y: y, role: role, emphasis) }
    var column = x
    for character in shown {
      let columns = CharacterWidth.of(character)
      if columns == 0 { continue }
      guard column < size.columns else { break }
      set(
        Cell(text: String(character), role: role, emphasis: emphasis, width: columns),
        column, y)
      column += columns
    }
    return min(column, size.columns) - x
  }

  /// Fills the part of `rect` that lies on the canvas with one character.
  ///
  /// A wide character is repeated every second column, with a blank in a column left over; one
  /// without width counts as a space.
  package mutating func fill(
    _ rect: Rect, with character: Character = " ", role: Role = .text, emphasis: Emphasis = []
  ) {
    let (columns, rows) = rect.clamped(to: size)
    let width = CharacterWidth.of(character)
    let cell = Cell(
      text: width == 0 ? " " : String(character), role: role, emphasis: emphasis,
      width: max(width, 1))
    for y in rows {
      for x in stride(from: columns.lowerBound, to: columns.upperBound, by: cell.width) {
        set(x + cell.width <= columns.upperBound ? cell : cell.blanked, x, y)
      }
    }
  }

  /// Adds attributes to what stands in `rect`; a wide character takes them when its left half is
  /// inside.
  package mutating func emphasize(_ rect: Rect, _ emphasis: Emphasis) {
    let (columns, rows) = rect.clamped(to: size)
    for y in rows {
      for x in columns {
        let cell = cells[index(x, y)]
        guard cell.width > 0 else { continue }
        let styled = cell.emphasized(emphasis)
        cells[index(x, y)] = styled
        if cell.width == 2 { cells[index(x, y) + 1] = styled.continuation }
      }
    }
  }
}

extension Canvas {
  /// Every printable ASCII character as a text of its own, so that writing one makes no new string.
  private static let ascii = (UInt8(0)..<0x7F).map { String(Unicode.Scalar($0)) }

  private func contains(_ x: Int, _ y: Int) -> Bool {
    x >= 0 && x < size.columns && y >= 0 && y < size.rows
  }

  private func index(_ x: Int, _ y: Int) -> Int { y * size.columns + x }

  /// The same as `put` for text of one column a byte; starts at the first byte that is on the
  /// canvas.
  private mutating func put(
    ascii text: String, x: Int, y: Int, role: Role, _ emphasis: Emphasis
  ) -> Int {
    let bytes = text.utf8
    let (room, overflow) = size.columns.subtractingReportingOverflow(x)
    let used = overflow ? bytes.count : min(bytes.count, room)
    guard y >= 0, y < size.rows else { return used }
    let hidden = x >= 0 ? 0 : Int(min(x.magnitude, UInt(used)))
    for (offset, byte) in bytes.prefix(used).enumerated().dropFirst(hidden) {
      let cell = Cell(
        text: Canvas.ascii[Int(byte)], role: role, emphasis: emphasis, width: 1)
      set(cell, x + offset, y)
    }
    return used
  }

  /// Writes one cell of width 1 or 2, or the half of it that is on the canvas as a blank, and
  /// blanks the other halves of wide characters it covers in part.
  private mutating func set(_ cell: Cell, _ x: Int, _ y: Int) {
    guard contains(x, y) else {
      if cell.width == 2, x == -1 { set(cell.blanked, 0, y) }
      return
    }
    guard x + cell.width <= size.columns else { return set(cell.blanked, x, y) }
    let start = index(x, y)
    let last = start + cell.width - 1
    if cells[start].width == 0 { cells[start - 1] = cells[start - 1].blanked }
    if cells[last].width == 2 { cells[last + 1] = cells[last + 1].blanked }
    cells[start] = cell
    if cell.width == 2 { cells[last] = cell.continuation }
  }
}
