import Configuration
import Testing

@Suite("The sample file") struct SampleTests {
  private let variables = ["STATE_DIR": "/var/state", "SEARCH_TOKEN": "tok-1234567"]
  private let others = ["/home/ann/project/.env": "MODE=fast"]

  @Test("is read without an error, and says what this version leaves out")
  func reading() throws {
    let outcome = load(sampleFile, variables: variables, others: others)
    #expect(outcome.errors == [])
    #expect(
      outcome.warnings.map { "\($0.key): \($0.message)" }
        == [
          "cockpit.defaults.live", "cockpit.servers.orchestrator.namespace",
          "cockpit.servers.orchestrator.watch", "cockpit.servers.search.live",
          "cockpit.panes.tasks.args", "cockpit.panes.tasks.every", "cockpit.panes.tasks.map",
          "cockpit.panes.agents", "cockpit.panes.providers",
          "cockpit.record.dir",
          "cockpit.record.maxSize",
        ].map { "\($0): not acted on by this version" })
    let configuration = outcome.configuration
    #expect(configuration.servers.map(\.name) == ["context", "orchestrator", "search"])
    let orchestrator = try outcome.server("orchestrator")
    #expect(orchestrator.commandLine == ["node", "dist/index.js"])
    #expect(orchestrator.directory == "/home/ann/project/orchestrator")
    #expect(orchestrator.dependsOn.map(\.server) == ["context"])
    #expect(orchestrator.environment.map(\.text) == ["MODE=fast"])
    #expect(orchestrator.successExitCodes == [0, 130])
    #expect(orchestrator.problem == nil)
    let context = try outcome.server("context")
    #expect(context.environment.map(\.text) == ["DB=/var/state/ctx.db"])
    #expect(
      try outcome.server("search").problem?.message
        == "remote servers are not supported by this version: only command servers run")
    #expect(configuration.tasks?.server == "orchestrator")
    #expect(configuration.tasks?.tool == "get_task_graph")
    #expect(configuration.redact.values == ["sk-[A-Za-z0-9]{8,}"])
    #expect(outcome.secrets == ["tok-1234567", "Bearer tok-1234567"])
  }

  @Test("without its variables has two problems more, and no other server suffers")
  func unset() {
    let outcome = load(sampleFile, others: others)
    #expect(outcome.errors == [])
    #expect(
      outcome.allProblems.map(\.key) == [
        "mcpServers.context.env.DB", "mcpServers.search.url",
        "mcpServers.search.headers.Authorization",
      ])
  }

  @Test("mutated at random never stops the program", arguments: 1...16 as ClosedRange<UInt64>)
  func mutation(seed: UInt64) {
    var dice = Dice(seed: seed)
    let alphabet =
      Array(#"{}[]",:${}-\/*0129eE.truefalsn"#.utf8) + [0, 0x0A, 0x1B, 0x80, 0xEF, 0xFF]
    for _ in 0..<60 {
      var bytes = Array(sampleFile.utf8)
      for _ in 0..<Int.random(in: 1...6, using: &dice) where !bytes.isEmpty {
        let index = Int.random(in: bytes.indices, using: &dice)
        let byte = alphabet.randomElement(using: &dice) ?? 0
        switch Int.random(in: 0..<5, using: &dice) {
        case 0: bytes[index] = byte
        case 1: bytes.insert(byte, at: index)
        case 2: bytes.removeSubrange(index..<min(bytes.count, index + 9))
        case 3: bytes.insert(contentsOf: bytes[index..<min(bytes.count, index + 40)], at: index)
        default: bytes.removeLast(min(bytes.count, Int.random(in: 0...20, using: &dice)))
        }
      }
      var files = MemoryFiles(others)
      files.files["/home/ann/project/.mcp.json"] = bytes
      let outcome = ConfigurationLoader(
        files: files, environment: variables, workingDirectory: "/home/ann/project"
      ).load()
      let lines = bytes.count { $0 == 0x0A } + 1
      for error in outcome.allProblems + outcome.warnings {
        #expect(error.line <= lines && !error.message.isEmpty && !error.text.contains("\u{1B}"))
      }
      for server in outcome.configuration.servers where server.problem == nil {
        #expect(!server.command.isEmpty && server.directory.hasPrefix("/"))
      }
    }
  }
}
