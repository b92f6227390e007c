/// Why the service refused something. The message is written for the model or person that asked.
package struct TaskError: Error, Hashable, Sendable {
  /// The rule that was broken.
  package enum Code: Hashable, Sendable {
    /// No task has that id.
    case notFound
    /// A value is outside its limits.
    case invalidValue
    /// A dependency names no task.
    case unknownDependency
    /// The dependencies would form a circle.
    case cycle
    /// The task still waits for others.
    case openDependencies
    /// Other tasks wait for the task.
    case hasDependants
  }

  /// The rule that was broken.
  package let code: Code
  /// What is wrong and what to do.
  package let message: String

  static func notFound(_ id: Int) -> TaskError {
    TaskError(code: .notFound, message: "Task \(id) not found: list_tasks shows the ids")
  }

  static func invalid(_ message: String) -> TaskError {
    TaskError(code: .invalidValue, message: message)
  }

  static func unknownDependencies(_ ids: [Int]) -> TaskError {
    let names = ids.prefix(20).map(String.init).joined(separator: ", ")
    let subject = ids.count == 1 ? "Dependency \(names) does" : "Dependencies \(names) do"
    return TaskError(
      code: .unknownDependency,
      message: "\(subject) not exist: create the task first; list_tasks shows the ids")
  }

  /// `cycle` starts and ends with the same task.
  static func cycle(_ cycle: [Int]) -> TaskError {
    if cycle.count == 2 {
      return TaskError(
        code: .cycle,
        message: "Task \(cycle[0]) cannot depend on itself: leave it out of its dependencies")
    }
    let path = cycle.map(String.init).joined(separator: " → ")
    return TaskError(
      code: .cycle,
      message: "These dependencies would form a cycle: \(path). "
        + "Remove one of the arrows with update_task first")
  }

  static func openDependencies(_ id: Int, _ open: [Int]) -> TaskError {
    TaskError(
      code: .openDependencies,
      message:
        "Task \(id) still waits for \(list(open)): complete \(open.count == 1 ? "it" : "them")"
        + " first, or pass force: true")
  }

  static func reopenFirst(_ id: Int, _ open: [Int]) -> TaskError {
    TaskError(
      code: .openDependencies,
      message: "Task \(id) is completed and cannot wait for \(list(open)), not completed yet: "
        + "reopen it with update_task_status first")
  }

  static func hasDependants(_ id: Int, _ dependants: [Int]) -> TaskError {
    TaskError(
      code: .hasDependants,
      message: "Task \(id) cannot be deleted while \(list(dependants)) "
        + "depend\(dependants.count == 1 ? "s" : "") on it: "
        + "pass force: true to delete it and remove the dependency")
  }

  /// `task 3` or `tasks 3, 5 and 8`.
  private static func list(_ ids: [Int]) -> String {
    let shown = ids.prefix(20).map(String.init)
    guard let last = shown.last, shown.count > 1 else { return "task \(shown.first ?? "")" }
    if ids.count > shown.count {
      return "tasks \(shown.joined(separator: ", ")) and \(ids.count - shown.count) more"
    }
    return "tasks \(shown.dropLast().joined(separator: ", ")) and \(last)"
  }
}
