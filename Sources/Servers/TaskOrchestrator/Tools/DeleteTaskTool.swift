internal import JSON
internal import MCPSchema
internal import MCPServer

extension TaskTool {
  /// Deletes a task.
  static func deleteTask(_ service: TaskService) -> TaskTool {
    TaskTool(
      "delete_task", title: "Delete task",
      description: """
        Deletes a task for good, with its labels and linked commits. A task that others depend on \
        needs force, which removes the dependency from them; those that wait for nothing else \
        become pending and are listed in unblocked. Its number is never used again.
        """,
      input: Schema.object(
        [
          "task_id": TaskArguments.taskID,
          "force": Schema.boolean("Delete it even though other tasks depend on it"),
        ], required: ["task_id"]),
      output: Schema.whole([
        "task_id": Schema.integer("The number it had"),
        "deleted": ["type": "boolean", "description": "Always true"],
        "unblocked": Schema.ids("Tasks that can be started now"),
        "message": Schema.string("What was done"),
      ]),
      annotations: .init(readOnly: false, destructive: true, idempotent: true),
      work: { arguments in
        let outcome = try await service.delete(
          try arguments.taskID(), force: try arguments.optionalBool("force") ?? false)
        return .structured([
          "task_id": .int(outcome.task.id), "deleted": true,
          "unblocked": TaskJSON.ids(outcome.unblocked),
          "message": .string("Task \(outcome.task.id) deleted"),
        ])
      })
  }
}
