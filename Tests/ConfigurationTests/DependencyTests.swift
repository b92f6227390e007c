import Configuration
import Testing

@Suite("Dependencies") struct DependencyTests {
  private func file(_ dependencies: [(String, String)]) -> String {
    let entries = dependencies.map { #""\#($0.0)": {"command": "x"}"# }.joined(separator: ",")
    let own = dependencies.map { #""\#($0.0)": {"dependsOn": \#($0.1)}"# }.joined(separator: ",")
    return #"{"mcpServers": {\#(entries)}, "cockpit": {"servers": {\#(own)}}}"#
  }

  private func messages(_ dependencies: [(String, String)]) -> [String: String] {
    let outcome = load(file(dependencies))
    #expect(outcome.errors == [])
    let found = outcome.configuration.servers.compactMap { server in
      server.problem.map { (server.name, $0.message) }
    }
    return Dictionary(found) { $1 }
  }

  @Test("are a list of names, or names with what is waited for")
  func forms() throws {
    for form in [#"["a", "b", "a"]"#, #"{"a": "ready", "b": "ready"}"#] {
      let outcome = load(file([("a", "[]"), ("b", "{}"), ("c", form)]))
      #expect(outcome.allProblems == [])
      #expect(
        try outcome.server("c").dependsOn.map { "\($0.server) \($0.condition)" }
          == ["a ready", "b ready"])
    }
  }

  @Test("of another kind are errors, and started says what it means here")
  func kinds() {
    #expect(
      load(file([("a", #"{"a": "exitedOk"}"#)])).errors.map(\.message)
        == ["'exitedOk' is none of started, ready"])
    #expect(
      load(file([("a", "7")])).errors.map(\.message)
        == [#"expected a list of servers, or an object such as {"context": "ready"}, found 7"#])
    #expect(
      load(file([("a", "[]"), ("b", #"{"a": "started"}"#)])).warnings.map(\.message)
        == ["this version waits until it is ready"])
  }

  @Test("on a server that is not there are that server's problem")
  func unknown() throws {
    let outcome = load(file([("context", "[]"), ("a", #"["contxt"]"#)]))
    #expect(outcome.errors == [])
    #expect(
      try outcome.server("a").problem?.text
        == ".mcp.json:1:142: cockpit.servers.a.dependsOn[0]: "
        + "there is no server contxt; did you mean context?")
    #expect(try outcome.server("context").problem == nil)
  }

  @Test("in a circle are the problem of each server in it, and of no other")
  func circle() {
    #expect(
      messages([("a", #"["b"]"#), ("b", #"["c"]"#), ("c", #"["a"]"#), ("d", #"["a"]"#)]) == [
        "a": "the servers wait for one another: a → b → c → a",
        "b": "the servers wait for one another: b → c → a → b",
        "c": "the servers wait for one another: c → a → b → c",
      ])
    #expect(messages([("a", #"["a"]"#)]) == ["a": "the servers wait for one another: a → a"])
    #expect(messages([("a", "[]"), ("b", #"["a"]"#), ("c", #"["a", "b"]"#)]) == [:])
  }

  @Test("may form two circles")
  func twoCircles() {
    let found = messages([
      ("a", #"["b"]"#), ("b", #"["a"]"#), ("c", #"["d"]"#), ("d", #"["c"]"#),
    ])
    #expect(found.keys.sorted() == ["a", "b", "c", "d"])
  }

  @Test("in a long circle are found and named in short", .timeLimit(.minutes(1)))
  func longCircle() {
    let dependencies = (0..<500).map { ("s\($0)", #"["s\#(($0 + 1) % 500)"]"#) }
    let found = messages(dependencies)
    #expect(found.count == 500)
    #expect(
      found["s0"] == "the servers wait for one another: "
        + "s0 → s1 → s2 → s3 → s4 → s5 → s6 → s7 → … → s0")
  }
}
