/// A small project to look at: eight tasks with a diamond in the middle, some of them done.
enum DemoGraph {
  /// The tasks in an order in which each comes after the ones it depends on.
  static let seeds: [TaskSeed] = [
    seed("Write down what the app must do", 4, .completed, after: []),
    seed("Design the database", 3, .completed, after: [0], language: .sql),
    seed("Design the screens", 2, .completed, after: [0]),
    seed("Build the storage layer", 3, .inProgress, after: [1], language: .python),
    seed("Build the web interface", 2, .pending, after: [2], language: .typescript),
    seed("Connect interface and storage", 3, .pending, after: [3, 4], language: .typescript),
    seed("Write the user guide", 1, .pending, after: [2]),
    seed("Release the first version", 4, .pending, after: [5, 6], language: .bash),
  ]

  private static func seed(
    _ title: String, _ priority: Int, _ status: TaskStatus, after dependencies: [Int],
    language: CodeLanguage? = nil
  ) -> TaskSeed {
    var task = NewTask(title: title)
    task.description = "Part of the demonstration graph; delete it whenever you like."
    task.priority = priority
    task.dependencies = dependencies
    task.tags = ["demo"]
    task.codeLanguage = language
    return TaskSeed(task: task, status: status)
  }
}
