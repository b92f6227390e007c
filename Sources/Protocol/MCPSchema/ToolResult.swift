public import JSON

/// What a tool gives back: content for the model, optionally the same as data, and whether it failed.
public struct ToolResult: Sendable, Hashable {
  /// Blocks in order; may be empty.
  public var content: [ContentBlock]
  /// The result as data, matching the tool's output schema.
  public var structuredContent: JSONValue?
  /// The tool ran and failed; the content says why and what to do.
  public var isError: Bool

  /// Makes a result.
  public init(
    content: [ContentBlock], structuredContent: JSONValue? = nil, isError: Bool = false
  ) {
    self.content = content
    self.structuredContent = structuredContent
    self.isError = isError
  }

  /// A result of one text block.
  public static func text(_ text: String) -> ToolResult { .init(content: [.text(text)]) }

  /// A structured result, which also stands as JSON text for clients that only read content.
  public static func structured(_ value: JSONValue) -> ToolResult {
    .init(content: [.text(JSONWriter.pretty(value))], structuredContent: value)
  }

  /// A failure, with text the model can act on.
  public static func failure(_ message: String) -> ToolResult {
    .init(content: [.text(message)], isError: true)
  }

  /// Reads the `result` member of an answer to `tools/call`.
  public init(_ value: JSONValue) {
    content = (value["content"]?.array ?? []).map { ContentBlock($0) }
    structuredContent = value["structuredContent"]
    isError = value["isError"]?.bool ?? false
  }

  /// The text blocks, joined by line breaks.
  public var joinedText: String { content.compactMap(\.text).joined(separator: "\n") }
}
