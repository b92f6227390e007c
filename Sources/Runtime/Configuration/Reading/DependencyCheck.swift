/// Looks for servers that would wait for ever: for a server that is not there, or for one another.
enum DependencyCheck {
  /// Circles looked for at most.
  private static let maximumCircles = 1000
  /// Names of one circle that are written out.
  private static let shownNames = 8

  /// Adds what it finds to the problems of each server concerned; `ours` is `cockpit.servers`.
  static func check(_ servers: inout [ServerEntry], _ ours: ConfigurationNode?) {
    let names = servers.map(\.name)
    let known = Set(names)
    var next: [String: [String]] = [:]
    for index in servers.indices {
      let name = servers[index].name
      next[name] = servers[index].dependsOn.map(\.server).filter { known.contains($0) }
      for missing in servers[index].dependsOn where !known.contains(missing.server) {
        guard let node = ours?.at(name, "dependsOn", missing.server) else { continue }
        servers[index].problems.append(
          node.error(
            "there is no server \(missing.server)",
            remedy: NearestName.hint(missing.server, among: names)))
      }
    }
    let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    var blamed: Set<String> = []
    for circle in circles(names, next) {
      for (position, name) in circle.enumerated() where blamed.insert(name).inserted {
        guard let index = places[name], let node = ours?.at(name, "dependsOn") else { continue }
        var way = Array((circle[position...] + circle[..<position]).prefix(shownNames))
        if circle.count > shownNames { way.append("…") }
        way.append(name)
        servers[index].problems.append(
          node.error(
            "the servers wait for one another: \(way.joined(separator: " → "))",
            remedy: "remove one of these dependencies"))
      }
    }
  }

  /// Circles without their repeated end, at least one in every knot; found without recursion,
  /// however long.
  private static func circles(_ names: [String], _ next: [String: [String]]) -> [[String]] {
    var found: [[String]] = []
    var done: Set<String> = []
    for start in names where !done.contains(start) {
      var way = [start]
      var places = [start: 0]
      var open = [Array((next[start] ?? []).reversed())]
      while found.count < maximumCircles, let last = open.indices.last {
        guard let name = open[last].popLast() else {
          open.removeLast()
          let left = way.removeLast()
          places[left] = nil
          done.insert(left)
          continue
        }
        if let begin = places[name] {
          found.append(Array(way[begin...]))
        } else if !done.contains(name) {
          places[name] = way.count
          way.append(name)
          open.append((next[name] ?? []).reversed())
        }
      }
    }
    return found
  }
}
