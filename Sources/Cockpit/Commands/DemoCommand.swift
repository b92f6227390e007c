import ArgumentParser
import FoundationEssentials
import Glibc
import SessionLog

/// `demo`: the built-in servers on data of their own, thrown away at the end.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Show the dashboard on the built-in servers and an example task graph.",
    discussion: "Needs no configuration, network or keys; its data is removed at the end.")

  @OptionGroup var options: DashboardOptions

  func run() throws {
    let folder = Surroundings.variable("TMPDIR") ?? "/tmp"
    var template = Array("\(folder)/mcp-cockpit-demo-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw CommandFailure(
        code: .unexpected,
        message: "cannot make a folder for the demo's data: \(String(cString: strerror(errno)))")
    }
    let home = template.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { String(cString: $0) } ?? ""
    }
    defer { try? FileManager.default.removeItem(atPath: home) }
    let set = ServerSet(
      specifications: BuiltInServers.specifications(home: home), name: "demo, example tasks",
      notes: ["a demo: the built-in servers with an example task graph, removed at the end"],
      redaction: .init())
    try DashboardSession.run(set, options)
  }
}
