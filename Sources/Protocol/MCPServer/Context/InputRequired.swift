public import JSON
public import MCPSchema

/// What a handler throws, by way of `RequestContext.ask`, to learn something from the client first: it is called
/// again from its beginning once the answers are there.
public struct InputRequired: Error, Sendable, Hashable {
  /// One question.
  public struct Question: Sendable, Hashable {
    /// What its answer is known by.
    public var key: String
    /// What is asked.
    public var request: InputRequest
  }

  /// The questions, by key; may be empty when there is only state, which asks the client to come again.
  public let questions: [Question]
  /// What the handler keeps for itself until it is called again; sealed, so that nobody else can change it.
  public let state: JSONValue?
  /// Answers already accepted, which the client carries back.
  let known: [String: InputResponse]

  /// Makes a demand for input.
  public init(
    _ questions: [(key: String, request: InputRequest)], state: JSONValue? = nil
  ) {
    self.init(questions.map { Question(key: $0.key, request: $0.request) }, state, known: [:])
  }

  init(_ questions: [Question], _ state: JSONValue?, known: [String: InputResponse]) {
    self.questions = questions
    self.state = state
    self.known = known
  }
}
