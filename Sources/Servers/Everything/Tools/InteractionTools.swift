import JSON
import MCPSchema
import MCPServer

/// Tools that ask the client one thing while they run: its language model, or the person in front of it.
enum InteractionTools {
  static let all: [ServerTool] = [
    sampling, elicitation, defaults, enums, streaming, missingCapability,
  ]

  private static let sampling = ServerTool(
    name: "test_sampling", description: "Asks the client's language model and returns its answer.",
    inputSchema: Schema.arguments(
      ["prompt": Schema.string("What to ask the model")], required: ["prompt"]),
    annotations: .init(readOnly: true),
    handler: { arguments, context in
      let question = InputRequest.model(try arguments.string("prompt"), maximumTokens: 100)
      let answers = try await context.ask(["sample": question])
      return .text("LLM response: \(try answers.answer("sample").sampleText)")
    })

  private static let elicitation = ServerTool(
    name: "test_elicitation", description: "Asks the person for a user name and an address.",
    inputSchema: Schema.arguments(
      ["message": Schema.string("What to say above the form")], required: ["message"]),
    annotations: .init(readOnly: true),
    handler: { arguments, context in
      let schema = Schema.form(
        [
          "username": Schema.string("Your user name"),
          "email": ["type": "string", "format": "email", "description": "Your e-mail address"],
        ], required: ["username", "email"])
      let answer = try await context.elicit(
        "user", try arguments.string("message"), schema: schema)
      return .text("User response: \(answer.summary)")
    })

  private static let defaults = ServerTool(
    name: "test_elicitation_sep1034_defaults",
    description: "Asks with a form whose fields are filled in beforehand, one of each type.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, context in
      let answer = try await context.elicit(
        "profile", "Please look over these values.",
        schema: Schema.form([
          "name": ["type": "string", "description": "Your name", "default": "John Doe"],
          "age": ["type": "integer", "description": "Your age in years", "default": 30],
          "score": ["type": "number", "description": "Your score", "default": .double(95.5)],
          "status": [
            "type": "string", "description": "Your status",
            "enum": ["active", "inactive", "pending"], "default": "active",
          ],
          "verified": [
            "type": "boolean", "description": "Whether you are verified", "default": true,
          ],
        ]))
      return .text("Elicitation completed: \(answer.summary)")
    })

  private static let enums = ServerTool(
    name: "test_elicitation_sep1330_enums",
    description: "Asks with a form that has every way to choose from a list.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, context in
      let options: JSONValue = ["option1", "option2", "option3"]
      let titled: JSONValue = [
        ["const": "value1", "title": "First option"],
        ["const": "value2", "title": "Second option"],
        ["const": "value3", "title": "Third option"],
      ]
      let answer = try await context.elicit(
        "choices", "Please choose.",
        schema: Schema.form([
          "untitledSingle": ["type": "string", "description": "One of three", "enum": options],
          "titledSingle": [
            "type": "string", "description": "One of three with titles", "oneOf": titled,
          ],
          "legacyEnum": [
            "type": "string", "description": "One of three with titles, the old way",
            "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["First option", "Second option", "Third option"],
          ],
          "untitledMulti": [
            "type": "array", "description": "Any of three",
            "items": ["type": "string", "enum": options],
          ],
          "titledMulti": [
            "type": "array", "description": "Any of three with titles",
            "items": ["anyOf": titled],
          ],
        ]))
      return .text("Elicitation completed: \(answer.summary)")
    })

  private static let streaming = ServerTool(
    name: "test_streaming_elicitation",
    description: "Reports progress, and then asks the person for a name.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, context in
      await context.report(progress: 1, total: 2, message: "About to ask")
      let answers = try await context.ask([
        "user_name": .field("name", Schema.string("Your name"), message: "What is your name?")
      ])
      await context.report(progress: 2, total: 2, message: "Answered")
      return .text("Hello, \(try answers.text("user_name", "name"))!")
    })

  private static let riddle = InputRequest.model("What is seven times six?", maximumTokens: 20)

  private static let missingCapability = ServerTool(
    name: "test_missing_capability",
    description: "Asks the client's language model; clients without one are refused.",
    inputSchema: Schema.nothing, annotations: .init(readOnly: true),
    handler: { _, context in
      let answers = try await context.ask(["riddle": riddle])
      return .text("LLM response: \(try answers.answer("riddle").sampleText)")
    }
  ).requiring(riddle)
}
