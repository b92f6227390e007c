/// How many columns and rows something has; never negative.
package struct Size: Hashable, Sendable {
  /// Cells in a row.
  package let columns: Int
  /// Rows.
  package let rows: Int

  /// Makes a size; negative numbers count as 0.
  package init(columns: Int, rows: Int) {
    self.columns = max(columns, 0)
    self.rows = max(rows, 0)
  }
}
