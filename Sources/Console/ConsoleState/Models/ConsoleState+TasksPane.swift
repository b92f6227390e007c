import Screen
import SessionLog

extension ConsoleState {
  /// The tasks as layers where they fit, else as a tree.
  func tasksPane(_ rect: Rect) -> PaneModel {
    let graph = shown.tasks
    let canDraw = graph.tasks.count <= TaskLayers.limit && lists[.tasks].filter.isEmpty
    guard showsLayers, canDraw, !graph.isEmpty else { return .table(tasksTable(rect)) }
    return .graph(tasksGraph(rect, graph))
  }

  private func tasksTitle(layers: Bool) -> TitleModel {
    let count = items(.tasks).count
    var title = listTitle(.tasks, count: count)
    title.pages = ["Tree", "Layers"]
    title.selectedPage = layers ? 1 : 0
    let isTooLarge = showsLayers && !layers && count > 0
    if isTooLarge {
      let reason =
        lists[.tasks].filter.isEmpty
        ? "layers: up to \(TaskLayers.limit) tasks" : "layers: without a filter"
      title.right = [title.right, reason].filter { !$0.isEmpty }.joined(separator: "  ")
    }
    return title
  }

  // MARK: Tree

  private func tasksTable(_ rect: Rect) -> TableModel {
    let graph = shown.tasks
    let depths = TaskOrdering.depths(graph)
    let ids = graph.tasks.prefix(200).map { $0.id.description.count }.max() ?? 2
    let columns = [
      ColumnModel("ID", width: .fixed(min(max(ids, 3), 12)), alignment: .right),
      ColumnModel("", width: .fixed(1)),
      ColumnModel("STATE", width: .fixed(11)),
      ColumnModel("PRIO", width: .fixed(4), alignment: .right, dropOrder: 1),
      ColumnModel("TITLE", width: .flexible(minimum: 16)),
    ]
    return table(.tasks, rect, columns, title: tasksTitle(layers: false), empty: tasksEmptyText) {
      item in
      guard case .task(let id) = item, let task = graph[id] else { return nil }
      return taskRow(task, graph, depth: depths[id] ?? 0)
    }
  }

  private func isCritical(_ id: TaskID, _ graph: TaskGraph) -> Bool {
    look.critical && graph.criticalPath.contains(id)
  }

  private func taskRow(_ task: TaskRecord, _ graph: TaskGraph, depth: Int) -> RowModel {
    let role = Role.task(task.status)
    let isCritical = isCritical(task.id, graph)
    return row(
      [
        Span(task.id.description, isCritical ? .dagCritical : .textDim),
        Span(Glyphs.task(task.status, ascii: session.ascii), role), Span(task.status.word, role),
        Span(task.priority.map(String.init) ?? "-", .textDim),
        Span(treeText(task, graph, depth: depth), isCritical ? .dagCritical : .text),
      ], searchedIn: [4])
  }

  /// The title under its last parent, with further parents named.
  private func treeText(_ task: TaskRecord, _ graph: TaskGraph, depth: Int) -> String {
    let indent = String(repeating: "  ", count: min(depth, 12))
    var text = indent + (isCritical(task.id, graph) ? "=> " : "") + task.title
    if graph.cyclic.contains(task.id) { text += "  (in or behind a cycle)" }
    let missing = task.dependencies.filter { graph[$0] == nil }
    if !missing.isEmpty {
      text += "  (missing \(missing.map(\.description).joined(separator: ", ")))"
    }
    if task.dependencies.count > 1 {
      let others = task.dependencies.dropLast().map(\.description).joined(separator: ", ")
      text += "  ^ also after \(others)"
    }
    return text
  }

  private var tasksEmptyText: [String] {
    if !lists[.tasks].filter.isEmpty { return filteredEmptyText(.tasks) }
    let sources = shown.servers.filter { $0.declaration?.taskGraphTool != nil }
    guard let source = sources.first else {
      return ["No tasks.", "No server of this session has a task graph tool configured."]
    }
    if source.status != .ready {
      return ["No tasks: \(source.name) is \(source.status.rawValue).", source.why]
    }
    return shown.tasksServer == nil
      ? [
        "No tasks yet.",
        "Waiting for \(source.declaration?.taskGraphTool ?? "") of \(source.name).",
      ]
      : ["No tasks.", "\(source.name) has an empty list; create_task in view 3 adds one."]
  }

  // MARK: Layers

  private func tasksGraph(_ rect: Rect, _ graph: TaskGraph) -> GraphModel {
    let layers = TaskLayers(graph)
    let depths = TaskOrdering.depths(graph)
    let path = graph.criticalPath
    let steps = Set(zip(path, path.dropFirst()).map { TaskStep(from: $0, to: $1) })
    let nodes = graph.order.compactMap { id -> GraphModel.Node? in
      guard let task = graph[id], let place = layers.places[id] else { return nil }
      return GraphModel.Node(
        id: id.description, label: clipped("\(id) \(task.title)", to: 20),
        state: Span(task.status.short, .task(task.status)), isCritical: isCritical(id, graph),
        isSelected: lists[.tasks].cursor == .task(id), layer: place.layer, slot: place.slot)
    }
    let edges = graph.tasks.flatMap { task in
      task.dependencies.filter { graph[$0] != nil }.map { dependency in
        GraphModel.Edge(
          from: dependency.description, to: task.id.description,
          isCritical: look.critical && steps.contains(TaskStep(from: dependency, to: task.id)))
      }
    }
    let rows = max(rect.height - 2, 1)
    let top = window(.tasks, count: graph.order.count, rows: rows)
    let visible = graph.order[top..<min(top + rows, graph.order.count)]
    let lines = visible.map { id -> [Span] in
      guard let task = graph[id] else { return [] }
      return taskRow(task, graph, depth: depths[id] ?? 0).cells.flatMap { [$0, Span(" ")] }
    }
    return GraphModel(
      title: tasksTitle(layers: true), nodes: nodes, edges: edges, summary: taskSummary(graph),
      fallback: TextModel(
        title: tasksTitle(layers: false), lines: lines, leftColumn: 0, wraps: false,
        cursor: lists[.tasks].index - top, emptyText: tasksEmptyText))
  }

  private struct TaskStep: Hashable {
    let from: TaskID
    let to: TaskID
  }

  /// `==> critical path 3 steps · 8 ok 1 run 2 blocked 31 wait`.
  func taskSummary(_ graph: TaskGraph) -> [Span] {
    var spans = [
      Span("==> critical path \(Format.plural(graph.criticalPath.count, "step"))", .dagCritical)
    ]
    if !graph.cyclic.isEmpty {
      spans.append(Span("  \(graph.cyclic.count) in or behind a cycle", .error))
    }
    if !graph.missing.isEmpty { spans.append(Span("  \(graph.missing.count) missing", .warn)) }
    spans.append(Span(session.ascii ? "  -" : "  ·", .textFaint))
    let order: [TaskStatus] = [.completed, .running, .blocked, .failed, .pending, .cancelled]
    for status in order {
      let count = graph.tasks.count { $0.status == status }
      if count > 0 { spans.append(Span(" \(count) \(status.short)", .task(status))) }
    }
    return spans
  }
}
