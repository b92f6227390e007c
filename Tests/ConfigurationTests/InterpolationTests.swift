import Configuration
import Testing

@Suite("Variables") struct InterpolationTests {
  private static let variables = ["A": "alpha", "EMPTY": "", "API_TOKEN": "tok-1234", "N": "abc"]

  static let texts: [(String, String)] = [
    ("plain", "plain"), ("${A}", "alpha"), ("x${A}y${A}z", "xalphayalphaz"), ("${env:A}", "alpha"),
    ("${NO:-b}", "b"), ("${NO:-}", ""), ("${NO:-a:-b}", "a:-b"), ("${A:-b}", "alpha"),
    ("${env:NO:-b}", "b"), ("${EMPTY}", ""), ("${EMPTY:-b}", "b"),
    ("${workspaceFolder}/x", "/home/ann/project/x"), ("${userHome}/x", "/home/ann/x"),
    ("$A $ {A} $$", "$A $ {A} $$"), ("a}b", "a}b"),
  ]

  @Test("are filled in wherever a command is described", arguments: texts)
  func resolve(text: String, expected: String) throws {
    let outcome = load(
      #"{"mcpServers": {"s": {"command": "c", "args": ["\#(text)"], "env": {"V": "\#(text)"}}}}"#,
      variables: Self.variables)
    let server = try outcome.server("s")
    #expect(server.problem == nil)
    #expect(server.arguments == [expected])
    #expect(server.environment.map(\.value) == [expected])
  }

  @Test("in a value do not run twice")
  func once() throws {
    let outcome = load(
      #"{"mcpServers": {"s": {"command": "${V}"}}}"#, variables: ["V": "${A}", "A": "no"])
    #expect(try outcome.server("s").command == "${A}")
  }

  @Test("leave their values to the redactor, if they can be secrets")
  func secrets() {
    let outcome = load(
      #"""
      {"mcpServers": {
        "s": {"command": "c", "args": ["${API_TOKEN}", "${N}", "${HOME}", "${NO:-public}"],
              "env": {"PASSWORD": "written-out", "MODE": "quiet"}},
        "r": {"url": "http://x/${A}", "headers": {"Authorization": "Bearer b3arer"}}
      }}
      """#, variables: Self.variables)
    #expect(outcome.secrets == ["tok-1234", "written-out", "alpha", "Bearer b3arer", "b3arer"])
  }

  @Test("of a remote server are checked too")
  func remote() {
    check(
      #"{"mcpServers": {"r": {"url": "http://${H}", "headers": {"K": "${T}"}}}}"#,
      problems: [
        ".mcp.json:1:23: mcpServers.r.url: remote servers are not supported by this version: "
          + "only command servers run",
        ".mcp.json:1:23: mcpServers.r.url: H is not set; set it, or write ${H:-default}",
        ".mcp.json:1:57: mcpServers.r.headers.K: T is not set; set it, or write ${T:-default}",
      ])
  }
}
