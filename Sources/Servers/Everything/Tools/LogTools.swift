import JSON
import MCPSchema
import MCPServer

/// Tools that write log messages for clients that want them.
enum LogTools {
  static func all(_ pause: @escaping EverythingServer.Sleep) -> [ServerTool] {
    [withLogging(pause), everyLevel]
  }

  private static func withLogging(_ pause: @escaping EverythingServer.Sleep) -> ServerTool {
    ServerTool(
      name: "test_tool_with_logging",
      description: "Writes three log messages of level info while it runs.",
      inputSchema: Schema.nothing, annotations: .init(readOnly: true),
      handler: { _, context in
        await context.log(.info, "Tool execution started", logger: "everything")
        try await pause(.milliseconds(50))
        await context.log(.info, "Tool processing data", logger: "everything")
        try await pause(.milliseconds(50))
        await context.log(.info, "Tool execution completed", logger: "everything")
        return .text("Three messages were logged.")
      })
  }

  private static let everyLevel = ServerTool(
    name: "test_logging_tool",
    description: "Writes one log message of each level; the client gets those it asked for.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, context in
      for level in LogLevel.allCases {
        await context.log(
          level, .string("A message of level \(level.rawValue)"), logger: "everything")
      }
      let heard = LogLevel.allCases.filter { context.wantsLog($0) }.map(\.rawValue)
      return .text("Logged: " + (heard.isEmpty ? "nothing" : heard.joined(separator: ", ")))
    })
}
