import JSON
import Screen

/// A task id; servers write numbers, some write text.
enum TaskID: Hashable, Sendable, Comparable, CustomStringConvertible {
  case number(Int)
  case text(String)

  init?(_ value: JSONValue) {
    if let number = value.int {
      self = .number(number)
    } else if let text = value.string {
      self = .text(TextCleaner.line(text, maximumBytes: 128))
    } else {
      return nil
    }
  }

  var description: String {
    switch self {
    case .number(let number): String(number)
    case .text(let text): text
    }
  }

  static func < (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.number(let left), .number(let right)): left < right
    case (.text(let left), .text(let right)): left < right
    case (.number, .text): true
    case (.text, .number): false
    }
  }
}

/// One task of the graph.
struct TaskRecord: Equatable, Sendable {
  let id: TaskID
  let title: String
  let status: TaskStatus
  let priority: Int?
  let dependencies: [TaskID]
  /// Everything the server says about it, for the detail.
  let fields: JSONObject
}

/// Where a task stands. Words of other servers are kept as they are.
enum TaskStatus: Equatable, Sendable {
  case completed, running, pending, blocked, failed, cancelled
  case other(String)

  init(_ word: String) {
    switch word.lowercased() {
    case "completed", "done", "complete", "success", "ok": self = .completed
    case "in_progress", "running", "active", "claimed", "assigned": self = .running
    case "pending", "ready", "queued", "todo", "waiting": self = .pending
    case "blocked": self = .blocked
    case "failed", "error": self = .failed
    case "cancelled", "canceled": self = .cancelled
    default: self = .other(TextCleaner.line(word, maximumBytes: 32))
    }
  }

  /// The server's word in our spelling, for lists and filters.
  var word: String {
    switch self {
    case .completed: "completed"
    case .running: "in_progress"
    case .pending: "pending"
    case .blocked: "blocked"
    case .failed: "failed"
    case .cancelled: "cancelled"
    case .other(let word): word
    }
  }

  /// Whether nothing is left to do.
  var isFinished: Bool { self == .completed || self == .cancelled }
}

/// The tasks of a server and which depends on which. Built from whatever arrives: repeated ids,
/// missing parents and cycles are kept and reported, never fatal.
struct TaskGraph: Equatable, Sendable {
  /// Tasks kept.
  static let limit = 5000

  private(set) var tasks: [TaskRecord] = []
  private var indexes: [TaskID: Int] = [:]
  /// Tasks that wait for a task, by the task they wait for.
  private(set) var dependants: [TaskID: [TaskID]] = [:]
  /// Dependencies on tasks the server did not name.
  private(set) var missing: [TaskID] = []
  /// Tasks in the order of the tree: a task after the tasks it waits for, where no cycle forbids
  /// it.
  private(set) var order: [TaskID] = []
  /// The tasks in a circle of dependencies, or behind one.
  private(set) var cyclic: Set<TaskID> = []
  private(set) var criticalPath: [TaskID] = []

  init() {}

  /// Reads `{"tasks": [{"id": 1, "title": "…", "status": "pending", "dependencies": [2]}], "edges":
  /// [{"from", "to"}]}`; `nodes` for `tasks` and absent edges are accepted. Nil when there is no
  /// list of tasks.
  init?(_ value: JSONValue) {
    guard let elements = value["tasks"]?.array ?? value["nodes"]?.array else { return nil }
    let edges = Self.edges(value["edges"]?.array ?? [])
    for element in elements.prefix(Self.limit) {
      guard let object = element.object, let id = object["id"].flatMap({ TaskID($0) }),
        indexes[id] == nil
      else { continue }
      indexes[id] = tasks.count
      tasks.append(Self.task(id, object, edges: edges[id] ?? []))
    }
    link()
    order = TaskOrdering.topological(self)
    cyclic = TaskOrdering.cyclic(self)
    criticalPath = TaskOrdering.criticalPath(self)
  }

  subscript(id: TaskID) -> TaskRecord? { indexes[id].map { tasks[$0] } }

  var isEmpty: Bool { tasks.isEmpty }

  /// What a task waits for and is not finished; missing tasks count.
  func blockers(of task: TaskRecord) -> [TaskID] {
    task.dependencies.filter { !(self[$0]?.status.isFinished ?? false) }
  }

  private static func edges(_ elements: [JSONValue]) -> [TaskID: [TaskID]] {
    var edges: [TaskID: [TaskID]] = [:]
    for element in elements.prefix(limit * 4) {
      guard let from = element["from"].flatMap({ TaskID($0) }),
        let to = element["to"].flatMap({ TaskID($0) })
      else { continue }
      edges[to, default: []].append(from)
    }
    return edges
  }

  private static func task(_ id: TaskID, _ object: JSONObject, edges: [TaskID]) -> TaskRecord {
    let named = (object["dependencies"]?.array ?? []).compactMap { TaskID($0) }
    var seen: Set<TaskID> = []
    let dependencies = (named + edges).filter { seen.insert($0).inserted }
    return TaskRecord(
      id: id, title: TextCleaner.line(object["title"]?.string ?? "(no title)"),
      status: TaskStatus(object["status"]?.string ?? "unknown"), priority: object["priority"]?.int,
      dependencies: dependencies, fields: object)
  }

  private mutating func link() {
    var absent: Set<TaskID> = []
    for task in tasks {
      for dependency in task.dependencies {
        dependants[dependency, default: []].append(task.id)
        if indexes[dependency] == nil { absent.insert(dependency) }
      }
    }
    missing = absent.sorted()
  }
}
