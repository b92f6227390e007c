/// Which task depends on which: a directed graph without circles, as far as the service can help
/// it.
///
/// Pure: the store fills it, the service asks it.
package struct TaskGraph: Sendable, Hashable {
  /// For each task the tasks it depends on.
  package private(set) var dependencies: [Int: [Int]] = [:]

  /// Makes a graph from the dependencies of each task. Ids that name no task are kept.
  package init(_ dependencies: [Int: [Int]] = [:]) { self.dependencies = dependencies }

  /// Adds "`task` depends on `dependency`".
  package mutating func add(task: Int, dependency: Int) {
    dependencies[task, default: []].append(dependency)
  }

  /// The circle that would arise if `task` depended on `wanted` (instead of what it depends on
  /// now): the way from `task` along dependencies back to it, both ends included; nil when there
  /// is none.
  ///
  /// Among several it finds a shortest one.
  package func cycle(ifTask task: Int, dependsOn wanted: [Int]) -> [Int]? {
    var cameFrom: [Int: Int] = [:]
    var queue: [Int] = []
    for next in wanted where next == task || cameFrom[next] == nil {
      if next == task { return [task, task] }
      cameFrom[next] = task
      queue.append(next)
    }
    var index = 0
    while index < queue.count {
      let current = queue[index]
      index += 1
      for next in dependencies[current] ?? [] {
        if next == task { return path(to: current, from: task, cameFrom) + [task] }
        guard cameFrom[next] == nil else { continue }
        cameFrom[next] = current
        queue.append(next)
      }
    }
    return nil
  }

  private func path(to end: Int, from start: Int, _ cameFrom: [Int: Int]) -> [Int] {
    var path = [end]
    while let last = path.last, last != start, let previous = cameFrom[last] {
      path.append(previous)
    }
    return path.reversed()
  }

  /// The longest chain of open tasks, each depending on the one before: what remains at least,
  /// however many people help. Empty when nothing is open; among equals the one with the smallest
  /// ids.
  package func criticalPath(open: Set<Int>) -> [Int] {
    var length: [Int: Int] = [:]
    var longestBefore: [Int: Int] = [:]
    for task in order(of: open) {
      let before = (dependencies[task] ?? []).filter { length[$0] != nil }
        .min { (length[$1, default: 0], $0) < (length[$0, default: 0], $1) }
      length[task] = 1 + (before.flatMap { length[$0] } ?? 0)
      longestBefore[task] = before
    }
    guard let end = length.min(by: { ($1.value, $0.key) < ($0.value, $1.key) })?.key else {
      return []
    }
    var path = [end]
    while let last = path.last, let before = longestBefore[last] { path.append(before) }
    return path.reversed()
  }

  /// The `tasks` so that each comes after the ones among them it depends on; ready ones by id.
  ///
  /// Tasks on a circle, which the service never lets in, are left out.
  private func order(of tasks: Set<Int>) -> [Int] {
    var waitingFor: [Int: Int] = [:]
    var dependants: [Int: [Int]] = [:]
    for task in tasks {
      let open = Set(dependencies[task] ?? []).intersection(tasks)
      waitingFor[task] = open.count
      for dependency in open { dependants[dependency, default: []].append(task) }
    }
    var order = tasks.filter { waitingFor[$0] == 0 }.sorted()
    var index = 0
    while index < order.count {
      for dependant in (dependants[order[index]] ?? []).sorted() {
        waitingFor[dependant, default: 0] -= 1
        if waitingFor[dependant] == 0 { order.append(dependant) }
      }
      index += 1
    }
    return order
  }
}
