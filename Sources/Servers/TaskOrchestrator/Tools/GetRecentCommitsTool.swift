internal import JSON
internal import MCPSchema
internal import MCPServer

extension TaskTool {
  /// Shows the newest commits of the repository the server runs in.
  static func getRecentCommits(_ history: GitHistory) -> TaskTool {
    TaskTool(
      "get_recent_commits", title: "Get recent commits",
      description: """
        Lists the newest commits of the git repository in the server's working directory, to be \
        linked to tasks with link_git_commit (sha is its commit_hash). Without git or a repository \
        the list is empty and note says why.
        """,
      input: Schema.object(
        ["limit": Schema.integer("At most this many", in: GitHistory.Limits.commits, standard: 10)],
        required: []),
      output: Schema.object(
        [
          "count": Schema.integer("How many commits are listed"),
          "commits": Schema.list(
            Schema.whole([
              "sha": Schema.string("The whole hash"),
              "message": Schema.string("The first line of the message"),
              "author": Schema.string("Who wrote it"),
              "date": Schema.string("When it was written: UTC, ISO 8601"),
            ]), "The commits, newest first"),
          "note": Schema.string("Why there are none, or not all"),
        ], required: ["count", "commits"]),
      annotations: .init(readOnly: true, idempotent: true),
      work: { arguments in
        let limit = try arguments.optionalInt("limit", in: GitHistory.Limits.commits) ?? 10
        let answer = await history.recent(limit)
        var result: JSONObject = [
          "count": .int(answer.commits.count), "commits": .array(answer.commits.map(commit)),
        ]
        if let note = answer.note { result["note"] = .string(note) }
        return .structured(.object(result))
      })
  }

  private static func commit(_ commit: GitHistory.Commit) -> JSONValue {
    [
      "sha": .string(commit.sha), "message": .string(commit.message),
      "author": .string(commit.author), "date": .string(commit.date),
    ]
  }
}
