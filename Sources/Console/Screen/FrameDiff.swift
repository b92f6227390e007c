/// What has to be sent to a terminal that shows one frame so that it shows another.
package enum FrameDiff {
  /// Neighbouring cells of one row.
  package struct Run: Equatable, Sendable {
    /// The column of the first cell.
    package let x: Int
    /// The row.
    package let y: Int
    /// The cells from `x` to the right, continuations of wide characters included: one for each
    /// column.
    package let cells: [Cell]
  }

  /// The runs of cells in `to` that differ from `from`, row by row from the left; all of `to` when
  /// the sizes differ.
  ///
  /// Runs are as short as they can be, but hold wide characters whole, and end behind text of
  /// doubtful width, so that placing the cursor at the start of each run keeps every column in its
  /// place.
  package static func changes(from: Canvas, to: Canvas) -> [Run] {
    let isWhole = from.size != to.size
    var runs: [Run] = []
    for y in 0..<to.size.rows {
      let new = to.row(y)
      let old = from.row(y)
      if !isWhole, old == new { continue }
      append(y, new: Array(new), old: isWhole ? nil : Array(old), to: &runs)
    }
    return runs
  }

  /// Appends the runs of one row; without old cells everything has changed.
  private static func append(_ y: Int, new: [Cell], old: [Cell]?, to runs: inout [Run]) {
    var start: Int?
    var x = 0
    while x < new.count {
      let end = min(x + max(new[x].width, 1), new.count)
      let isChanged = old.map { $0[x..<end] != new[x..<end] } ?? true
      if isChanged { start = start ?? x }
      if let first = start, !isChanged || new[x].hasDoubtfulWidth {
        let last = isChanged ? end : x
        runs.append(Run(x: first, y: y, cells: Array(new[first..<last])))
        start = nil
      }
      x = end
    }
    if let first = start { runs.append(Run(x: first, y: y, cells: Array(new[first...]))) }
  }
}
