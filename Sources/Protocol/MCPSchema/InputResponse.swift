public import JSON

/// What a client answers to an `InputRequest`, as the object that stands for it on the wire.
public struct InputResponse: Sendable, Hashable {
  /// The answer as it stands, unknown members included.
  public let object: JSONObject

  /// Wraps an answer.
  public init(_ object: JSONObject) { self.object = object }

  /// What a person did with an elicitation.
  public enum Action: String, Sendable, Hashable { case accept, decline, cancel }

  /// The answer to an elicitation: `content` only for an accepted form.
  public static func elicitation(_ action: Action, content: JSONObject? = nil) -> InputResponse {
    var object: JSONObject = ["action": .string(action.rawValue)]
    object["content"] = content.map { .object($0) }
    return InputResponse(object)
  }

  /// The answer to a sampling request.
  public static func sample(
    _ content: ContentBlock, model: String, stopReason: String? = "endTurn"
  ) -> InputResponse {
    var object: JSONObject = [
      "role": "assistant", "content": content.value, "model": .string(model),
    ]
    object["stopReason"] = stopReason.map { .string($0) }
    return InputResponse(object)
  }

  /// The answer to `roots/list`.
  public static func roots(_ roots: [Root]) -> InputResponse {
    InputResponse(["roots": .array(roots.map(\.value))])
  }

  /// What the person did, for an elicitation.
  public var action: Action? { object["action"]?.string.flatMap(Action.init(rawValue:)) }
  /// What was filled in, for an accepted form.
  public var content: JSONObject? { object["content"]?.object }
  /// The blocks of a sample.
  public var sampleContent: [ContentBlock] {
    guard let content = object["content"] else { return [] }
    return content.array.map { $0.map { ContentBlock($0) } } ?? [ContentBlock(content)]
  }
  /// The text of a sample.
  public var sampleText: String { sampleContent.compactMap(\.text).joined(separator: "\n") }
  /// The client's folders.
  public var roots: [Root] { (object["roots"]?.array ?? []).compactMap { Root($0) } }
}

/// A folder a client works in.
public struct Root: Sendable, Hashable {
  /// A `file` URI.
  public var uri: String
  /// A name for people.
  public var name: String?

  /// Makes a root.
  public init(uri: String, name: String? = nil) {
    self.uri = uri
    self.name = name
  }

  /// Reads a root; nil without a URI.
  public init?(_ value: JSONValue) {
    guard let uri = value["uri"]?.string else { return nil }
    self.init(uri: uri, name: value["name"]?.string)
  }

  /// The wire form.
  public var value: JSONValue {
    var object: JSONObject = ["uri": .string(uri)]
    object["name"] = name.map { .string($0) }
    return .object(object)
  }
}
