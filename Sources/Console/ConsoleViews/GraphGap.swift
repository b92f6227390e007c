import ConsoleState

/// The lines between two neighbouring layers.
///
/// Sources with the same targets share one vertical line. Each vertical line has a column of its own,
/// ordered so that a line arriving on a row joins behind the place where the line that starts on this
/// row has turned off.
struct GraphGap {
  /// A vertical line with the rows it joins at its left and its right.
  struct Line {
    /// Rows of the sources, and whether something critical leaves there.
    var sources: [(row: Int, isCritical: Bool)]
    /// Rows of the targets, whether the way there is critical, and whether a box stands there.
    var targets: [(row: Int, isCritical: Bool, isBox: Bool)]
    /// Column among the vertical lines, from 0; nil for a straight line from one row to the same.
    var channel: Int?
  }

  private(set) var lines: [Line] = []
  /// How many columns of vertical lines there are.
  private(set) var channels = 0

  /// Columns of the gap: a dash, the vertical lines with a dash behind each, and `=>`.
  var width: Int { 3 + 2 * channels }

  /// Nil when no order of the columns keeps the lines apart.
  init?(from before: [GraphLayout.Place], to after: [GraphLayout.Place]) {
    var targets = Array(repeating: [Int](), count: before.count)
    for (index, place) in after.enumerated() {
      for source in place.sources { targets[source].append(index) }
    }
    var groups: [(sources: [Int], targets: [Int])] = []
    for source in before.indices where !targets[source].isEmpty {
      if let known = groups.firstIndex(where: { $0.targets == targets[source] }) {
        groups[known].sources.append(source)
      } else {
        groups.append(([source], targets[source]))
      }
    }
    lines = groups.map { group in
      Line(
        sources: group.sources.map { source in
          let isCritical = group.targets.contains { after[$0].isCritical(from: source) }
          return (before[source].row, isCritical)
        },
        targets: group.targets.map { target in
          let place = after[target]
          return (
            place.row, group.sources.contains(where: place.isCritical(from:)), !place.isWaypoint
          )
        })
    }
    guard assignChannels() else { return nil }
  }

  /// How a line shows on one of its rows: `+` where it starts, turns or forks, `v` or `^` where it comes
  /// down or up into another line, which then cannot be read as going the other way.
  func joint(of index: Int, at row: Int) -> String {
    let line = lines[index]
    let rows = line.sources.map(\.row)
    guard !rows.contains(row), lines.indices.contains(where: { passes($0, row, index) }) else {
      return "+"
    }
    if rows.allSatisfy({ $0 < row }) { return "v" }
    return rows.allSatisfy { $0 > row } ? "^" : "+"
  }

  /// Whether a line runs along `row` where another one has its column.
  private func passes(_ index: Int, _ row: Int, _ other: Int) -> Bool {
    guard index != other, let column = lines[other].channel else { return false }
    let starts = lines[index].sources.contains { $0.row == row }
    guard let own = lines[index].channel else { return starts }
    return starts && own > column || lines[index].targets.contains { $0.row == row } && own < column
  }

  private mutating func assignChannels() -> Bool {
    var waiting = lines.indices.filter { index in
      let line = lines[index]
      return line.sources.count > 1 || line.targets.count > 1
        || line.sources.first?.row != line.targets.first?.row
    }
    // Straight lines need no column, and lines that arrive on their row simply join them.
    while !waiting.isEmpty {
      guard let next = waiting.first(where: { canBeNext($0, waiting) }) else { return false }
      lines[next].channel = channels
      channels += 1
      waiting.removeAll { $0 == next }
    }
    return true
  }

  /// Whether no other waiting line has to stand left of this one.
  private func canBeNext(_ index: Int, _ waiting: [Int]) -> Bool {
    let arrivals = Set(lines[index].targets.map(\.row))
    return waiting.allSatisfy { other in
      other == index || lines[other].sources.allSatisfy { !arrivals.contains($0.row) }
    }
  }
}

extension GraphLayout.Place {
  /// Whether the line from this place of the layer before is on the critical path.
  func isCritical(from source: Int) -> Bool {
    guard let index = sources.firstIndex(of: source) else { return false }
    return isCritical[index]
  }
}
