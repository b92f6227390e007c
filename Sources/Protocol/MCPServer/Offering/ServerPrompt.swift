public import MCPSchema

/// A prompt a server offers: its definition, and what makes its messages.
public struct ServerPrompt: Sendable {
  /// Makes the messages from the arguments, of which the required ones are there.
  public typealias Handler =
    @Sendable ([String: String], RequestContext) async throws -> PromptResult

  /// The definition as listed.
  public let description: PromptDescription
  let handler: Handler

  /// The name to get it by.
  public var name: String { description.name }

  /// Makes a prompt.
  public init(
    name: String, title: String? = nil, description: String? = nil,
    arguments: [PromptArgument] = [], icons: [Icon] = [], handler: @escaping Handler
  ) {
    self.description = PromptDescription(
      name: name, title: title, description: description, arguments: arguments, icons: icons)
    self.handler = handler
  }
}
