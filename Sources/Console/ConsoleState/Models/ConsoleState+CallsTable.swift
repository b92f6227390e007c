import Basics
import Screen
import SessionLog

extension ConsoleState {
  /// The list of calls, the newest last.
  func callsTable(_ rect: Rect) -> TableModel {
    let fold = shown
    let names = fold.serverNames.map(displayWidth).max() ?? 6
    let columns = [
      ColumnModel("TIME", width: .fixed(8), dropOrder: 3),
      ColumnModel("", width: .fixed(1)),
      ColumnModel("STATUS", width: .fixed(9)),
      ColumnModel("TOOK", width: .fixed(5), alignment: .right, dropOrder: 1),
      ColumnModel("SERVER", width: .fixed(min(max(names, 6), 16)), dropOrder: 2),
      ColumnModel("CALL", width: .flexible(minimum: 12)),
      ColumnModel("SIZE", width: .fixed(5), alignment: .right, dropOrder: 4),
    ]
    return table(.calls, rect, columns, empty: callsEmptyText) { item in
      guard case .call(let id) = item, let call = fold.calls[id] else { return nil }
      return callRow(call, server: fold.serverNames[call.server])
    }
  }

  private func callRow(_ call: CallRecord, server: String) -> RowModel {
    let status = call.status(at: shownNow)
    let size = call.responseBytes > 0 ? Format.bytes(call.responseBytes) : "-"
    return row(
      [
        Span(String(clock.milliseconds(call.startedAt).prefix(8)), .textDim),
        Span(Glyphs.call(status, ascii: session.ascii), .call(status)),
        Span(status.rawValue, .call(status)), Span(took(call), .textDim), Span(server, .textDim),
        Span("\(call.name)  \(call.progress ?? call.failure ?? call.preview)"),
        Span(size, .textDim),
      ], searchedIn: [5])
  }

  /// How long a call took, or takes so far.
  func took(_ call: CallRecord) -> String {
    guard let end = call.endedAt else { return Format.age(shownNow - call.startedAt) }
    return Format.latency((end - call.startedAt).microseconds)
  }

  private var callsEmptyText: [String] {
    if !lists[.calls].filter.isEmpty { return filteredEmptyText(.calls) }
    let hidden = shown.calls.records.count
    var lines = ["No calls yet."]
    lines.append(
      isLive
        ? "Choose a tool in view 3 and press c, or write :call SERVER TOOL {json}."
        : "The recording shows them as it plays.")
    if hidden > 0 { lines.append("\(hidden) of the cockpit's own: & origin:all shows them.") }
    return lines
  }

  /// The list of tools of all servers.
  func toolsTable(_ rect: Rect) -> TableModel {
    let fold = shown
    let servers = fold.serverNames.map(displayWidth).max() ?? 6
    let names = fold.servers.flatMap { $0.tools.tools.prefix(200).map(\.name.count) }.max() ?? 8
    let columns = [
      ColumnModel("SERVER", width: .fixed(min(max(servers, 6), 16)), dropOrder: 1),
      ColumnModel("TOOL", width: .fixed(min(max(names, 8), 32))),
      ColumnModel("HINTS", width: .fixed(11), dropOrder: 2),
      ColumnModel("DESCRIPTION", width: .flexible(minimum: 8)),
    ]
    return table(.tools, rect, columns, empty: toolsEmptyText) { item in
      guard case .tool(let id) = item, let tool = fold.server(id.server)?.tools[id.tool] else {
        return nil
      }
      let hint = tool.isReadOnly ? "read-only" : tool.isDestructive ? "destructive" : ""
      return row(
        [
          Span(id.server, .textDim), Span(TextCleaner.line(tool.name)),
          Span(hint, tool.isDestructive ? .warn : .textDim), Span(tool.summary, .textDim),
        ], searchedIn: [1, 3])
    }
  }

  private var toolsEmptyText: [String] {
    if !lists[.tools].filter.isEmpty { return filteredEmptyText(.tools) }
    let ready = shown.servers.count { $0.status == .ready }
    if ready == 0 {
      return ["No tools: no server is ready.", "View 1 shows why; s starts the selected server."]
    }
    return [
      "No tools yet.",
      "\(Format.plural(ready, "server")) ready; the tool lists arrive after the handshake.",
    ]
  }
}
