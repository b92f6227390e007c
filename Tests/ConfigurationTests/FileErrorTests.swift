import Configuration
import Testing

@Suite("Errors in files") struct FileErrorTests {
  @Test("a syntax error says where it is")
  func syntax() {
    check(
      "{\n  \"mcpServers\": {,}\n}",
      errors: [
        ".mcp.json:2:18: cannot be read as JSON: expected a member name in quotes"
      ])
  }

  static let wholeFiles: [(String, [String])] = [
    ("{}", [".mcp.json:1:1: the file has neither mcpServers nor cockpit; add one of them"]),
    ("[]", [".mcp.json:1:1: expected an object, found a list"]),
    ("7", [".mcp.json:1:1: expected an object, found 7"]),
    ("", [".mcp.json:1:1: cannot be read as JSON: the text ends where a value should be"]),
    (
      #"{"mcpServer": {}}"#,
      [".mcp.json:1:2: mcpServer: unknown key; did you mean mcpServers?"]
    ),
    (
      #"{"servers": {}}"#,
      [".mcp.json:1:2: servers: this is VS Code's form of the file; rename the key to mcpServers"]
    ),
    (#"{"mcpServers": []}"#, [".mcp.json:1:2: mcpServers: expected an object, found a list"]),
    (#"{"globalShortcut": "x", "inputs": [], "mcpServers": {}}"#, []),
    ("\u{FEFF}{\"cockpit\": {}}", []),
    ("{\"cockpit\": {}, /* why */ } // so", []),
  ]

  @Test("a file is an object with mcpServers or cockpit", arguments: wholeFiles)
  func whole(text: String, errors: [String]) {
    check(text, errors: errors)
  }

  static let settings: [(String, String)] = [
    (
      #"{"defaults": {"restart": {"polcy": "no"}}}"#,
      "defaults.restart.polcy: unknown key; did you mean policy?"
    ),
    (
      #"{"zzzzzz": 1}"#,
      "zzzzzz: unknown key; known: version, defaults, servers, panes, record, redact, ui"
    ),
    (#"{"version": 2}"#, "version: expected a whole number, 1, found 2"),
    (
      #"{"defaults": {"restart": {"policy": "allways"}}}"#,
      "defaults.restart.policy: 'allways' is none of no, onFailure, always; did you mean always?"
    ),
    (
      #"{"defaults": {"restart": {"policy": 1}}}"#,
      "defaults.restart.policy: expected one of no, onFailure, always, found 1"
    ),
    (
      #"{"defaults": {"restart": {"window": "5"}}}"#,
      "defaults.restart.window: expected a duration with its unit, such as 500ms, 2s or 5m, found '5'"
    ),
    (
      #"{"defaults": {"restart": {"window": 5}}}"#,
      "defaults.restart.window: expected a duration with its unit, such as 500ms, 2s or 5m, found 5"
    ),
    (
      #"{"defaults": {"restart": {"jitter": 1.5}}}"#,
      "defaults.restart.jitter: expected a number from 0.0 to 1.0, found 1.5"
    ),
    (
      #"{"defaults": {"restart": {"factor": 1e999}}}"#,
      "defaults.restart.factor: expected a number from 1.0 to 100.0, found 1e999"
    ),
    (
      #"{"defaults": {"successExitCodes": [0, 256]}}"#,
      "defaults.successExitCodes[1]: expected a whole number, 0 to 255, found 256"
    ),
    (
      #"{"defaults": {"stop": {"signal": "KILL"}}}"#,
      "defaults.stop.signal: 'KILL' is none of HUP, INT, QUIT, USR1, USR2, TERM"
    ),
    (
      #"{"defaults": {"era": null}}"#,
      "defaults.era: expected one of auto, legacy, modern, found null"
    ),
    (#"{"record": {"enabled": "yes"}}"#, "record.enabled: expected true or false, found 'yes'"),
    (#"{"record": true}"#, "record: expected an object, found true"),
    (#"{"redact": {"keys": "token"}}"#, "redact.keys: expected a list, found 'token'"),
    (#"{"redact": {"keys": [1]}}"#, "redact.keys[0]: expected a string, found 1"),
    (#"{"ui": {"theme": {}}}"#, "ui.theme: expected a string, found an object"),
    (#"{"ui": {"asci": true}}"#, "ui.asci: unknown key; did you mean ascii?"),
    (
      #"{"panes": {"tasks": {"tool": "abcdefghijklmnopqrstuvwxyz", "server": false}}}"#,
      "panes.tasks.server: expected a string, found false"
    ),
  ]

  @Test("settings of ours are checked to the last key", arguments: settings)
  func keys(text: String, error: String) throws {
    let found = load("{\n\"cockpit\":\n\(text)}").errors
    let first = try #require(found.first)
    #expect(found.count == 1)
    #expect(
      "\(first.key): \(first.message)\(first.remedy.isEmpty ? "" : "; \(first.remedy)")"
        == "cockpit.\(error)")
    #expect(first.file == ".mcp.json" && first.line == 3)
  }

  @Test("line and column are those of the key")
  func place() {
    check(
      """
      {
        "mcpServers": {},
        "cockpit": {
          "defaults": {"restart": {
            "polcy": "no"}}
        }
      }
      """,
      errors: [".mcp.json:5:7: cockpit.defaults.restart.polcy: unknown key; did you mean policy?"])
  }

  @Test("all errors of all files are reported at once, in order")
  func several() {
    let outcome = load([
      "/home/ann/project/.mcp.json": #"{"cockpit": {"a": 1, "ui": {"b": 2}}}"#,
      "/home/ann/project/cockpit.json": "{",
    ])
    #expect(
      outcome.errors.map { "\($0.file) \($0.key)" } == [
        "cockpit.json ", ".mcp.json cockpit.a", ".mcp.json cockpit.ui.b",
      ])
  }

  @Test("a key given twice is an error, at the second place")
  func twice() {
    check(
      """
      {"mcpServers": {
        "git": {"command": "a"},
        "git": {"command": "b"}
      }}
      """,
      errors: [".mcp.json:3:3: mcpServers.git: this key stands here twice; remove one of the two"])
  }

  @Test("control characters of a file do not reach the terminal")
  func hostileNames() {
    check(
      #"{"cockpit": {"a\u001b[2J\u202e": 1}}"#,
      errors: [
        ".mcp.json:1:14: cockpit.a\\u{1b}[2J\\u{202e}: unknown key; "
          + "known: version, defaults, servers, panes, record, redact, ui"
      ])
  }

  @Test("long values are not repeated in messages")
  func longValues() {
    check(
      #"{"cockpit": {"defaults": {"era": "sk-0123456789012345678901234567890"}}}"#,
      errors: [
        ".mcp.json:1:27: cockpit.defaults.era: a longer string is none of auto, legacy, modern"
      ])
  }

  @Test("files above 4 MiB, objects above 4096 keys and deep nesting are refused")
  func limits() {
    let spaces = String(repeating: " ", count: 4 << 20)
    check("{\"cockpit\": {}\(spaces)}", errors: [".mcp.json: the file is larger than 4 MiB"])
    let members = (0...4096).map { "\"\($0)\":{}" }.joined(separator: ",")
    let many = load("{\"mcpServers\":{\(members)}}").errors
    #expect(many.map(\.message) == ["cannot be read as JSON: more than 4096 keys in one object"])
    let deep = String(repeating: "[", count: 200_000)
    #expect(
      load(deep).errors.map(\.text) == [
        ".mcp.json:1:129: cannot be read as JSON: nested deeper than 128 levels"
      ])
  }
}
