import Configuration
import Testing

@Suite("Servers") struct ServerTests {
  @Test("an entry is read as other clients read it")
  func entry() throws {
    let outcome = load(
      """
      {"mcpServers": {
        "git": {"type": "stdio", "command": "node", "args": ["a.js", "--x"], "env": {"B": "2", "A": "1"},
                "cwd": "tools/../git", "timeout": 5, "alwaysAllow": ["x"], "trust": true, "icon": null},
        "bare": {"command": "ls", "disabled": true}
      }}
      """)
    #expect(outcome.allProblems == [])
    #expect(outcome.warnings == [])
    #expect(outcome.configuration.servers.map(\.name) == ["git", "bare"])
    let git = try outcome.server("git")
    #expect(git.commandLine == ["node", "a.js", "--x"])
    #expect(
      git.environment.map(\.text) == ["B=2", "A=1"])
    #expect(git.environmentNames == ["A", "B"])
    #expect(git.directory == "/home/ann/project/git")
    #expect(git.origin.text == ".mcp.json:2")
    #expect(git.autostart && !git.isDisabled)
    let bare = try outcome.server("bare")
    #expect(bare.isDisabled)
    #expect(bare.directory == "/home/ann/project")
  }

  @Test("an entry's unknown key is an error with a hint")
  func unknownKey() {
    check(
      #"{"mcpServers": {"git": {"comand": "a", "command": "b"}}}"#,
      errors: [".mcp.json:1:25: mcpServers.git.comand: unknown key; did you mean command?"])
  }

  @Test("what is not configured has the documented defaults")
  func defaults() throws {
    let server = try load(#"{"mcpServers": {"a": {"command": "x"}}}"#).server("a")
    let restart = server.restart
    #expect(restart.policy == .onFailure && restart.factor == 2 && restart.jitter == 0.2)
    #expect(restart.initialDelay == .milliseconds(500) && restart.maximumDelay == .seconds(30))
    #expect(restart.maximumRestarts == 8 && restart.window == .seconds(300))
    #expect(restart.resetAfter == .seconds(60))
    #expect(server.ready.probe == "handshake" && server.ready.timeout == .seconds(20))
    #expect(server.stop.stdin == .seconds(2) && server.stop.term == .seconds(5))
    #expect(server.stop.signal.number == 15)
    #expect(server.live.period == .seconds(15) && server.live.failures == 3)
    #expect(server.era == .auto && server.autostart && server.successExitCodes == [0])
    #expect(server.dependsOn == [] && server.problem == nil)
  }

  @Test("settings of one server lie over the defaults key by key")
  func ownSettings() throws {
    let outcome = load(
      """
      {"mcpServers": {"a": {"command": "x", "cwd": "p"}, "b": {"command": "y"}},
       "cockpit": {
         "defaults": {"restart": {"policy": "always", "maxRestarts": 3}, "era": "modern"},
         "servers": {"a": {"restart": {"maxRestarts": 1, "window": "1h"}, "ready": {"timeout": "1m"},
                           "stop": {"signal": "INT"}, "era": "legacy", "autostart": false, "cwd": "q",
                           "successExitCodes": [0, 130], "dependsOn": ["b"]}}}}
      """)
    #expect(outcome.allProblems == [])
    let one = try outcome.server("a")
    #expect(one.restart.policy == .always && one.restart.maximumRestarts == 1)
    #expect(one.restart.window == .seconds(3600) && one.restart.initialDelay == .milliseconds(500))
    #expect(one.ready.timeout == .seconds(60) && one.stop.signal.number == 2)
    #expect(one.stop.term == .seconds(5))
    #expect(one.era == .legacy && !one.autostart && one.successExitCodes == [0, 130])
    #expect(one.directory == "/home/ann/project/q")
    #expect(one.dependsOn.map(\.server) == ["b"])
    let other = try outcome.server("b")
    #expect(other.restart.maximumRestarts == 3 && other.era == .modern && other.autostart)
  }

  static let broken: [(String, String)] = [
    (#"{}"#, "g: command is missing; name the program that starts the server"),
    (#"{"command": ""}"#, "g.command: the command is empty"),
    (#"{"command": "a\u0000b"}"#, "g.command: the value holds a NUL character; remove it"),
    (#"{"command": "a", "env": {"A=B": "1"}}"#, "g.env.A=B: no name for a variable; rename it"),
    (
      #"{"url": "http://x"}"#,
      "g.url: remote servers are not supported by this version: only command servers run"
    ),
    (
      #"{"type": "sse", "command": "a"}"#,
      "g.type: remote servers are not supported by this version: only command servers run"
    ),
    (#"{"command": "${NO}"}"#, "g.command: NO is not set; set it, or write ${NO:-default}"),
    (
      #"{"command": "a", "args": ["b", "${NO}"]}"#,
      "g.args[1]: NO is not set; set it, or write ${NO:-default}"
    ),
    (
      #"{"command": "a", "env": {"K": "${env:NO}"}}"#,
      "g.env.K: NO is not set; set it, or write ${NO:-default}"
    ),
    (#"{"command": "a", "cwd": "${NO}"}"#, "g.cwd: NO is not set; set it, or write ${NO:-default}"),
    (
      #"{"command": "a", "args": ["${input:key}"]}"#,
      "g.args[0]: ${input:key} asks a person, which this version cannot; use an environment variable instead"
    ),
    (#"{"command": "${A"}"#, "g.command: '${' has no '}'; close it"),
    (
      #"{"command": "${A:-${B}}"}"#,
      "g.command: a default cannot hold another ${…}; write it out"
    ),
    (
      #"{"command": "${a.b}"}"#,
      "g.command: ${a.b} is no variable this program knows; "
        + "known: ${VAR}, ${VAR:-default}, ${env:VAR}, ${workspaceFolder}, ${userHome}"
    ),
    (
      #"{"command": "a", "envFile": ".env"}"#,
      "g.envFile: there is no file /home/ann/project/.env; create it or remove the key"
    ),
  ]

  @Test("a server that cannot run has a problem, and the file no error", arguments: broken)
  func problems(entry: String, problem: String) throws {
    let outcome = load(#"{"mcpServers": {"g": "# + entry + #", "ok": {"command": "x"}}}"#)
    #expect(outcome.errors == [])
    let server = try outcome.server("g")
    let first = try #require(server.problem)
    let line = first.text
    #expect(line.hasPrefix(".mcp.json:1:"))
    #expect(line.hasSuffix(": mcpServers.\(problem)"), "\(line)")
    #expect(outcome.allProblems == [first])
    #expect(try outcome.server("ok").problem == nil)
  }

  @Test("every problem of a server is reported, not only the first")
  func several() {
    check(
      #"{"mcpServers": {"g": {"command": "${A}", "args": ["${B}"]}}}"#,
      problems: [
        ".mcp.json:1:23: mcpServers.g.command: A is not set; set it, or write ${A:-default}",
        ".mcp.json:1:51: mcpServers.g.args[0]: B is not set; set it, or write ${B:-default}",
      ])
  }

  @Test("a name that cannot be shown or stored is a problem; one with a space is none")
  func names() throws {
    let outcome = load(
      #"{"mcpServers": {"": {"command": "x"}, "a/b": {"command": "x"}, "Brave Search": {"command": "x"}}}"#
    )
    #expect(outcome.errors == [])
    #expect(outcome.configuration.servers.map { $0.problem != nil } == [true, true, false])
  }

  @Test("variables of an envFile come first, those of env win")
  func environmentFile() throws {
    let outcome = load(
      #"{"mcpServers": {"g": {"command": "x", "envFile": "${workspaceFolder}/.env", "env": {"B": "3"}}}}"#,
      others: ["/home/ann/project/.env": "# c\nexport A=1\nB='2'\nTOKEN=\"s3cret\\n\"\n\n"])
    let server = try outcome.server("g")
    #expect(
      server.environment.map(\.text) == ["A=1", "TOKEN=s3cret\n", "B=3"])
    #expect(outcome.secrets == ["s3cret\n"])
  }

  @Test("a bad line of an envFile is a problem with its line")
  func badEnvironmentFile() throws {
    let outcome = load(
      #"{"mcpServers": {"g": {"command": "x"}}, "cockpit": {"servers": {"g": {"envFile": ["e"]}}}}"#,
      others: ["/home/ann/project/e": "A=1\nnonsense\n"])
    #expect(
      try outcome.server("g").problem?.text
        == "/home/ann/project/e:2:1: cockpit.servers.g.envFile[0]: not NAME=value")
  }
}
