internal import JSON
internal import MCPSchema
internal import MCPServer

/// The ways to draw the graph.
private enum GraphFormat: String, CaseIterable {
  case json, mermaid, dot
}

extension TaskTool {
  /// Shows all tasks as a graph.
  static func getTaskGraph(_ service: TaskService) -> TaskTool {
    TaskTool(
      "get_task_graph", title: "Get task graph",
      description: """
        Shows all tasks and which depends on which; an edge goes from the task that comes first to \
        the one that waits for it. The critical path is the longest chain of tasks not completed. \
        Format mermaid or dot also draws the graph as text for these programs.
        """,
      input: Schema.object(
        ["format": Schema.choice("How to show it: json unless given", of: GraphFormat.self)],
        required: []),
      output: Schema.object(
        [
          "tasks": Schema.list(TaskJSON.nodeSchema, "All tasks by number"),
          "edges": Schema.list(
            Schema.whole([
              "from": Schema.integer("The task that comes first"),
              "to": Schema.integer("The task that depends on it"),
            ]), "Every dependency"),
          "critical_path": Schema.ids("The longest chain of tasks not completed, first one first"),
          "text": Schema.string("The drawing, for the formats mermaid and dot"),
        ], required: ["tasks", "edges", "critical_path"]),
      annotations: .init(readOnly: true, idempotent: true),
      work: { arguments in
        let format = try arguments.optionalChoice("format", as: GraphFormat.self) ?? .json
        let (tasks, criticalPath) = try await service.graph()
        let drawing: String? =
          switch format {
          case .json: nil
          case .mermaid: GraphText.mermaid(tasks)
          case .dot: GraphText.dot(tasks)
          }
        var graph: JSONObject = [
          "tasks": .array(tasks.map(TaskJSON.node)), "edges": edges(tasks),
          "critical_path": TaskJSON.ids(criticalPath),
        ]
        guard let drawing else { return .structured(.object(graph)) }
        graph["text"] = .string(drawing)
        return ToolResult(content: [.text(drawing)], structuredContent: .object(graph))
      })
  }

  private static func edges(_ tasks: [TaskItem]) -> JSONValue {
    .array(
      tasks.flatMap { task in
        task.dependencies.map { ["from": .int($0), "to": .int(task.id)] }
      })
  }
}
