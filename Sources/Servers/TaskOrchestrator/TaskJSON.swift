internal import JSON
internal import MCPServer

/// Tasks and commits on the wire: each shape beside its schema.
enum TaskJSON {
  /// `{"id": 3, "title": "…", "status": "pending", …}`; every member is always there.
  static func task(_ task: TaskItem) -> JSONValue {
    [
      "id": .int(task.id), "title": .string(task.title), "description": .string(task.description),
      "status": .string(task.status.rawValue), "priority": .int(task.priority),
      "dependencies": ids(task.dependencies), "tags": strings(task.tags),
      "metadata": .object(task.metadata), "code_language": string(task.codeLanguage?.rawValue),
      "execution_environment": string(task.executionEnvironment),
      "created_at": .string(task.createdAt), "updated_at": .string(task.updatedAt),
      "completed_at": string(task.completedAt),
    ]
  }

  static let taskSchema = Schema.whole([
    "id": Schema.integer("The task's number"),
    "title": Schema.string("What is to be done, in a few words"),
    "description": Schema.string("What is to be done, at length; may be empty"),
    "status": Schema.choice("Where the task stands", of: TaskStatus.self),
    "priority": Schema.integer("0 (can wait) to 4 (first of all)"),
    "dependencies": Schema.ids("Tasks that have to be completed before this one"),
    "tags": Schema.list(["type": "string"], "Labels"),
    "metadata": Schema.anyObject("Whatever was stored with the task"),
    "code_language": Schema.nullableChoice("Language of its code", of: CodeLanguage.self),
    "execution_environment": Schema.nullableString("Where its code is meant to run"),
    "created_at": Schema.string("UTC, ISO 8601"),
    "updated_at": Schema.string("UTC, ISO 8601"),
    "completed_at": Schema.nullableString("UTC, ISO 8601; null unless completed"),
  ])

  /// A task as a node of the graph: without its long texts.
  static func node(_ task: TaskItem) -> JSONValue {
    [
      "id": .int(task.id), "title": .string(task.title), "status": .string(task.status.rawValue),
      "priority": .int(task.priority), "dependencies": ids(task.dependencies),
      "tags": strings(task.tags), "code_language": string(task.codeLanguage?.rawValue),
      "created_at": .string(task.createdAt), "updated_at": .string(task.updatedAt),
      "completed_at": string(task.completedAt),
    ]
  }

  static let nodeSchema = Schema.whole([
    "id": Schema.integer("The task's number"),
    "title": Schema.string("What is to be done, in a few words"),
    "status": Schema.choice("Where the task stands", of: TaskStatus.self),
    "priority": Schema.integer("0 (can wait) to 4 (first of all)"),
    "dependencies": Schema.ids("Tasks that have to be completed before this one"),
    "tags": Schema.list(["type": "string"], "Labels"),
    "code_language": Schema.nullableChoice("Language of its code", of: CodeLanguage.self),
    "created_at": Schema.string("UTC, ISO 8601"),
    "updated_at": Schema.string("UTC, ISO 8601"),
    "completed_at": Schema.nullableString("UTC, ISO 8601; null unless completed"),
  ])

  /// A linked commit.
  static func commit(_ commit: LinkedCommit) -> JSONValue {
    [
      "commit_hash": .string(commit.hash), "commit_message": string(commit.message),
      "author": string(commit.author), "timestamp": .string(commit.linkedAt),
    ]
  }

  static let commitSchema = Schema.whole([
    "commit_hash": Schema.string("The hash, as it was linked"),
    "commit_message": Schema.nullableString("The message, when given"),
    "author": Schema.nullableString("Who wrote it, when given"),
    "timestamp": Schema.string("When it was linked: UTC, ISO 8601"),
  ])

  static func ids(_ ids: [Int]) -> JSONValue { .array(ids.map { .int($0) }) }

  private static func strings(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

  private static func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
}

/// Argument schemas that several tools share.
enum TaskArguments {
  static let taskID = Schema.integer("The task's number; list_tasks shows them")
  static let title = Schema.string(
    "What is to be done, in a few words; not empty", maxLength: TaskLimits.titleCharacters)
  static let description = Schema.string(
    "What is to be done, at length; at most \(TaskLimits.descriptionBytes) bytes")
  static let priority = Schema.integer(
    "0 (can wait) to 4 (first of all)", in: TaskLimits.priorities)
  static let tags = Schema.list(
    Schema.string("A label", maxLength: TaskLimits.tagCharacters), "Labels to find the task by",
    maxItems: TaskLimits.tags)
  static let metadata = Schema.anyObject(
    "Anything else to keep with the task; at most \(TaskLimits.metadataBytes) bytes of JSON")
  static let codeLanguage = Schema.choice(
    "Language of the code the task is about", of: CodeLanguage.self)
  static let executionEnvironment = Schema.string(
    "Where that code is meant to run, for example python3.12 or docker",
    maxLength: TaskLimits.wordCharacters)
}

extension Arguments {
  /// The argument `task_id`.
  func taskID() throws(ToolFailure) -> Int { try int("task_id") }
}
