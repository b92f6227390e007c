import JSON
import JSONRPC
import MCPSchema
import MCPServer

/// Tools whose calls may become tasks that go on after the call was answered (mcp-protocol §8, §13.7), and one,
/// `greet`, whose calls never do.
enum TaskTools {
  static func all(_ pause: @escaping EverythingServer.Sleep) -> [ServerTool] {
    [greet, slowCompute(pause), failingJob, protocolErrorJob, confirmDelete, multiInput, prepared]
  }

  private static let greet = ServerTool(
    name: "greet", description: "Greets somebody, always at once.",
    inputSchema: Schema.arguments(["name": Schema.string("Whom to greet")], required: ["name"]),
    annotations: .init(readOnly: true, idempotent: true),
    immediate: { arguments, _ in .text("Hello, \(try arguments.string("name"))!") })

  private static func slowCompute(_ pause: @escaping EverythingServer.Sleep) -> ServerTool {
    ServerTool(
      name: "slow_compute",
      description: "Takes its time; becomes a task for clients that can handle tasks.",
      inputSchema: Schema.arguments(
        [
          "seconds": Schema.integer("How long to take", in: ProgressTools.seconds, standard: 1),
          "label": Schema.string("A name that comes back in the result"),
        ]),
      annotations: .init(readOnly: true),
      handler: { arguments, context in
        let seconds = try arguments.optionalInt("seconds", in: ProgressTools.seconds) ?? 1
        let label = try arguments.optionalString("label") ?? "the computation"
        try await ProgressTools.wait(seconds, context, pause)
        return .text("Finished \(label) after \(seconds) s.")
      }
    ).asTask(.optional)
  }

  private static let failingJob = ServerTool(
    name: "failing_job", description: "A task whose tool always fails.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, _ in
      throw ToolFailure("This job fails on purpose: there is nothing to mend.")
    }
  ).asTask(.required)

  private static let protocolErrorJob = ServerTool(
    name: "protocol_error_job",
    description: "A task that always ends with an error of the protocol instead of a result.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, _ in
      throw JSONRPCError.internalError("this job ends with a protocol error on purpose")
    }
  ).asTask(.optional)

  private static func confirmation(of what: String) -> InputRequest {
    .field("confirm", Schema.boolean("Whether to go on"), message: "\(what)?")
  }

  private static let confirmDelete = ServerTool(
    name: "confirm_delete",
    description: "Asks whether to delete a file, as a task if it can. No file is ever touched.",
    inputSchema: Schema.arguments(
      ["filename": Schema.string("The file to pretend to delete")], required: ["filename"]),
    annotations: .init(readOnly: true),
    handler: { arguments, context in
      let file = try arguments.string("filename")
      let answers = try await context.ask(["confirm": confirmation(of: "Delete \(file)")])
      let isWanted = try answers.filledIn("confirm", "confirm").bool == true
      return .text(isWanted ? "Pretended to delete \(file)." : "Kept \(file).")
    }
  ).asTask(.optional).requiring(confirmation(of: "Delete a file"))

  private static let multiInput = ServerTool(
    name: "multi_input", description: "Asks two things at once, as a task if it can.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, context in
      let answers = try await context.ask([
        "name": MultiRoundTools.name, "confirm": confirmation(of: "Go on"),
      ])
      let name = try answers.text("name", "name")
      let isWanted = try answers.filledIn("confirm", "confirm").bool == true
      return .text(isWanted ? "\(name) goes on." : "\(name) stops.")
    }
  ).asTask(.optional).requiring(MultiRoundTools.name)

  private static let prepared = ServerTool(
    name: "test_tool_with_task",
    description: "Asks for a name on the call, and then greets in a task for clients that can.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, context in
      let answers = try await context.ask(["user_name": MultiRoundTools.name])
      return .text("Hello, \(try answers.text("user_name", "name"))!")
    }
  ).asTask(
    .optional,
    preparation: { _, context in _ = try await context.ask(["user_name": MultiRoundTools.name]) })
}
