import MCPSchema
import MCPServer

/// Tools that change what the server offers, so that clients that listen hear of it.
enum ChangeTools {
  static func all(_ watched: WatchedResource) -> [ServerTool] {
    [toolChange, promptChange, resourceChange(watched)]
  }

  private static let toolChange = ServerTool(
    name: "test_trigger_tool_change",
    description: "Adds the tool \(comingTool.name) to the list, or removes it when it is there.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: false, destructive: false),
    immediate: { _, context in
      if context.catalog.removeTool(comingTool.name) {
        return .text("The tool \(comingTool.name) was removed.")
      }
      context.catalog.add(comingTool)
      return .text("The tool \(comingTool.name) was added.")
    })

  private static let promptChange = ServerTool(
    name: "test_trigger_prompt_change",
    description:
      "Adds the prompt \(comingPrompt.name) to the list, or removes it when it is there.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: false, destructive: false),
    immediate: { _, context in
      if context.catalog.removePrompt(comingPrompt.name) {
        return .text("The prompt \(comingPrompt.name) was removed.")
      }
      context.catalog.add(comingPrompt)
      return .text("The prompt \(comingPrompt.name) was added.")
    })

  private static func resourceChange(_ watched: WatchedResource) -> ServerTool {
    ServerTool(
      name: "test_update_watched_resource",
      description: "Changes the resource \(WatchedResource.uri) and tells its subscribers.",
      inputSchema: Schema.nothing, annotations: .init(readOnly: false, destructive: false),
      handler: { _, context in
        let count = await watched.change()
        context.catalog.resourceUpdated(WatchedResource.uri)
        return .text("The resource \(WatchedResource.uri) was changed: now \(count).")
      })
  }

  private static let comingTool = ServerTool(
    name: "test_coming_and_going", description: "A tool that is in the list only at times.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true, idempotent: true),
    immediate: { _, _ in .text("Here for now.") })

  private static let comingPrompt = ServerPrompt(
    name: "test_coming_and_going_prompt",
    description: "A prompt that is in the list only at times.",
    handler: { _, _ in PromptResult(messages: [PromptMessage(.user, .text("Here for now."))]) })
}
