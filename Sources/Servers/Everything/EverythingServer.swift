import JSON
import MCPSchema
package import MCPServer

/// A server that exercises a client: exact echoes, failures, progress and waiting. For demos and tests.
package enum EverythingServer {
  /// Suspends for a while, by the clock of whoever runs the server.
  package typealias Sleep = @Sendable (Duration) async throws -> Void

  /// The server's tools. `sleep` lets the slow ones wait without blocking.
  package static func definition(version: String, sleep: @escaping Sleep) -> ServerDefinition {
    ServerDefinition(
      name: "everything", title: "Everything", version: version,
      instructions: "A test bench: echo returns what it is given; the test_ tools show one feature "
        + "of the protocol each.",
      tools: [simpleText, echo, failing, images, progress(sleep), wait(sleep)])
  }

  private static let noArguments: JSONValue = [
    "type": "object", "properties": [:], "additionalProperties": false,
  ]

  private static let simpleText = ServerTool(
    name: "test_simple_text", description: "Returns a fixed sentence.", inputSchema: noArguments,
    annotations: .init(readOnly: true),
    immediate: { _, _ in .text("This is a simple text response for testing.") })

  private static let echo = ServerTool(
    name: "echo", title: "Echo", description: "Returns the message exactly as given, of any size.",
    inputSchema: [
      "type": "object",
      "properties": ["message": ["type": "string", "description": "What to return"]],
      "required": ["message"], "additionalProperties": false,
    ],
    annotations: .init(readOnly: true, idempotent: true),
    immediate: { arguments, _ in .text(try arguments.string("message")) })

  private static let failing = ServerTool(
    name: "test_error_handling", description: "Always fails, to show a tool error.",
    inputSchema: noArguments, annotations: .init(readOnly: true),
    immediate: { _, _ in
      throw ToolFailure("This tool fails on purpose: there is nothing to mend.")
    })

  /// A PNG of one red pixel.
  private static let pixel =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="

  private static let images = ServerTool(
    name: "test_image_content", description: "Returns a picture of one pixel.",
    inputSchema: noArguments, annotations: .init(readOnly: true),
    immediate: { _, _ in ToolResult(content: [.image(data: pixel, mimeType: "image/png")]) })

  private static func progress(_ sleep: @escaping Sleep) -> ServerTool {
    ServerTool(
      name: "test_tool_with_progress", description: "Reports progress 0, 50 and 100 of 100.",
      inputSchema: noArguments, annotations: .init(readOnly: true),
      handler: { _, context in
        await context.report(progress: 0, total: 100)
        try await sleep(.milliseconds(50))
        await context.report(progress: 50, total: 100)
        try await sleep(.milliseconds(50))
        await context.report(progress: 100, total: 100)
        return .text("Progress was reported three times.")
      })
  }

  private static func wait(_ sleep: @escaping Sleep) -> ServerTool {
    ServerTool(
      name: "wait", title: "Wait",
      description:
        "Waits, reporting progress every second, to try out pending and cancelled calls.",
      inputSchema: [
        "type": "object",
        "properties": [
          "seconds": [
            "type": "integer", "minimum": 0, "maximum": 600, "default": 5,
            "description": "How long to wait",
          ]
        ], "additionalProperties": false,
      ],
      annotations: .init(readOnly: true),
      handler: { arguments, context in
        let seconds = try arguments.optionalInt("seconds", in: 0...600) ?? 5
        for second in 0..<seconds {
          await context.report(progress: Double(second), total: Double(seconds))
          try await sleep(.seconds(1))
        }
        return .text("Waited \(seconds) s.")
      })
  }
}
