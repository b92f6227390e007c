import JSON
import MCPSchema
import MCPServer

/// The prompts of the server.
enum Prompts {
  static let all: [ServerPrompt] = [simple, withArguments, withResource, withPicture, asking]

  /// What the arguments of `test_prompt_with_arguments` are completed to; any other text is taken too.
  static let exampleValues = [
    "arg1": ["tea", "tent", "test", "testing", "tide"],
    "arg2": ["amber", "apple", "apricot", "banana"],
  ]

  private static let simple = ServerPrompt(
    name: "test_simple_prompt", description: "One message, without arguments.",
    handler: { _, _ in
      PromptResult(
        messages: [PromptMessage(.user, .text("This is a simple prompt for testing."))])
    })

  private static let withArguments = ServerPrompt(
    name: "test_prompt_with_arguments", description: "One message that repeats two arguments.",
    arguments: [
      PromptArgument("arg1", description: "The first text to repeat", isRequired: true),
      PromptArgument("arg2", description: "The second text to repeat", isRequired: true),
    ],
    handler: { arguments, _ in
      let words = ["arg1", "arg2"].map { "\($0)='\(arguments[$0] ?? "")'" }
      return PromptResult(messages: [
        PromptMessage(.user, .text("Prompt with arguments: " + words.joined(separator: ", ")))
      ])
    })

  private static let withResource = ServerPrompt(
    name: "test_prompt_with_embedded_resource",
    description: "A resource inside a message, and a message about it.",
    arguments: [
      PromptArgument("resourceUri", description: "The URI of the resource", isRequired: true)
    ],
    handler: { arguments, _ in
      let contents = ResourceContents(
        uri: arguments["resourceUri"] ?? "", mimeType: "text/plain",
        text: "This text stands for the contents of the resource.")
      return PromptResult(messages: [
        PromptMessage(.user, .resource(contents)),
        PromptMessage(.user, .text("Please process the embedded resource above.")),
      ])
    })

  private static let withPicture = ServerPrompt(
    name: "test_prompt_with_image", description: "A picture, and a message about it.",
    handler: { _, _ in
      PromptResult(messages: [
        PromptMessage(.user, .image(data: Samples.picture, mimeType: "image/png")),
        PromptMessage(.user, .text("Please say what the picture above shows.")),
      ])
    })

  private static let asking = ServerPrompt(
    name: "test_input_required_result_prompt",
    description: "Asks the person for some context, and repeats it in a message.",
    handler: { _, context in
      let question = InputRequest.field(
        "context", Schema.string("What the model should know"),
        message: "What should the model know?")
      let answers = try await context.ask(["user_context": question])
      // Declining is no failure: the prompt is just as good without.
      let words =
        try answers.answer("user_context").content?["context"]?.string
        ?? "none; the person gave no context"
      return PromptResult(messages: [PromptMessage(.user, .text("Context: \(words)"))])
    })
}
