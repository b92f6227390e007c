internal import JSON
internal import MCPSchema
internal import MCPServer

extension TaskTool {
  /// Lists tasks.
  static func listTasks(_ service: TaskService) -> TaskTool {
    TaskTool(
      "list_tasks", title: "List tasks",
      description: """
        Lists tasks, those of the highest priority first and the oldest first among equals. All \
        filters given have to match.
        """,
      input: Schema.object(
        [
          "status": Schema.choice("Only tasks of this status", of: TaskStatus.self),
          "code_language": Schema.choice(
            "Only tasks about code in this language", of: CodeLanguage.self),
          "tag": Schema.string("Only tasks with this label"),
          "limit": Schema.integer(
            "At most this many", in: 1...TaskLimits.listed, standard: TaskLimits.listed),
          "include_metrics": Schema.boolean("Also count all tasks by status"),
        ], required: []),
      output: Schema.object(
        [
          "count": Schema.integer("How many tasks are listed"),
          "total": Schema.integer("How many tasks match the filters, listed or not"),
          "tasks": Schema.list(TaskJSON.taskSchema, "The tasks"),
          "metrics": metricsSchema,
        ], required: ["count", "total", "tasks"]),
      annotations: .init(readOnly: true, idempotent: true),
      work: { arguments in
        let filter = TaskFilter(
          status: try arguments.optionalChoice("status", as: TaskStatus.self),
          codeLanguage: try arguments.optionalChoice("code_language", as: CodeLanguage.self),
          tag: try arguments.optionalString("tag"),
          limit: try arguments.optionalInt("limit", in: 1...TaskLimits.listed) ?? TaskLimits.listed)
        let list = try await service.list(filter)
        var result: JSONObject = [
          "count": .int(list.tasks.count), "total": .int(list.matching),
          "tasks": .array(list.tasks.map(TaskJSON.task)),
        ]
        if try arguments.optionalBool("include_metrics") ?? false {
          result["metrics"] = metrics(list.countByStatus)
        }
        return .structured(.object(result))
      })
  }

  private static let metricsSchema = Schema.whole([
    "total": Schema.integer("How many tasks there are"),
    "by_status": Schema.whole([
      "pending": Schema.integer("How many can be started"),
      "in_progress": Schema.integer("How many are being worked on"),
      "blocked": Schema.integer("How many wait"),
      "completed": Schema.integer("How many are done"),
    ]),
  ])

  private static func metrics(_ counts: [TaskStatus: Int]) -> JSONValue {
    let byStatus = TaskStatus.allCases.map { ($0.rawValue, JSONValue.int(counts[$0] ?? 0)) }
    return [
      "total": .int(counts.values.reduce(0, +)), "by_status": .object(JSONObject(byStatus)),
    ]
  }
}
