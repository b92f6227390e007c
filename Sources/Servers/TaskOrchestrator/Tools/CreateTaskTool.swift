internal import JSON
internal import MCPSchema
internal import MCPServer

extension TaskTool {
  /// Adds a task.
  static func createTask(_ service: TaskService) -> TaskTool {
    TaskTool(
      "create_task", title: "Create task",
      description: """
        Adds a task. It starts as pending, or as blocked when it has dependencies that are not \
        completed; it becomes pending by itself once they are. Dependencies must exist.
        """,
      input: Schema.object(
        [
          "title": TaskArguments.title,
          "description": TaskArguments.description,
          "priority": TaskArguments.priority,
          "dependencies": Schema.ids(
            "Tasks that have to be completed before this one", maxItems: TaskLimits.dependencies),
          "tags": TaskArguments.tags,
          "metadata": TaskArguments.metadata,
          "code_language": TaskArguments.codeLanguage,
          "execution_environment": TaskArguments.executionEnvironment,
        ], required: ["title"]),
      output: Schema.whole([
        "task": TaskJSON.taskSchema, "message": Schema.string("What was done"),
      ]),
      annotations: .init(readOnly: false, destructive: false, idempotent: false),
      work: { arguments in
        var new = NewTask(title: try arguments.string("title"))
        new.description = try arguments.optionalString("description") ?? ""
        new.priority = try arguments.optionalInt("priority") ?? 0
        new.dependencies = try arguments.optionalInts("dependencies") ?? []
        new.tags = try arguments.optionalStrings("tags") ?? []
        new.metadata = try arguments.optionalObject("metadata") ?? [:]
        new.codeLanguage = try arguments.optionalChoice("code_language", as: CodeLanguage.self)
        new.executionEnvironment = try arguments.optionalString("execution_environment")
        let task = try await service.create(new)
        let state =
          task.status == .blocked
          ? "it is blocked until its dependencies are completed" : "it is pending"
        return .structured([
          "task": TaskJSON.task(task), "message": .string("Task \(task.id) created; \(state)"),
        ])
      })
  }
}
