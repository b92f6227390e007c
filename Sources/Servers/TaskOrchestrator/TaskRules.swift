internal import JSON

/// What the fields of a task may hold, checked before anything is written.
enum TaskRules {
  /// Throws a `TaskError` naming the first field that is outside its limits.
  static func check(_ new: NewTask) throws(TaskError) {
    try check(title: new.title)
    try check(text: new.description, "description", bytes: TaskLimits.descriptionBytes)
    try check(priority: new.priority)
    try check(dependencies: new.dependencies)
    try check(tags: new.tags)
    try check(metadata: new.metadata)
    try check(word: new.executionEnvironment, "execution_environment")
  }

  /// Throws a `TaskError` naming the first field that is outside its limits.
  static func check(_ changes: TaskChanges) throws(TaskError) {
    if let title = changes.title { try check(title: title) }
    try check(text: changes.description, "description", bytes: TaskLimits.descriptionBytes)
    if let priority = changes.priority { try check(priority: priority) }
    try check(dependencies: changes.dependencies ?? [])
    try check(tags: changes.tags ?? [])
    if let metadata = changes.metadata { try check(metadata: metadata) }
    try check(word: changes.executionEnvironment, "execution_environment")
  }

  /// Throws when what is known about a commit is outside its limits.
  static func check(commitMessage: String?, author: String?) throws(TaskError) {
    try check(text: commitMessage, "commit_message", bytes: TaskLimits.commitMessageBytes)
    try check(word: author, "author")
  }

  /// The hash in lower case; throws when it cannot be one.
  static func checkedCommitHash(_ hash: String) throws(TaskError) -> String {
    let digits = TaskLimits.commitHashDigits
    guard digits.contains(hash.utf8.count), hash.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
      throw .invalid(
        "commit_hash takes \(digits.lowerBound) to \(digits.upperBound) hexadecimal digits, "
          + "such as git log prints: get_recent_commits shows some")
    }
    return hash.lowercased()
  }

  /// The labels without repeats, in order.
  static func withoutRepeats(_ tags: [String]) -> [String] {
    var seen: Set<String> = []
    return tags.filter { seen.insert($0).inserted }
  }

  private static func check(title: String) throws(TaskError) {
    guard title.contains(where: { !$0.isWhitespace }) else {
      throw .invalid("title is empty: say in a few words what is to be done")
    }
    // Counting characters of a huge text is slow; no 500 characters of sense need 64 bytes each.
    let limit = TaskLimits.titleCharacters
    guard title.utf8.count <= limit * 64, title.count <= limit else {
      throw .invalid(
        "title is longer than \(limit) characters: shorten it and put the rest into description")
    }
    try checkStorable(title, "title")
  }

  private static func check(text: String?, _ name: String, bytes: Int) throws(TaskError) {
    guard let text else { return }
    guard text.utf8.count <= bytes else {
      throw .invalid("\(name) has \(text.utf8.count) bytes; \(bytes) is the limit: shorten it")
    }
    try checkStorable(text, name)
  }

  private static func check(word: String?, _ name: String) throws(TaskError) {
    guard let word else { return }
    guard word.utf8.count <= TaskLimits.wordCharacters * 4,
      word.count <= TaskLimits.wordCharacters
    else {
      throw .invalid("\(name) takes at most \(TaskLimits.wordCharacters) characters: shorten it")
    }
    try checkStorable(word, name)
  }

  private static func check(priority: Int) throws(TaskError) {
    let range = TaskLimits.priorities
    guard range.contains(priority) else {
      throw .invalid(
        "priority is \(priority); it takes \(range.lowerBound) (can wait) to "
          + "\(range.upperBound) (first of all)")
    }
  }

  private static func check(dependencies: [Int]) throws(TaskError) {
    guard dependencies.count <= TaskLimits.dependencies else {
      throw .invalid(
        "dependencies lists \(dependencies.count) tasks; \(TaskLimits.dependencies) is the limit: "
          + "collect some of them in a task between")
    }
  }

  private static func check(tags: [String]) throws(TaskError) {
    guard tags.count <= TaskLimits.tags else {
      throw .invalid("tags lists \(tags.count) labels; \(TaskLimits.tags) is the limit")
    }
    for tag in tags {
      guard tag.contains(where: { !$0.isWhitespace }) else {
        throw .invalid("tags has an empty label: leave it out")
      }
      guard tag.utf8.count <= TaskLimits.tagCharacters * 4, tag.count <= TaskLimits.tagCharacters
      else {
        throw .invalid("tags has a label of more than \(TaskLimits.tagCharacters) characters")
      }
      try checkStorable(tag, "tags")
    }
  }

  private static func check(metadata: JSONObject) throws(TaskError) {
    let bytes = JSONWriter.bytes(.object(metadata)).count
    guard bytes <= TaskLimits.metadataBytes else {
      throw .invalid(
        "metadata has \(bytes) bytes as JSON; \(TaskLimits.metadataBytes) is the limit: "
          + "keep large data in a file and its path here")
    }
  }

  /// SQLite ends a text at the first NUL character, so one would cut it silently.
  private static func checkStorable(_ text: String, _ name: String) throws(TaskError) {
    guard !text.utf8.contains(0) else {
      throw .invalid("\(name) contains a NUL character: remove it")
    }
  }
}
