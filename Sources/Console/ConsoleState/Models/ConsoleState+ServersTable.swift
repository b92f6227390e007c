import Basics
import Screen
import SessionLog

extension ConsoleState {
  /// The list of servers.
  func serversTable(_ rect: Rect) -> TableModel {
    let fold = shown
    let names = fold.serverNames.map(displayWidth).max() ?? 4
    let columns = [
      ColumnModel("", width: .fixed(1)),
      ColumnModel("NAME", width: .fixed(min(max(names, 8), 24))),
      ColumnModel("STATE", width: .fixed(13)),
      ColumnModel("UP", width: .fixed(5), alignment: .right, dropOrder: 1),
      ColumnModel("CALLS", width: .fixed(5), alignment: .right, dropOrder: 3),
      ColumnModel("ERR", width: .fixed(4), alignment: .right, dropOrder: 4),
      ColumnModel("P95", width: .fixed(5), alignment: .right, dropOrder: 2),
      ColumnModel("WHY", width: .flexible(minimum: 14)),
    ]
    return table(.servers, rect, columns, empty: serversEmptyText) { item in
      guard case .server(let name) = item, let server = fold.server(name) else { return nil }
      return serverRow(server)
    }
  }

  private func serverRow(_ server: ServerRecord) -> RowModel {
    let role = Role.state(server.status)
    let p95 = server.latency.percentile(0.95).map(Format.latency) ?? "-"
    return row(
      [
        Glyphs.server(server.status, ascii: session.ascii), Span(server.name),
        Span(server.status.rawValue, role), Span(upTime(server), .textDim),
        Span(Format.count(server.calls)),
        Span(Format.count(server.errors), server.errors > 0 ? .error : .textDim), Span(p95),
        Span(server.status == .ready ? "" : server.why, server.isProblem ? role : .textDim),
      ], searchedIn: [1, 7])
  }

  /// How long it runs; while it waits for its next start, how long that takes.
  func upTime(_ server: ServerRecord) -> String {
    if server.status == .backoff, let retry = server.retryAt, retry > shownNow {
      return Format.age(retry - shownNow + .milliseconds(999))
    }
    return server.startedAt.map { Format.age(shownNow - $0) } ?? "-"
  }

  private var serversEmptyText: [String] {
    if !lists[.servers].filter.isEmpty { return filteredEmptyText(.servers) }
    return isLive
      ? [
        "No servers.",
        "Servers of the configuration (mcpServers) appear here as they are declared.",
      ]
      : ["No servers yet.", "The recording declares them as it plays: space plays, . steps."]
  }

  /// What stands in a list whose filter hides everything.
  func filteredEmptyText(_ kind: ListKind) -> [String] {
    [
      "Nothing matches &\(lists[kind].filter.text).",
      "\(hiddenCount(kind)) hidden; & and an empty line shows them.",
    ]
  }

  /// One line per server, for screens with no room for more.
  func serverLines() -> TextModel {
    let items = items(.servers)
    let top = window(.servers, count: items.count, rows: max(size.rows, 1))
    let fold = shown
    let lines = (top..<min(top + size.rows, items.count)).compactMap { index -> [Span]? in
      guard case .server(let name) = items[index], let server = fold.server(name) else {
        return nil
      }
      let why = server.status == .ready || server.why.isEmpty ? "" : ": \(server.why)"
      return [
        Glyphs.server(server.status, ascii: session.ascii),
        Span(" \(name) "), Span(server.status.rawValue + why, .state(server.status)),
      ]
    }
    return TextModel(
      title: TitleModel(""), lines: lines, leftColumn: 0, wraps: false,
      cursor: items.count == 0 ? nil : lists[.servers].index - top, emptyText: ["No servers."])
  }

  // MARK: Tables

  /// The visible part of a list as a table.
  func table(
    _ kind: ListKind, _ rect: Rect, _ columns: [ColumnModel], title: TitleModel? = nil,
    empty: [String], row: (ItemID) -> RowModel?
  ) -> TableModel {
    let items = items(kind)
    let rows = max(rect.height - (kind == .logs ? 1 : 2), 0)
    let top = window(kind, count: items.count, rows: max(rows, 1))
    let end = min(top + rows, items.count)
    let shownRows = top < end ? (top..<end).map { row(items[$0]) ?? RowModel(cells: []) } : []
    let cursor = lists[kind].index - top
    return TableModel(
      title: title ?? listTitle(kind, count: items.count), columns: columns, rows: shownRows,
      firstRow: top, rowCount: items.count,
      cursor: shownRows.indices.contains(cursor) ? cursor : nil,
      emptyText: empty)
  }

  /// `servers 7`, `servers 3 of 7`; on the right what following and filters do.
  func listTitle(_ kind: ListKind, count: Int) -> TitleModel {
    let all = kind == .logs ? shown.logs.records.count : unfilteredCount(kind)
    let numbers = count == all ? "\(count)" : "\(count) of \(all)"
    return TitleModel("\(kind.word) \(numbers)", right: titleRight(kind))
  }

  func titleRight(_ kind: ListKind) -> String {
    var words: [String] = []
    if let frozen, kind.grows {
      let news =
        kind == .logs
        ? fold.logs.total - frozen.fold.logs.total : fold.calls.total - frozen.fold.calls.total
      words.append("PAUSED +\(max(news, 0)) new")
    } else if kind.grows {
      let rate = kind == .logs ? fold.logs.linesPerSecond(at: now) : 0
      words.append(
        lists[kind].follows
          ? "FOLLOW" + (rate > 0 ? " \(rate)/s" : "")
          : "PAUSED +\(max(totalCount(kind) - lists[kind].releasedAt, 0)) new")
    }
    let hidden = lists[kind].filter.isEmpty ? 0 : hiddenCount(kind)
    if hidden > 0 { words.append("\(hidden) hidden") }
    if kind == .logs, size.columns >= 100 { words.append("kept \(shown.logs.records.count)") }
    return words.joined(separator: "  ")
  }

  /// A row with the matches of the search in some of its cells.
  func row(_ cells: [Span], searchedIn columns: [Int]) -> RowModel {
    guard let search, !search.isEmpty else { return RowModel(cells: cells) }
    var matches: [Int: [Range<Int>]] = [:]
    for column in columns {
      let ranges = search.ranges(in: cells[column].text)
      if !ranges.isEmpty { matches[column] = ranges }
    }
    return RowModel(cells: cells, matches: matches)
  }
}
