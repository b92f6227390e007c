/// What a task may hold. A list of tasks has to fit into one message, and a title on one line.
package enum TaskLimits {
  /// Characters of a title.
  package static let titleCharacters = 500
  /// Bytes of a description as UTF-8.
  package static let descriptionBytes = 100_000
  /// Bytes of the metadata as JSON text.
  package static let metadataBytes = 65_536
  /// Labels of one task.
  package static let tags = 50
  /// Characters of one label.
  package static let tagCharacters = 100
  /// Dependencies of one task.
  package static let dependencies = 1_000
  /// Characters of an execution environment, or of the author of a commit.
  package static let wordCharacters = 200
  /// Bytes of a commit message as UTF-8.
  package static let commitMessageBytes = 10_000
  /// Priorities, from "can wait" to "first of all".
  package static let priorities = 0...4
  /// Hexadecimal digits of a commit hash: git's shortest abbreviation to a whole SHA-256.
  package static let commitHashDigits = 4...64
  /// Tasks in one answer of `list_tasks`.
  package static let listed = 1_000
}
