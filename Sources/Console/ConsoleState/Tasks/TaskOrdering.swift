/// Orders and paths in a task graph. No function recurses, so no depth of graph can exhaust the
/// stack.
enum TaskOrdering {
  /// A depth-first order from the roots, each task once and after everything it waits for; tasks in
  /// cycles come last, in the server's order.
  static func topological(_ graph: TaskGraph) -> [TaskID] {
    var waiting = openDependencies(graph)
    var order: [TaskID] = []
    var stack = Array(graph.tasks.lazy.filter { waiting[$0.id] == 0 }.map(\.id).reversed())
    var placed: Set<TaskID> = []
    while let id = stack.popLast() {
      guard placed.insert(id).inserted else { continue }
      order.append(id)
      for dependant in (graph.dependants[id] ?? []).reversed() {
        let left = (waiting[dependant] ?? 0) - 1
        waiting[dependant] = left
        if left == 0 { stack.append(dependant) }
      }
    }
    return order + graph.tasks.map(\.id).filter { !placed.contains($0) }
  }

  /// The tasks that no order can place: those in a circle, and those waiting for one.
  static func cyclic(_ graph: TaskGraph) -> Set<TaskID> {
    var waiting = openDependencies(graph)
    var stack = graph.tasks.filter { waiting[$0.id] == 0 }.map(\.id)
    var left = Set(graph.tasks.map(\.id))
    while let id = stack.popLast() {
      left.remove(id)
      for dependant in graph.dependants[id] ?? [] {
        let count = (waiting[dependant] ?? 0) - 1
        waiting[dependant] = count
        if count == 0 { stack.append(dependant) }
      }
    }
    return left
  }

  /// How many known tasks each task waits for, finished ones included.
  private static func openDependencies(_ graph: TaskGraph) -> [TaskID: Int] {
    var counts: [TaskID: Int] = [:]
    for task in graph.tasks {
      counts[task.id] = task.dependencies.count { graph[$0] != nil }
    }
    return counts
  }

  /// The longest chain of unfinished tasks, first one first; among equals the one with smaller ids.
  static func criticalPath(_ graph: TaskGraph) -> [TaskID] {
    var length: [TaskID: Int] = [:]
    var before: [TaskID: TaskID] = [:]
    var last: TaskID?
    for id in graph.order where !graph.cyclic.contains(id) {
      guard let task = graph[id], !task.status.isFinished else { continue }
      var best = 0
      for dependency in task.dependencies.sorted() where (length[dependency] ?? 0) > best {
        best = length[dependency] ?? 0
        before[id] = dependency
      }
      length[id] = best + 1
      let longest = last.flatMap { length[$0] } ?? 0
      if best + 1 > longest || best + 1 == longest && last.map({ id < $0 }) == true { last = id }
    }
    var path: [TaskID] = []
    while let id = last {
      path.append(id)
      last = before[id]
    }
    return path.reversed()
  }

  /// The depth of each task in the tree: one below the deepest task it waits for; tasks in cycles
  /// 0.
  static func depths(_ graph: TaskGraph) -> [TaskID: Int] {
    var depths: [TaskID: Int] = [:]
    for id in graph.order {
      guard let task = graph[id], !graph.cyclic.contains(id) else {
        depths[id] = 0
        continue
      }
      depths[id] = (task.dependencies.compactMap { depths[$0] }.max() ?? -1) + 1
    }
    return depths
  }
}
