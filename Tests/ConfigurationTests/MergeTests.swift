import Configuration
import Testing

@Suite("Files over one another") struct MergeTests {
  private func layers(
    user: String = #"{"cockpit": {}}"#, project: String = #"{"cockpit": {}}"#,
    beside: String = #"{"cockpit": {}}"#
  ) -> ConfigurationLoader.Outcome {
    load([
      "/home/ann/.config/cockpit/config.json": user, "/home/ann/project/.mcp.json": project,
      "/home/ann/project/cockpit.json": beside,
    ])
  }

  @Test("later files win key by key")
  func keys() throws {
    let outcome = layers(
      user:
        #"{"cockpit": {"defaults": {"restart": {"policy": "no", "factor": 3, "window": "1m"}}}}"#,
      project:
        #"{"mcpServers": {"a": {"command": "x"}}, "cockpit": {"defaults": {"restart": {"factor": 4, "policy": "always"}}}}"#,
      beside: #"{"cockpit": {"defaults": {"restart": {"policy": "onFailure"}}}}"#)
    #expect(outcome.allProblems == [])
    let restart = try outcome.server("a").restart
    #expect(restart.policy == .onFailure && restart.factor == 4 && restart.window == .seconds(60))
  }

  @Test("an entry without a command of its own adds to the earlier one")
  func entries() throws {
    let outcome = layers(
      project:
        #"{"mcpServers": {"a": {"command": "x", "args": ["1"], "env": {"A": "1", "B": "1"}}}}"#,
      beside: #"{"mcpServers": {"a": {"args": ["2"], "env": {"B": "2"}}}}"#)
    let server = try outcome.server("a")
    #expect(server.commandLine == ["x", "2"])
    #expect(server.environment.map(\.text) == ["A=1", "B=2"])
    #expect(server.origin.text == ".mcp.json:1")
  }

  @Test("an entry with a command of its own inherits no arguments and no secrets")
  func replaced() throws {
    let outcome = layers(
      user:
        #"{"mcpServers": {"a": {"command": "mine", "args": ["--token"], "env": {"KEY": "secret"}}}}"#,
      project: #"{"mcpServers": {"b": {"command": "y"}, "a": {"command": "theirs"}}}"#)
    #expect(outcome.configuration.servers.map(\.name) == ["a", "b"])
    let server = try outcome.server("a")
    #expect(server.commandLine == ["theirs"] && server.environment == [])
    #expect(outcome.secrets == [])
    #expect(server.origin.text == ".mcp.json:1")
  }

  @Test("a command takes the place of an address, and the other way round")
  func kinds() throws {
    let command = #"{"mcpServers": {"a": {"command": "x"}}}"#
    let address = #"{"mcpServers": {"a": {"type": "http", "url": "http://x"}}}"#
    #expect(try layers(project: address, beside: command).server("a").problem == nil)
    #expect(try layers(project: command, beside: address).server("a").url == "http://x")
  }

  @Test("a relative folder counts from the file it stands in")
  func folders() throws {
    let outcome = layers(
      user: #"{"mcpServers": {"u": {"command": "x", "cwd": "d"}, "v": {"command": "x"}}}"#,
      project: #"{"mcpServers": {"a": {"command": "x", "cwd": "d"}}}"#)
    #expect(try outcome.server("u").directory == "/home/ann/.config/cockpit/d")
    #expect(try outcome.server("v").directory == "/home/ann/project")
    #expect(try outcome.server("a").directory == "/home/ann/project/d")
    #expect(try outcome.server("u").origin.text == "/home/ann/.config/cockpit/config.json:1")
  }

  @Test("a user's file may speak of servers that a project lacks")
  func otherProjects() {
    let outcome = layers(
      user:
        #"{"cockpit": {"servers": {"gti": {"era": "legacy"}}, "panes": {"tasks": {"server": "tasks"}}}}"#,
      project: #"{"mcpServers": {"git": {"command": "x"}}}"#)
    #expect(outcome.allProblems == [])
    let file = "/home/ann/.config/cockpit/config.json"
    #expect(
      outcome.warnings.map(\.text) == [
        "\(file):1:26: cockpit.servers.gti: there is no server of this name in mcpServers; did you mean git?",
        "\(file):1:73: cockpit.panes.tasks.server: there is no server tasks; known: git",
      ])
    #expect(outcome.configuration.tasks == nil)
  }

  @Test("console, recording and redaction settings reach the configuration")
  func rest() {
    let configuration = layers(
      project:
        #"{"cockpit": {"record": {"enabled": true}, "ui": {"theme": "dusk", "ascii": true}}}"#,
      beside: #"{"cockpit": {"redact": {"keys": ["k"], "values": ["v+"], "paths": ["$.a"]}}}"#
    ).configuration
    #expect(configuration.record.isEnabled && configuration.record.maximumBytes == 256 << 20)
    #expect(configuration.ui.theme == "dusk" && configuration.ui.isASCII)
    #expect(configuration.redact.paths == ["$.a"])
    #expect(configuration.redact.keys == ["k"] && configuration.redact.values == ["v+"])
  }
}
