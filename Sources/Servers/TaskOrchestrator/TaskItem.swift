package import JSON

/// One task of the list.
package struct TaskItem: Sendable, Hashable {
  /// Given by the store from 1 upwards, and never used again after a task is deleted.
  package let id: Int
  /// One to 500 characters.
  package var title: String
  /// What is to be done; may be empty.
  package var description: String
  /// Where the task stands.
  package var status: TaskStatus
  /// 0 (can wait) to 4 (first of all).
  package var priority: Int
  /// The tasks that have to be completed before this one, ascending.
  package var dependencies: [Int]
  /// Labels, in the order given.
  package var tags: [String]
  /// Whatever the client wants to keep with the task.
  package var metadata: JSONObject
  /// The language of the code the task is about.
  package var codeLanguage: CodeLanguage?
  /// Where that code is meant to run, for example `python3.12` or `docker`.
  package var executionEnvironment: String?
  /// When the task was created: UTC, ISO 8601 with milliseconds and `Z`.
  package let createdAt: String
  /// When anything about the task last changed, same format.
  package var updatedAt: String
  /// When the task was completed, same format; nil unless it is.
  package var completedAt: String?
}

/// Where a task stands.
package enum TaskStatus: String, Sendable, Hashable, CaseIterable {
  /// Can be started.
  case pending
  /// Somebody works on it.
  case inProgress = "in_progress"
  /// Waits for its dependencies, or was set aside by hand.
  case blocked
  /// Done.
  case completed
}

/// The languages whose code a task can be about.
package enum CodeLanguage: String, Sendable, Hashable, CaseIterable {
  case python, javascript, typescript, bash, sql
}

/// What a new task starts with.
package struct NewTask: Sendable {
  /// One to 500 characters, not only spaces.
  package var title: String
  /// At most 100 kB of UTF-8.
  package var description = ""
  /// 0 to 4.
  package var priority = 0
  /// Ids of existing tasks; repeated ids count once.
  package var dependencies: [Int] = []
  /// At most 50 labels; repeated labels count once.
  package var tags: [String] = []
  /// At most 64 kB as JSON text.
  package var metadata = JSONObject()
  /// The language of the code the task is about.
  package var codeLanguage: CodeLanguage?
  /// At most 200 characters.
  package var executionEnvironment: String?

  /// Makes a task that has a title only.
  package init(title: String) { self.title = title }
}

/// New values for some fields of a task; nil leaves a field as it is.
package struct TaskChanges: Sendable {
  /// The new title.
  package var title: String?
  /// The new description; empty removes it.
  package var description: String?
  /// The new priority.
  package var priority: Int?
  /// The whole new list of dependencies.
  package var dependencies: [Int]?
  /// The whole new list of labels.
  package var tags: [String]?
  /// The whole new object.
  package var metadata: JSONObject?
  /// The new language.
  package var codeLanguage: CodeLanguage?
  /// The new environment; empty removes it.
  package var executionEnvironment: String?

  /// Makes a set of changes that changes nothing.
  package init() {}
}

/// A commit that somebody linked to a task.
package struct LinkedCommit: Sendable, Hashable {
  /// 4 to 64 hexadecimal digits, lower case.
  package let hash: String
  /// The message, when given.
  package let message: String?
  /// Who wrote it, when given.
  package let author: String?
  /// When it was linked: UTC, ISO 8601 with milliseconds and `Z`.
  package let linkedAt: String
}

/// A task after a change, and what the change did to the tasks that depend on it.
package struct TaskOutcome: Sendable, Hashable {
  /// The task as it is now, or as it was before it was deleted.
  package let task: TaskItem
  /// Dependants that had been waiting and can be started now, ascending.
  package var unblocked: [Int] = []
  /// Dependants that could have been started and wait again, ascending.
  package var blocked: [Int] = []
}

/// Which tasks to list; nil filters nothing.
package struct TaskFilter: Sendable {
  /// Only tasks of this status.
  package var status: TaskStatus?
  /// Only tasks about code in this language.
  package var codeLanguage: CodeLanguage?
  /// Only tasks with this label.
  package var tag: String?
  /// At most this many.
  package var limit: Int

  /// Makes a filter.
  package init(
    status: TaskStatus? = nil, codeLanguage: CodeLanguage? = nil, tag: String? = nil,
    limit: Int = TaskLimits.listed
  ) {
    self.status = status
    self.codeLanguage = codeLanguage
    self.tag = tag
    self.limit = limit
  }
}
