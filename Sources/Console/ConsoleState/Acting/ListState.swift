/// What a cursor can stand on.
enum ItemID: Hashable, Sendable {
  case server(String)
  case call(Int)
  case tool(ToolID)
  case task(TaskID)
  /// A log line by sequence number.
  case log(Int)
}

/// Where a list stands. The cursor is on an object, not on a row, so sorts, filters and news do not
/// move it.
struct ListState: Equatable, Sendable {
  var cursor: ItemID?
  /// Where the object was last seen, for when it disappears.
  var index = 0
  /// How many rows below the top of the pane the cursor is drawn.
  var row = 0
  /// Whether the cursor holds on to the newest entry.
  var follows = false
  /// How many entries had ever appeared when following ended.
  var releasedAt = 0
  var filter = Filter()
}

/// The state of each list.
struct ListStates: Equatable, Sendable {
  private var states: [ListKind: ListState] = [:]

  init() {
    for kind in ListKind.allCases {
      states[kind] = ListState(follows: kind.grows)
    }
  }

  subscript(kind: ListKind) -> ListState {
    get { states[kind] ?? ListState() }
    set { states[kind] = newValue }
  }
}

/// The entries of a list, in order; the log's are found when asked for.
enum ListItems: Sendable {
  case items([ItemID])
  case logs(LogBook)

  var count: Int {
    switch self {
    case .items(let items): items.count
    case .logs(let book): book.visibleCount
    }
  }

  /// The entry at a valid index.
  subscript(index: Int) -> ItemID {
    switch self {
    case .items(let items): items[index]
    case .logs(let book): .log(book.visible(at: index))
    }
  }

  func index(of item: ItemID) -> Int? {
    switch self {
    case .items(let items): return items.firstIndex(of: item)
    case .logs(let book):
      guard case .log(let sequence) = item else { return nil }
      let position = book.position(notBefore: sequence)
      return position < book.visibleCount && book.visible(at: position) == sequence ? position : nil
    }
  }

  /// Where an entry that is gone would stand.
  func nearest(to item: ItemID, fallback: Int) -> Int {
    if case .logs(let book) = self, case .log(let sequence) = item {
      return min(book.position(notBefore: sequence), max(count - 1, 0))
    }
    return min(max(fallback, 0), max(count - 1, 0))
  }
}
