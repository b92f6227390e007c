import SessionLog
import Supervision

/// How a console looks and whether it records: what the configuration says, and what the command line adds.
struct DashboardLook: Sendable, Equatable {
  var theme = "default"
  var records = false
  var isASCII = false
  var isPlain = false
}

/// The servers of a session and where they come from.
struct ServerSet {
  /// In the order of the configuration.
  let specifications: [ServerSpecification]
  /// What to call the session: the folder of its configuration, or `built-in`.
  let name: String
  /// What to tell the user about it.
  let notes: [String]
  /// How the console looks unless the command line says otherwise.
  var look = DashboardLook()
  /// What must not reach any file.
  let redaction: RedactionRules

  /// The servers that live in this program, with their data under `home`.
  static func builtIn(home: String) -> ServerSet {
    ServerSet(
      specifications: BuiltInServers.specifications(home: home),
      name: "built-in servers, example tasks",
      notes: [
        "no configuration found: these are the built-in servers, with data in \(home)",
        "an empty task list is filled with a small example",
      ], redaction: .init())
  }

  /// `name` and whatever it depends on.
  func specifications(needed name: String) throws -> [ServerSpecification] {
    var wanted: Set<String> = []
    var open = [name]
    while let next = open.popLast() {
      guard wanted.insert(next).inserted else { continue }
      open += specifications.first { $0.name == next }?.dependsOn ?? []
    }
    guard specifications.contains(where: { $0.name == name }) else {
      let known = specifications.map(\.name).joined(separator: ", ")
      throw CommandFailure(
        code: .usage, message: "there is no server \"\(name)\": there are \(known)")
    }
    return specifications.filter { wanted.contains($0.name) }.map { specification in
      var specification = specification
      specification.autostart = true
      return specification
    }
  }
}
