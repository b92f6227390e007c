import JSON
import MCPSchema
import MCPServer

/// Tools whose work takes time: they report progress, wait, or leave their client waiting without a stream.
enum ProgressTools {
  /// How long a client may have to wait, in seconds: enough to try out patience and cancelling.
  static let seconds = 0...600

  static func all(_ pause: @escaping EverythingServer.Sleep) -> [ServerTool] {
    [progress(pause), wait(pause), reconnection(pause)]
  }

  private static func progress(_ pause: @escaping EverythingServer.Sleep) -> ServerTool {
    ServerTool(
      name: "test_tool_with_progress", description: "Reports progress 0, 50 and 100 of 100.",
      inputSchema: Schema.nothing, annotations: .init(readOnly: true),
      handler: { _, context in
        await context.report(progress: 0, total: 100)
        try await pause(.milliseconds(50))
        await context.report(progress: 50, total: 100)
        try await pause(.milliseconds(50))
        await context.report(progress: 100, total: 100)
        return .text("Progress was reported three times.")
      })
  }

  private static func wait(_ pause: @escaping EverythingServer.Sleep) -> ServerTool {
    ServerTool(
      name: "wait", title: "Wait",
      description:
        "Waits, reporting progress every second, to try out pending and cancelled calls.",
      inputSchema: Schema.arguments([
        "seconds": Schema.integer("How long to wait", in: seconds, standard: 5)
      ]),
      annotations: .init(readOnly: true),
      handler: { arguments, context in
        let seconds = try arguments.optionalInt("seconds", in: seconds) ?? 5
        try await wait(seconds, context, pause)
        return .text("Waited \(seconds) s.")
      })
  }

  /// Waits, reporting progress every second.
  static func wait(
    _ seconds: Int, _ context: RequestContext, _ pause: EverythingServer.Sleep
  ) async throws {
    for second in 0..<seconds {
      await context.report(progress: Double(second), total: Double(seconds))
      try await pause(.seconds(1))
    }
  }

  private static func reconnection(_ pause: @escaping EverythingServer.Sleep) -> ServerTool {
    ServerTool(
      name: "test_reconnection",
      description: "Closes the stream of the call before answering, so that an HTTP client of the "
        + "handshake era has to come back for the answer; others see nothing of it.",
      inputSchema: Schema.nothing, annotations: .init(readOnly: true),
      handler: { _, context in
        await context.closeStream(retry: .milliseconds(500))
        // Long enough for the stream to be closed before there is anything to say.
        try await pause(.milliseconds(100))
        return .text("The answer came after the stream had been closed.")
      })
  }
}
