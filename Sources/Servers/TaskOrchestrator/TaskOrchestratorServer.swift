package import FoundationEssentials
package import MCPServer

/// The server `task-orchestrator`: a persistent list of tasks with dependencies, and links to git.
package enum TaskOrchestratorServer {
  /// Opens the database `home`/tasks/tasks.db and describes the server.
  ///
  /// - Parameters:
  ///   - home: the data root, `$MCP_HOME`; made when it is missing.
  ///   - version: this program's version.
  ///   - directory: where `get_recent_commits` looks for a repository: the working directory.
  ///   - environment: for git, its `PATH` in particular.
  ///   - now: the clock of `created_at` and the like.
  /// - Throws: a `StorageError` whose message says what to do.
  package static func definition(
    home: String, version: String, directory: String, environment: [String: String],
    now: @escaping @Sendable () -> Date
  ) throws -> ServerDefinition {
    let service = TaskService(store: try TaskStore.open(at: databasePath(home: home)), now: now)
    let history = GitHistory(directory: directory, environment: environment)
    return ServerDefinition(
      name: "task-orchestrator", title: "Task Orchestrator", version: version,
      instructions: """
        Keeps tasks with dependencies, on disk. Create tasks with create_task, naming the ones \
        that come first as dependencies; take a pending task of the highest priority from \
        list_tasks, move it to in_progress and then to completed with update_task_status. Tasks \
        that waited for it become pending by themselves. get_task_graph shows the whole plan.
        """,
      tools: tools(service, history).map(\.serverTool))
  }

  /// Fills a database that has never had a task with a small graph to look at; answers whether it
  /// did.
  ///
  /// Throws a `StorageError` whose message says what to do.
  package static func seedDemoGraph(
    home: String, now: @escaping @Sendable () -> Date
  ) async throws -> Bool {
    let store = try TaskStore.open(at: databasePath(home: home))
    let isSeeded = try await TaskService(store: store, now: now).seed(DemoGraph.seeds)
    try store.close()
    return isSeeded
  }

  /// The tools in listing order.
  package static func tools(_ service: TaskService, _ history: GitHistory) -> [TaskTool] {
    [
      .createTask(service), .updateTask(service), .updateTaskStatus(service), .getTask(service),
      .listTasks(service), .deleteTask(service), .getTaskGraph(service), .linkGitCommit(service),
      .getRecentCommits(history),
    ]
  }

  private static func databasePath(home: String) -> String { home + "/tasks/tasks.db" }
}
