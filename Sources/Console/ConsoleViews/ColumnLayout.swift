import ConsoleState

/// Which columns of a table are shown, and where.
struct ColumnLayout: Equatable {
  /// A shown column: its index in the model, and its place counted from the left edge of the cells.
  struct Place: Equatable {
    var column: Int
    var x: Int
    var width: Int
  }

  var places: [Place] = []

  /// Fits `columns`, a blank between neighbours, into `width` cells.
  ///
  /// Columns with the largest drop order go first, of equals the right one; those with 0 stay, and are
  /// cut at the edge if even they are too wide. What the fixed columns leave is shared by the flexible
  /// ones, the last taking the remainder.
  init(_ columns: [ColumnModel], width: Int) {
    var shown = Array(columns.indices)
    while Self.minimum(shown, of: columns) > width,
      let victim = shown.filter({ columns[$0].dropOrder > 0 })
        .max(by: { (columns[$0].dropOrder, $0) < (columns[$1].dropOrder, $1) })
    {
      shown.removeAll { $0 == victim }
    }
    let flexible = shown.filter { columns[$0].isFlexible }
    let spare = max(0, width - Self.minimum(shown, of: columns))
    var x = 0
    for index in shown {
      var wanted = columns[index].minimumWidth
      if columns[index].isFlexible {
        wanted += spare / flexible.count
        if index == flexible.last { wanted += spare % flexible.count }
      }
      let place = Place(column: index, x: x, width: min(wanted, width - x))
      guard place.width > 0 else { break }
      places.append(place)
      x += wanted + 1
    }
  }

  private static func minimum(_ shown: [Int], of columns: [ColumnModel]) -> Int {
    shown.reduce(max(0, shown.count - 1)) { $0 + columns[$1].minimumWidth }
  }
}

extension ColumnModel {
  fileprivate var isFlexible: Bool {
    if case .flexible = width { true } else { false }
  }

  fileprivate var minimumWidth: Int {
    switch width {
    case .fixed(let columns): max(0, columns)
    case .flexible(let minimum): max(0, minimum)
    }
  }
}
