import ArgumentParser
import Glibc
import JSON
import JSONRPC
import MCPClient
import MCPSchema
import Supervision

/// `call SERVER TOOL [JSON|-]`: one tool call, its result on stdout.
struct CallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "call", abstract: "Call a tool and print its result.",
    discussion: """
      Starts the server, calls the tool, prints the text of the result and stops the server. The
      arguments are a JSON object; - reads them from standard input. Exit code 5: the tool failed.
      """)

  @Argument(help: "The server, by its name in the configuration.")
  var server: String

  @Argument(help: "The tool.")
  var tool: String

  @Argument(help: "The arguments as a JSON object, or - for standard input.")
  var arguments: String = "{}"

  @Flag(help: "Print the whole result as JSON.")
  var json = false

  @Option(help: "How long the start and the call may each take.")
  var timeout = DurationArgument(.seconds(60))

  @OptionGroup var session: SessionOptions

  func run() throws {
    let text = arguments == "-" ? StandardInput.readAll() : Array(arguments.utf8)
    let given: JSONValue
    do { given = try JSONParser.parse(text) } catch {
      let (line, column) = error.lineAndColumn(in: text)
      throw CommandFailure(
        code: .usage, message: "the arguments are not JSON: \(error.message) (\(line):\(column))")
    }
    guard given.object != nil else {
      throw CommandFailure(
        code: .usage, message: "the arguments must be a JSON object, not \(given.typeName)")
    }
    let (server, tool, json, limit) = (server, tool, json, timeout.duration)
    let specifications = try session.serverSet().specifications(needed: server)
    try CommandSession.run(specifications) { supervisor in
      try await CommandSession.waitUntilReady(server, supervisor, timeout: limit)
      let raw = try await Self.call(supervisor, server, tool, RawJSON(given), limit)
      let value = try raw.parse()
      let result = ToolResult(value)
      Output.line(json ? JSONWriter.pretty(value) : Self.text(of: result))
      if result.isError {
        throw CommandFailure(code: .toolError, message: "the tool failed", isSilent: true)
      }
    }
  }

  private static func call(
    _ supervisor: Supervisor, _ server: String, _ tool: String, _ arguments: RawJSON,
    _ limit: Duration
  ) async throws -> RawJSON {
    do throws(ClientError) {
      return try await supervisor.call(
        server: server, tool: tool, arguments: arguments, timeout: limit)
    } catch {
      switch error {
      case .refused(let refusal):
        throw CommandFailure(code: .toolError, message: "\(server) \(tool): \(refusal.message)")
      case .local(let failure) where failure.code == .deadlineExceeded:
        throw CommandFailure(code: .notReady, message: "\(server): \(failure.message)")
      default:
        throw CommandFailure(code: .unreachable, message: "\(server): \(error.message)")
      }
    }
  }

  /// The text blocks as they are, and a line about each block that is no text.
  private static func text(of result: ToolResult) -> String {
    result.content.map { block in
      switch block {
      case .text(let text): text
      case .image(let data, let type): "[image \(type), \(data.utf8.count) bytes of base64]"
      case .audio(let data, let type): "[audio \(type), \(data.utf8.count) bytes of base64]"
      case .other: block.text ?? JSONWriter.string(block.value)
      }
    }.joined(separator: "\n")
  }
}
