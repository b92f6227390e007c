import JSON
import Testing

/// Whether the Python peers can run, and what to do when they cannot.
private let pythonIsThere: Bool = Machine.python != nil
private let needsPython: Comment = """
  set MCP_COCKPIT_PYTHON to a Python with the packages mcp, mcp-server-time and mcp-server-git
  """

@Suite(
  "Clients and servers that others wrote", .enabled(if: pythonIsThere, needsPython), .serialized)
struct OutsidePeerTests {
  let scratch: Scratch
  let python: String

  init() throws {
    scratch = try Scratch()
    python = try #require(Machine.python)
  }

  @Test(
    "the Python SDK drives our servers in both eras", .timeLimit(.minutes(3)),
    arguments: ["legacy", "2026-07-28", "auto"])
  func pythonClient(mode: String) async throws {
    let program = Program(
      path: python,
      arguments: [
        Machine.peer("client_both_eras.py"), Machine.binary, mode, scratch.path,
      ],
      environment: scratch.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 },
      limit: .seconds(150))
    let outcome = try await program.run()
    #expect(outcome.status == 0, "\(outcome.outputText)\n\(outcome.errorText.suffix(4000))")
    #expect(outcome.outputText.contains(#/^ok [1-9]\d\d+\n$/#), "\(outcome)")
  }

  @Test("a git server under supervision answers a call", .timeLimit(.minutes(2)))
  func gitServer() async throws {
    let git = try #require(Machine.git, "git is not installed")
    let repository = "\(scratch.path)/repository"
    for arguments in [
      ["init", "--quiet", "--initial-branch=trunk", repository],
      [
        "-C", repository, "-c", "user.name=T", "-c", "user.email=t@example.org", "commit",
        "--quiet",
        "--allow-empty", "-m", "First",
      ],
    ] {
      let made = try await Program(
        path: git, arguments: arguments, environment: scratch.environment
      ).run()
      #expect(made.status == 0, "\(made)")
    }
    let config = try scratch.configuration(
      ["git": [python, "-m", "mcp_server_git"]], readyTimeout: "30s")
    let arguments = JSONWriter.string(["repo_path": .string(repository)])
    var call = Program.cockpit(
      ["call", "--config", config, "git", "git_status", arguments, "--json"], in: scratch)
    call.limit = .seconds(60)
    let outcome = try await call.run()
    #expect(outcome.status == 0, "\(outcome)")
    let text = try outcome.json()["content"]?[0]?["text"]?.string ?? ""
    #expect(text.contains("trunk"), "\(outcome)")
    #expect(scratch.marked().isEmpty, "left running: \(scratch.marked())")
  }

  @Test("a tool of a foreign server that fails is exit code 5", .timeLimit(.minutes(2)))
  func foreignToolError() async throws {
    let config = try scratch.configuration(
      ["git": [python, "-m", "mcp_server_git"]], readyTimeout: "30s")
    var call = Program.cockpit(
      ["call", "--config", config, "git", "git_status", #"{"repo_path":"/nowhere"}"#], in: scratch)
    call.limit = .seconds(60)
    let outcome = try await call.run()
    #expect(outcome.status == 5, "\(outcome)")
    #expect(outcome.outputText.contains("nowhere"), "\(outcome)")
  }

  @Test("two foreign servers are listed with their tools and states", .timeLimit(.minutes(2)))
  func listings() async throws {
    let config = try scratch.configuration(
      [
        "git": [python, "-m", "mcp_server_git"],
        "time": [python, "-m", "mcp_server_time", "--local-timezone", "UTC"],
      ], readyTimeout: "30s")
    var tools = Program.cockpit(["tools", "--config", config, "--json"], in: scratch)
    tools.limit = .seconds(60)
    let listed = try await tools.run()
    #expect(listed.status == 0, "\(listed)")
    let names = Wanted.tools(in: try listed.json()).compactMap { $0["name"]?.string }
    for name in ["git_status", "get_current_time"] {
      #expect(names.contains(name), "\(names)")
    }
    var states = Program.cockpit(
      ["ps", "--json", "--config", config, "--timeout", "40s"], in: scratch)
    states.limit = .seconds(60)
    let outcome = try await states.run()
    #expect(outcome.status == 0, "\(outcome)")
    for name in ["git", "time"] {
      let server = Wanted.server(name, in: try outcome.json())
      #expect(server?["state"]?.string == "ready", "\(outcome)")
    }
    #expect(scratch.marked().isEmpty, "left running: \(scratch.marked())")
  }
}
