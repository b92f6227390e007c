import JSON
import MCPSchema

/// A tool that has been listed, with the checks made of its schemas so far.
struct ListedTool: Sendable {
  let description: ToolDescription
  /// Compiled when first needed; the text says why a schema cannot be used.
  var input: SchemaCheck?
  var output: SchemaCheck?

  init(_ description: ToolDescription) { self.description = description }
}

/// Looks over a complete list of tools and says which ones stay; it hears what is dropped through `warn`.
typealias ToolGate =
  @Sendable (_ tools: [ToolDescription], _ warn: (ClientWarning) -> Void) -> [ToolDescription]
