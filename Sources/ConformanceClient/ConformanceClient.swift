import EventLoop
import Glibc
import JSON
import MCPAuth
import MCPClient
import MCPHTTP

/// The client that the MCP conformance suite tests (mcp-protocol §13.3): plays one scenario against the server whose
/// URL is the last argument.
///
/// `MCP_CONFORMANCE_SCENARIO` names the scenario, `MCP_CONFORMANCE_PROTOCOL_VERSION` the revision the server speaks,
/// `MCP_CONFORMANCE_CONTEXT` is JSON with what the scenario needs to know. Ends with 0 when the scenario could be
/// played to its end.
@main
struct ConformanceClient {
  static func main() async {
    // Whoever waits for us waits for 30 s.
    alarm(25)
    signal(SIGPIPE, SIG_IGN)
    guard let url = CommandLine.arguments.last, CommandLine.arguments.count > 1 else {
      fail("usage: ConformanceClient URL, with MCP_CONFORMANCE_SCENARIO in the environment", 2)
    }
    do {
      let run = try ScenarioRun(
        name: variable("MCP_CONFORMANCE_SCENARIO") ?? "tools_call", url: url,
        revision: variable("MCP_CONFORMANCE_PROTOCOL_VERSION") ?? "2026-07-28",
        context: try context())
      try await run.play()
    } catch {
      fail("\(variable("MCP_CONFORMANCE_SCENARIO") ?? "no scenario"): \(error)", 1)
    }
  }

  private static func context() throws -> JSONValue {
    guard let text = variable("MCP_CONFORMANCE_CONTEXT"), !text.isEmpty else { return [:] }
    return try JSONParser.parse(text)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  private static func fail(_ message: String, _ code: Int32) -> Never {
    let line = Array("\(message)\n".utf8)
    _ = write(2, line, line.count)
    exit(code)
  }
}
