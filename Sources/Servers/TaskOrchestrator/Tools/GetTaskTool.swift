internal import JSON
internal import MCPSchema
internal import MCPServer

extension TaskTool {
  /// Shows one task.
  static func getTask(_ service: TaskService) -> TaskTool {
    TaskTool(
      "get_task", title: "Get task",
      description: "Shows one task with everything stored about it, and the commits linked to it.",
      input: Schema.object(["task_id": TaskArguments.taskID], required: ["task_id"]),
      output: Schema.whole([
        "task": TaskJSON.taskSchema,
        "commits": Schema.list(TaskJSON.commitSchema, "Linked commits, oldest link first"),
      ]),
      annotations: .init(readOnly: true, idempotent: true),
      work: { arguments in
        let (task, commits) = try await service.task(try arguments.taskID())
        return .structured([
          "task": TaskJSON.task(task), "commits": .array(commits.map(TaskJSON.commit)),
        ])
      })
  }
}
