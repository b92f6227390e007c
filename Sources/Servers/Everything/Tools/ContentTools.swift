import JSON
import MCPSchema
import MCPServer

/// Tools that show what a result can be made of. Each answers at once.
enum ContentTools {
  static let all: [ServerTool] = [
    simpleText, echo, image, audio, embeddedResource, multipleTypes, failing,
  ]

  /// Stands first in the list: the conformance suite calls the first tool without arguments.
  private static let simpleText = tool(
    "test_simple_text", "Returns a fixed sentence.",
    .text("This is a simple text response for testing."))

  private static let echo = ServerTool(
    name: "echo", title: "Echo", description: "Returns the message exactly as given, of any size.",
    inputSchema: Schema.arguments(
      ["message": Schema.string("What to return")], required: ["message"]),
    annotations: .init(readOnly: true, idempotent: true),
    immediate: { arguments, _ in .text(try arguments.string("message")) })

  private static let image = tool(
    "test_image_content", "Returns a picture of one pixel.",
    .image(data: Samples.picture, mimeType: "image/png"))

  private static let audio = tool(
    "test_audio_content", "Returns a sound of a thousandth of a second.",
    .audio(data: Samples.sound, mimeType: "audio/wav"))

  private static let embeddedResource = tool(
    "test_embedded_resource", "Returns a text resource inside the result.",
    .resource(
      ResourceContents(
        uri: "test://embedded-resource", mimeType: "text/plain",
        text: "This is an embedded resource content.")))

  private static let multipleTypes = tool(
    "test_multiple_content_types", "Returns a text, a picture and a resource in one result.",
    .text("A text, a picture and a resource:"),
    .image(data: Samples.picture, mimeType: "image/png"),
    .resource(
      ResourceContents(
        uri: "test://mixed-content-resource", mimeType: "application/json",
        text: JSONWriter.string(["kind": "mixed", "blocks": 3]))))

  private static let failing = ServerTool(
    name: "test_error_handling", description: "Always fails, to show a tool error.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    immediate: { _, _ in
      throw ToolFailure("This tool fails on purpose: there is nothing to mend.")
    })

  private static func tool(
    _ name: String, _ description: String, _ content: ContentBlock...
  ) -> ServerTool {
    ServerTool(
      name: name, description: description, inputSchema: Schema.nothing,
      annotations: .init(readOnly: true, idempotent: true),
      immediate: { _, _ in ToolResult(content: content) })
  }
}
