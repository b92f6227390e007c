import JSON
import MCPSchema
import MCPServer

/// Tools that answer with `input_required` to a modern client, and ask one of the handshake era the same things
/// by requests of their own (mcp-protocol §4.7).
enum MultiRoundTools {
  static let all: [ServerTool] = [
    tool("elicitation", "Asks the person for a name and greets with it.", elicitation),
    tool("sampling", "Asks the client's language model for a capital.", sampling),
    tool("list_roots", "Asks for the folders the client works in.", listRoots),
    tool("request_state", "Asks for consent and keeps a note of it on the client.") {
      try await confirm($0, note: "consent")
      return .text("state-ok: the state came back as it was given out.")
    },
    tool("multiple_inputs", "Asks the person, the model and for the folders, all at once.", many),
    tool("multi_round", "Asks two things, one after the other.", twoRounds),
    tool("tampered_state", "Asks for consent; a changed state is refused.") {
      try await confirm($0, note: "seal")
      return .text("The state came back unchanged.")
    },
    tool("capabilities", "Asks one thing, of a kind that the client can answer.", whicheverKind),
  ]

  static let name = InputRequest.field(
    "name", Schema.string("Your name"), message: "What is your name?")

  private static func tool(
    _ name: String, _ description: String,
    _ work: @escaping @Sendable (RequestContext) async throws -> ToolResult
  ) -> ServerTool {
    ServerTool(
      name: "test_input_required_result_\(name)", description: description,
      inputSchema: Schema.nothing, annotations: .init(readOnly: true),
      handler: { _, context in try await work(context) })
  }

  // Needs no state, so that a client may also bring the answer along unasked.
  private static func elicitation(_ context: RequestContext) async throws -> ToolResult {
    let answers = try await context.ask(["user_name": name])
    return .text("Hello, \(try answers.text("user_name", "name"))!")
  }

  private static func sampling(_ context: RequestContext) async throws -> ToolResult {
    let answers = try await context.ask([
      "capital_question": .model("What is the capital of France?", maximumTokens: 100)
    ])
    return .text("LLM response: \(try answers.answer("capital_question").sampleText)")
  }

  private static func listRoots(_ context: RequestContext) async throws -> ToolResult {
    .text("The client works in \(try await context.roots("client_roots").summary)")
  }

  private static func many(_ context: RequestContext) async throws -> ToolResult {
    let answers = try await context.ask(
      [
        "user_name": name, "greeting": .model("Write a short greeting.", maximumTokens: 50),
        "client_roots": .roots,
      ], state: ["asked": 3])
    let person = try answers.text("user_name", "name")
    let greeting = try answers.answer("greeting").sampleText
    let roots = try answers.answer("client_roots").roots
    return .text("\(greeting) \(person) works in \(roots.summary)")
  }

  private static func twoRounds(_ context: RequestContext) async throws -> ToolResult {
    let first = try await context.ask(["step1": name], state: ["step": 1])
    let person = try first.text("step1", "name")
    let color = InputRequest.field(
      "color", Schema.string("A color"), message: "Which color do you like best, \(person)?")
    let second = try await context.ask(["step2": color], state: ["step": 2])
    return .text("\(person) likes \(try second.text("step2", "color")) best.")
  }

  /// Asks for consent, and asks again unless the state given out with the question comes back too.
  private static func confirm(_ context: RequestContext, note: String) async throws {
    let question = InputRequest.field(
      "ok", Schema.boolean("Whether to go on"), message: "Shall we go on?")
    let state: JSONValue = ["note": .string(note)]
    let answers = try await context.ask(["confirm": question], state: state)
    guard context.state == state else {
      throw InputRequired([(key: "confirm", request: question)], state: state)
    }
    guard try answers.filledIn("confirm", "ok").bool == true else {
      throw ToolFailure("stopped: the person does not want to go on")
    }
  }

  private static func whicheverKind(_ context: RequestContext) async throws -> ToolResult {
    let greeting = InputRequest.model("Write a short greeting.", maximumTokens: 50)
    if context.canAsk(greeting) {
      let answers = try await context.ask(["greeting": greeting])
      return .text("sampling: \(try answers.answer("greeting").sampleText)")
    }
    if context.canAsk(name) {
      let answers = try await context.ask(["user_name": name])
      return .text("elicitation: \(try answers.text("user_name", "name"))")
    }
    if context.canAsk(.roots) {
      return .text("roots: \(try await context.roots("client_roots").summary)")
    }
    throw ToolFailure("this needs a client that declares sampling, elicitation or roots")
  }
}
