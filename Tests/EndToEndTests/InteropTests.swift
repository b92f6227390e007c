import Foundation
import JSON
import Testing

/// The matrix of libraries that others wrote: their clients at our server, our client at their servers.
///
/// With `MCP_COCKPIT_INTEROP` the cells go to that file, one JSON object a line: the table in the README is made
/// of them.
@Suite("Other people's libraries, both roles, both eras", .serialized)
struct InteropTests {
  @Test(
    "every cell of the matrix works", .timeLimit(.minutes(8)),
    .enabled(if: Machine.python != nil, "set MCP_COCKPIT_PYTHON to a Python with mcp and fastmcp"))
  func matrix() async throws {
    let scratch = try Scratch()
    let python = try #require(Machine.python)
    var program = Program(
      path: python,
      arguments: [
        Machine.peer("interop.py"), Machine.binary, Machine.conformanceClient, scratch.path,
      ],
      environment: scratch.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 })
    program.limit = .seconds(420)
    let outcome = try await program.run()
    #expect(outcome.status == 0, "\(outcome)")
    let cells = try outcome.outputText.split(separator: "\n").map {
      try JSONParser.parse(String($0))
    }
    #expect(cells.count == 17, "\(outcome.outputText)")
    for cell in cells {
      let result = cell["result"]?.string ?? ""
      #expect(result.hasPrefix("ok"), "\(JSONWriter.string(cell))")
    }
    if let report = Machine.environment("MCP_COCKPIT_INTEROP") {
      try Data(outcome.output).write(to: URL(fileURLWithPath: report))
    }
  }
}
