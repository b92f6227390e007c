import Basics

/// The log: the last ten thousand lines of all servers, and which of them the filter lets through.
struct LogBook: Equatable, Sendable {
  /// Lines kept.
  static let capacity = 10_000

  private(set) var records = RingBuffer<LogRecord>(capacity: capacity)
  /// Lines ever appended; also the next line's sequence number.
  private(set) var total = 0
  private(set) var filter = Filter()
  /// Sequence numbers of the lines that match, when there is a filter.
  private var matches: [Int] = []
  private var firstMatch = 0
  private var rate = Rate()

  /// Lines in the current and in the last full second.
  private struct Rate: Equatable {
    var second: Int64 = 0
    var count = 0
    var before = 0
  }

  mutating func append(_ record: LogRecord, servers: [String]) {
    records.append(record)
    total += 1
    count(record.time)
    guard !filter.isEmpty else { return }
    if filter.matches(record, servers: servers) { matches.append(record.sequence) }
    while firstMatch < matches.count, matches[firstMatch] < records.dropped { firstMatch += 1 }
    if firstMatch > 4096 {
      matches.removeFirst(firstMatch)
      firstMatch = 0
    }
  }

  private mutating func count(_ time: Duration) {
    let second = time.components.seconds
    if second != rate.second {
      rate.before = second == rate.second + 1 ? rate.count : 0
      rate.count = 0
      rate.second = second
    }
    rate.count += 1
  }

  /// Lines in the last full second before `now`.
  func linesPerSecond(at now: Duration) -> Int {
    switch now.components.seconds - rate.second {
    case ...0: rate.before
    case 1: rate.count
    default: 0
    }
  }

  mutating func setFilter(_ filter: Filter, servers: [String]) {
    guard filter != self.filter else { return }
    self.filter = filter
    firstMatch = 0
    matches =
      filter.isEmpty
      ? [] : records.lazy.filter { filter.matches($0, servers: servers) }.map(\.sequence)
  }

  /// A line by sequence number; nil when it is too old to be kept.
  subscript(sequence: Int) -> LogRecord? {
    let position = sequence - records.dropped
    return position >= 0 && position < records.count ? records[position] : nil
  }

  /// How many lines pass the filter.
  var visibleCount: Int { filter.isEmpty ? records.count : matches.count - firstMatch }
  /// How many lines the filter hides.
  var hiddenCount: Int { records.count - visibleCount }

  /// The sequence number of the visible line at `position`.
  func visible(at position: Int) -> Int {
    filter.isEmpty ? records.dropped + position : matches[firstMatch + position]
  }

  /// The position of the first visible line whose sequence number is not below `sequence`.
  func position(notBefore sequence: Int) -> Int {
    if filter.isEmpty { return min(max(sequence - records.dropped, 0), records.count) }
    var low = firstMatch
    var high = matches.count
    while low < high {
      let middle = (low + high) / 2
      if matches[middle] < sequence { low = middle + 1 } else { high = middle }
    }
    return low - firstMatch
  }

  /// Sequence numbers of one server's visible lines, oldest first.
  func visible(server: Int) -> [Int] {
    (0..<visibleCount).compactMap { position in
      let sequence = visible(at: position)
      return self[sequence]?.server == server ? sequence : nil
    }
  }
}
