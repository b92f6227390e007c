public import JSON

/// A piece of a result. Unknown kinds and members survive a round trip.
public enum ContentBlock: Sendable, Hashable {
  case text(String)
  /// Base64 data of a picture.
  case image(data: String, mimeType: String)
  /// Base64 data of a sound.
  case audio(data: String, mimeType: String)
  /// Any other block, or one with members beyond these, exactly as it stands.
  case other(JSONObject)

  /// Reads a block.
  public init(_ value: JSONValue) {
    guard case .object(let object) = value else {
      self = .text(JSONWriter.string(value))
      return
    }
    switch (object["type"]?.string, object.count) {
    case ("text", 2): self = object["text"]?.string.map { .text($0) } ?? .other(object)
    case ("image", 3): self = Self.media(object) { .image(data: $0, mimeType: $1) }
    case ("audio", 3): self = Self.media(object) { .audio(data: $0, mimeType: $1) }
    default: self = .other(object)
    }
  }

  /// A resource that can be read from the server (2025-06-18 on; text before).
  public static func resourceLink(_ resource: ResourceDescription) -> ContentBlock {
    var object: JSONObject = ["type": "resource_link"]
    object.members += resource.definition.members
    return .other(object)
  }

  /// The contents of a resource, as part of a result.
  public static func resource(_ contents: ResourceContents) -> ContentBlock {
    .other(["type": "resource", "resource": .object(contents.object)])
  }

  private static func media(
    _ object: JSONObject, _ make: (String, String) -> ContentBlock
  ) -> ContentBlock {
    guard let data = object["data"]?.string, let mimeType = object["mimeType"]?.string else {
      return .other(object)
    }
    return make(data, mimeType)
  }

  /// The wire name of this kind of block.
  public var type: String {
    switch self {
    case .text: "text"
    case .image: "image"
    case .audio: "audio"
    case .other(let object): object["type"]?.string ?? "unknown"
    }
  }

  /// The text of a text block, whatever else it carries.
  public var text: String? {
    switch self {
    case .text(let text): text
    case .other(let object) where object["type"]?.string == "text": object["text"]?.string
    default: nil
    }
  }

  /// The wire form.
  public var value: JSONValue {
    switch self {
    case .text(let text): ["type": "text", "text": .string(text)]
    case .image(let data, let mimeType):
      ["type": "image", "data": .string(data), "mimeType": .string(mimeType)]
    case .audio(let data, let mimeType):
      ["type": "audio", "data": .string(data), "mimeType": .string(mimeType)]
    case .other(let object): .object(object)
    }
  }

  /// The block as a peer of `revision` can take it: kinds it does not know become text.
  func degraded(for revision: Revision) -> ContentBlock {
    if revision.contentTypes.contains(type) { return self }
    return .text("[\(type) content] " + JSONWriter.string(value))
  }
}
