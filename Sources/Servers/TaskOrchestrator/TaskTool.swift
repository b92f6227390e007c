package import JSON
package import MCPSchema
package import MCPServer
internal import Storage

/// A tool of this server: what `ServerTool` needs, with errors of the service turned into failures.
package struct TaskTool: Sendable {
  /// The name to call it by.
  package let name: String
  /// The name for people.
  package let title: String
  /// What it does, for the model.
  package let description: String
  /// The schema of its arguments: a closed object.
  package let inputSchema: JSONValue
  /// The schema of its structured content.
  package let outputSchema: JSONValue
  /// Hints for the client.
  package let annotations: ToolAnnotations
  private let work: @Sendable (Arguments) async throws -> ToolResult

  init(
    _ name: String, title: String, description: String, input: JSONValue, output: JSONValue,
    annotations: ToolAnnotations, work: @escaping @Sendable (Arguments) async throws -> ToolResult
  ) {
    self.name = name
    self.title = title
    self.description = description
    inputSchema = input
    outputSchema = output
    // No tool here reaches beyond this machine.
    var annotations = annotations
    annotations.openWorld = false
    self.annotations = annotations
    self.work = work
  }

  /// Does the work. Whatever the caller can do something about is thrown as a `ToolFailure`.
  package func call(_ arguments: Arguments) async throws -> ToolResult {
    do {
      return try await work(arguments)
    } catch let error as TaskError {
      throw ToolFailure(error.message)
    } catch let error as StorageError {
      throw ToolFailure(error.message)
    }
  }

  /// The tool as the protocol engine takes it.
  var serverTool: ServerTool {
    ServerTool(
      name: name, title: title, description: description, inputSchema: inputSchema,
      outputSchema: outputSchema, annotations: annotations,
      handler: { arguments, _ in try await call(arguments) })
  }
}
