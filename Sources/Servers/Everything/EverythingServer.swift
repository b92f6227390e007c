package import MCPServer

/// A server with one tool, prompt or resource for each thing the protocol can do: for demos, for tests, and for
/// the official conformance suite, which calls them by name (mcp-protocol §13.5, §13.7).
package enum EverythingServer {
  /// Suspends for a while, by the clock of whoever runs the server.
  package typealias Sleep = @Sendable (Duration) async throws -> Void

  /// What the server offers, to clients of every revision. `sleep` lets the slow tools wait without blocking.
  package static func definition(version: String, sleep: @escaping Sleep) -> ServerDefinition {
    let watched = WatchedResource()
    // The first list begins with the tool that has to stand first.
    let tools: [[ServerTool]] = [
      ContentTools.all, ProgressTools.all(sleep), LogTools.all(sleep), InteractionTools.all,
      MultiRoundTools.all, SchemaTools.all, ChangeTools.all(watched), TaskTools.all(sleep),
    ]
    return ServerDefinition(
      name: "everything", title: "Everything", version: version,
      instructions: "A test bench: echo returns what it is given; the test_ tools, prompts and "
        + "resources show one feature of the protocol each; greet, slow_compute and the jobs show "
        + "tasks. Nothing here reaches beyond this server.",
      tools: tools.flatMap { $0 }, resources: Resources.all(watched),
      templates: [Resources.template], prompts: Prompts.all, completer: Completions.completer,
      writesLogs: true, changesLists: true)
  }
}
