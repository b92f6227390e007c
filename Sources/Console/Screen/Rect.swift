/// A rectangle of cells; `x` and `y` from 0 at the top left.
package struct Rect: Hashable, Sendable {
  /// The leftmost column.
  package var x: Int
  /// The top row.
  package var y: Int
  /// Columns; nothing is in a rectangle whose width or height is not positive.
  package var width: Int
  /// Rows.
  package var height: Int

  /// Makes a rectangle.
  package init(x: Int, y: Int, width: Int, height: Int) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Makes the rectangle that covers a canvas of `size`.
  package init(_ size: Size) {
    self.init(x: 0, y: 0, width: size.columns, height: size.rows)
  }

  /// Whether no cell is inside.
  package var isEmpty: Bool { width <= 0 || height <= 0 }

  /// The columns and rows of this rectangle that exist in a canvas of `size`; safe for any numbers.
  func clamped(to size: Size) -> (columns: Range<Int>, rows: Range<Int>) {
    (Rect.span(x, width, limit: size.columns), Rect.span(y, height, limit: size.rows))
  }

  private static func span(_ start: Int, _ length: Int, limit: Int) -> Range<Int> {
    let (sum, overflow) = start.addingReportingOverflow(max(length, 0))
    let end = overflow ? limit : min(max(sum, 0), limit)
    return min(max(start, 0), end)..<end
  }
}
