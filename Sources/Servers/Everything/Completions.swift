import JSONRPC
import MCPSchema
import MCPServer

/// Completes arguments of the prompts and of the resource template from short lists.
enum Completions {
  /// The values that begin with what has been typed, in any case; −32602 for an argument that does not exist.
  static let completer: ServerDefinition.Completer = { reference, argument, typed, _ in
    let start = typed.lowercased()
    return Completion(
      try values(reference, argument).filter { $0.lowercased().hasPrefix(start) })
  }

  private static func values(
    _ reference: CompletionReference, _ argument: String
  ) throws(JSONRPCError) -> [String] {
    switch (reference, argument) {
    case (.prompt("test_prompt_with_arguments"), _):
      if let values = Prompts.exampleValues[argument] { return values }
    case (.prompt("test_prompt_with_embedded_resource"), "resourceUri"):
      return ["test://static-binary", "test://static-text", WatchedResource.uri]
    case (.resource(Resources.template.description.uriTemplate), "id"):
      return Resources.exampleIDs
    default: break
    }
    throw .invalidParams("there is no argument \(argument) here")
  }
}
