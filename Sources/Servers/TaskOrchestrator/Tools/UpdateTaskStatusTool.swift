internal import JSON
internal import MCPSchema
internal import MCPServer

extension TaskTool {
  /// Moves a task to another status.
  static func updateTaskStatus(_ service: TaskService) -> TaskTool {
    TaskTool(
      "update_task_status", title: "Update task status",
      description: """
        Moves a task to another status. Completing a task makes the tasks pending that waited for \
        it last; they are listed in unblocked. Reopening a completed task makes pending tasks that \
        depend on it blocked again; they are listed in blocked. Completing a task whose \
        dependencies are not completed needs force. A task with open dependencies asked to be \
        pending stays blocked.
        """,
      input: Schema.object(
        [
          "task_id": TaskArguments.taskID,
          "status": Schema.choice("The status to give it", of: TaskStatus.self),
          "force": Schema.boolean("Complete it even though dependencies are open"),
        ], required: ["task_id", "status"]),
      output: Schema.whole([
        "task": TaskJSON.taskSchema,
        "unblocked": Schema.ids("Tasks that can be started now"),
        "blocked": Schema.ids("Tasks that have to wait again"),
        "message": Schema.string("What was done"),
      ]),
      annotations: .init(readOnly: false, destructive: false, idempotent: true),
      work: { arguments in
        let wanted = try arguments.choice("status", as: TaskStatus.self)
        let outcome = try await service.setStatus(
          try arguments.taskID(), to: wanted, force: try arguments.optionalBool("force") ?? false)
        let status = outcome.task.status
        let reason = status == wanted ? "" : ": it waits for its dependencies"
        return .structured([
          "task": TaskJSON.task(outcome.task), "unblocked": TaskJSON.ids(outcome.unblocked),
          "blocked": TaskJSON.ids(outcome.blocked),
          "message": .string("Task \(outcome.task.id) is \(status.rawValue)\(reason)"),
        ])
      })
  }
}
