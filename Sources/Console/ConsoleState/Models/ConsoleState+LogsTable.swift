import Screen

extension ConsoleState {
  /// The merged log of all servers.
  func logsTable(_ rect: Rect) -> TableModel {
    let fold = shown
    let names = fold.serverNames.map(displayWidth).max() ?? 6
    var columns: [ColumnModel] = []
    if look.time != .off { columns.append(ColumnModel("", width: .fixed(12), dropOrder: 3)) }
    columns += [
      ColumnModel("", width: .fixed(min(max(names, 6), 14)), dropOrder: 2),
      ColumnModel("", width: .fixed(4)),
      ColumnModel("", width: .fixed(6), dropOrder: 1),
      ColumnModel("", width: .flexible(minimum: 10)),
    ]
    let showsStatus = rect.width >= 100
    if showsStatus {
      columns.append(ColumnModel("", width: .fixed(14), alignment: .right, dropOrder: 4))
    }
    return table(.logs, rect, columns, empty: logsEmptyText) { item in
      guard case .log(let sequence) = item, let record = fold.logs[sequence] else { return nil }
      var cells = logCells(record, previous: previousTime(sequence, fold))
      cells.insert(
        Span(record.server.map { fold.serverNames[$0] } ?? "-", .textDim),
        at: look.time == .off ? 0 : 1)
      if showsStatus { cells.append(requestStatus(record, fold)) }
      return row(cells, searchedIn: [cells.count - (showsStatus ? 2 : 1)])
    }
  }

  private func previousTime(_ sequence: Int, _ fold: SessionFold) -> Duration? {
    guard look.time == .delta else { return nil }
    let position = fold.logs.position(notBefore: sequence)
    return position > 0 ? fold.logs[fold.logs.visible(at: position - 1)]?.time : nil
  }

  /// Time (unless off), stream, level and text of a line.
  func logCells(_ record: LogRecord, previous: Duration?) -> [Span] {
    var cells: [Span] = []
    switch look.time {
    case .clock: cells.append(Span(clock.milliseconds(record.time), .textDim))
    case .start: cells.append(Span("+" + Self.seconds(record.time), .textDim))
    case .delta:
      cells.append(Span("+" + Self.seconds(record.time - (previous ?? record.time)), .textDim))
    case .off: break
    }
    cells.append(Span(record.stream.rawValue, .stream(record.stream)))
    cells.append(Span(record.level.word, .level(record.level)))
    let isLoud = record.level >= .warn || record.stream == .bad
    cells.append(Span(record.text, isLoud ? .level(max(record.level, .warn)) : .text))
    return cells
  }

  /// `12.345s`, to the millisecond.
  private static func seconds(_ duration: Duration) -> String {
    let milliseconds =
      max(duration.components.seconds, 0) * 1000
      + max(duration.components.attoseconds, 0) / 1_000_000_000_000_000
    let part = milliseconds % 1000
    return "\(milliseconds / 1000).\(part < 10 ? "00" : part < 100 ? "0" : "")\(part)s"
  }

  /// What became of the request a line sends, while it has no answer.
  private func requestStatus(_ record: LogRecord, _ fold: SessionFold) -> Span {
    guard record.text.hasPrefix("req "), let call = record.call.flatMap({ fold.calls[$0] }),
      call.endedAt == nil
    else { return Span("") }
    let status = call.status(at: shownNow)
    return Span("\(status.rawValue) \(took(call))", .call(status))
  }

  private var logsEmptyText: [String] {
    if !lists[.logs].filter.isEmpty { return filteredEmptyText(.logs) }
    return [
      "No lines yet.",
      "Servers' stderr, state changes and messages appear here as they happen.",
    ]
  }

  /// A line of the log as text, for the Logs page of a server.
  func logLine(_ sequence: Int) -> [Span] {
    guard let record = shown.logs[sequence] else { return [] }
    let cells = logCells(record, previous: previousTime(sequence, shown))
    let level = cells.count - 2
    var spans: [Span] = []
    for (index, cell) in cells.enumerated() {
      let width = index == level ? 6 : index == level - 1 ? 3 : 0
      spans.append(
        Span(padded(cell.text, to: max(width, displayWidth(cell.text))) + " ", cell.role))
    }
    return spans
  }
}
