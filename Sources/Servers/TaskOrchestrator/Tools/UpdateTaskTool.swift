internal import JSON
internal import MCPSchema
internal import MCPServer

extension TaskTool {
  /// Changes the fields of a task.
  static func updateTask(_ service: TaskService) -> TaskTool {
    TaskTool(
      "update_task", title: "Update task",
      description: """
        Changes the fields that are given and leaves the others. A list or object replaces the old \
        one whole. New dependencies must exist and must not form a cycle; a pending task that gets \
        open ones becomes blocked, and a blocked one that loses its last becomes pending. The \
        status itself is changed with update_task_status.
        """,
      input: Schema.object(
        [
          "task_id": TaskArguments.taskID,
          "title": TaskArguments.title,
          "description": TaskArguments.description,
          "priority": TaskArguments.priority,
          "dependencies": Schema.ids(
            "All tasks that have to be completed before this one",
            maxItems: TaskLimits.dependencies),
          "tags": TaskArguments.tags,
          "metadata": TaskArguments.metadata,
          "code_language": TaskArguments.codeLanguage,
          "execution_environment": TaskArguments.executionEnvironment,
        ], required: ["task_id"]),
      output: Schema.whole([
        "task": TaskJSON.taskSchema, "message": Schema.string("What was done"),
      ]),
      annotations: .init(readOnly: false, destructive: true, idempotent: true),
      work: { arguments in
        var changes = TaskChanges()
        changes.title = try arguments.optionalString("title")
        changes.description = try arguments.optionalString("description")
        changes.priority = try arguments.optionalInt("priority")
        changes.dependencies = try arguments.optionalInts("dependencies")
        changes.tags = try arguments.optionalStrings("tags")
        changes.metadata = try arguments.optionalObject("metadata")
        changes.codeLanguage = try arguments.optionalChoice("code_language", as: CodeLanguage.self)
        changes.executionEnvironment = try arguments.optionalString("execution_environment")
        let task = try await service.update(try arguments.taskID(), changes)
        return .structured([
          "task": TaskJSON.task(task),
          "message": .string("Task \(task.id) updated; it is \(task.status.rawValue)"),
        ])
      })
  }
}
