import JSON
import MCPSchema
import MCPServer

extension ServerTool {
  /// A tool of which only one thing matters.
  static func make(
    _ name: String = "tool", schema: JSONValue = ["type": "object"], output: JSONValue? = nil,
    _ handler: @escaping Handler
  ) -> ServerTool {
    ServerTool(
      name: name, description: "A tool named \(name).", inputSchema: schema, outputSchema: output,
      handler: handler)
  }

  /// A tool that answers inside the read loop.
  static func makeImmediate(
    _ name: String = "tool", schema: JSONValue = ["type": "object"], output: JSONValue? = nil,
    _ handler: @escaping ImmediateHandler
  ) -> ServerTool {
    ServerTool(
      name: name, description: "A tool named \(name).", inputSchema: schema, outputSchema: output,
      immediate: handler)
  }

  /// A tool that waits until its call is cancelled; then it does `afterwards`.
  static func waiting(
    _ name: String = "wait", journal: Journal,
    afterwards: @escaping @Sendable (RequestContext) async -> Void = { _ in }
  ) -> ServerTool {
    make(name) { _, context in
      journal.note("started")
      await Journal().reached("never")
      await afterwards(context)
      journal.note("ended")
      return .text("too late")
    }
  }
}

extension ServerDefinition {
  /// A server of these tools and nothing else.
  static func tools(_ tools: ServerTool..., limits: ServerLimits = .init()) -> ServerDefinition {
    ServerDefinition(name: "sample", version: "1.0", tools: tools, limits: limits)
  }

  /// A server that offers something of everything.
  static func sample(limits: ServerLimits = .init(), changesLists: Bool = true) -> ServerDefinition
  {
    ServerDefinition(
      name: "sample", title: "Sample", version: "1.0", instructions: "Try me.",
      tools: sampleTools, resources: sampleResources, templates: sampleTemplates,
      prompts: samplePrompts,
      completer: { _, argument, typed, given in
        Completion(["\(argument)=\(typed)", "given \(given.keys.sorted())"])
      }, writesLogs: true, changesLists: changesLists, limits: limits)
  }

  private static var sampleTools: [ServerTool] {
    [
      ServerTool(
        name: "echo", title: "Echo", description: "Echoes.",
        inputSchema: [
          "type": "object", "properties": ["message": ["type": "string"]],
          "required": ["message"], "additionalProperties": false,
        ], annotations: .init(readOnly: true),
        immediate: { arguments, _ in .text(try arguments.string("message")) }),
      .make("keys") { arguments, _ in .text(arguments.object.keys.joined(separator: " ")) },
      .make("slow") { _, _ in .text("done") }.asTask(.optional),
    ]
  }

  private static var sampleResources: [ServerResource] {
    [
      ServerResource(uri: "test://text", name: "text") { "hello" },
      ServerResource(
        .init(uri: "test://bytes", name: "bytes", mimeType: "image/png"), timeToLiveMs: 60_000
      ) { _ in [ResourceContents(uri: "test://bytes", mimeType: "image/png", base64: "AAEC")] },
      ServerResource(.init(uri: "test://gone", name: "gone")) { _ in [] },
    ]
  }

  private static var sampleTemplates: [ServerResourceTemplate] {
    [
      ServerResourceTemplate(.init(uriTemplate: "test://item/{id}/data", name: "item")) {
        uri, variables, _ in
        guard let id = variables["id"], id != "none" else { return nil }
        return [ResourceContents(uri: uri, text: "item \(id)")]
      }
    ]
  }

  private static var samplePrompts: [ServerPrompt] {
    [
      ServerPrompt(
        name: "greet", description: "Greets.",
        arguments: [PromptArgument("name", isRequired: true), PromptArgument("style")]
      ) { arguments, _ in
        PromptResult(
          description: "A greeting",
          messages: [PromptMessage(.user, .text("Hello, \(arguments["name"] ?? "nobody")!"))])
      }
    ]
  }
}
