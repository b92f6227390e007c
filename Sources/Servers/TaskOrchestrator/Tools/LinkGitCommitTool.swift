internal import JSON
internal import MCPSchema
internal import MCPServer

extension TaskTool {
  /// Links a commit to a task.
  static func linkGitCommit(_ service: TaskService) -> TaskTool {
    TaskTool(
      "link_git_commit", title: "Link git commit",
      description: """
        Links a commit to a task; get_task shows it. The repository is not asked whether the \
        commit exists. Linking the same hash again fills in the message and author.
        """,
      input: Schema.object(
        [
          "task_id": TaskArguments.taskID,
          "commit_hash": Schema.string(
            "4 to 64 hexadecimal digits; required",
            maxLength: TaskLimits.commitHashDigits.upperBound),
          "commit_sha": Schema.string("Older name of commit_hash"),
          "commit_message": Schema.string(
            "Its message; at most \(TaskLimits.commitMessageBytes) bytes"),
          "author": Schema.string("Who wrote it", maxLength: TaskLimits.wordCharacters),
        ], required: ["task_id"]),
      output: Schema.whole([
        "task_id": Schema.integer("The task"),
        "commit": TaskJSON.commitSchema,
        "message": Schema.string("What was done"),
      ]),
      annotations: .init(readOnly: false, destructive: false, idempotent: true),
      work: { arguments in
        let id = try arguments.taskID()
        let older = try arguments.optionalString("commit_sha")
        let commit = try await service.link(
          try arguments.optionalString("commit_hash") ?? older ?? arguments.string("commit_hash"),
          message: try arguments.optionalString("commit_message"),
          author: try arguments.optionalString("author"), to: id)
        return .structured([
          "task_id": .int(id), "commit": TaskJSON.commit(commit),
          "message": .string("Commit \(commit.hash) linked to task \(id)"),
        ])
      })
  }
}
