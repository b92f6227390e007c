import JSON

/// A value that knows where it was written, so that files can be laid over one another without losing
/// the line to blame.
struct ConfigurationNode: Sendable {
  struct Member: Sendable {
    var key: String
    var node: ConfigurationNode
  }

  enum Content: Sendable {
    case scalar(JSONValue)
    case array([ConfigurationNode])
    case object([Member])
  }

  /// One step down from the top of a file.
  enum Step: Sendable {
    case key(String)
    case index(Int)
  }

  let source: ConfigurationSource
  let path: [Step]
  /// Where it stands in its file, in bytes: its key, or itself in a list.
  let offset: Int
  var content: Content

  /// The plain value again.
  var value: JSONValue {
    switch content {
    case .scalar(let value): value
    case .array(let nodes): .array(nodes.map(\.value))
    case .object(let members): .object(JSONObject(members.map { ($0.key, $0.node.value) }))
    }
  }

  /// What kind of value it is, in words.
  var kind: String { value.typeName }

  /// The members of an object; none for anything else.
  var members: [Member] { if case .object(let members) = content { members } else { [] } }
  /// The elements of an array; none for anything else.
  var elements: [ConfigurationNode] { if case .array(let nodes) = content { nodes } else { [] } }
  /// The text of a string.
  var string: String? { if case .scalar(let value) = content { value.string } else { nil } }
  /// The truth value of a boolean.
  var bool: Bool? { if case .scalar(let value) = content { value.bool } else { nil } }
  /// Whether it is an object.
  var isObject: Bool { if case .object = content { true } else { false } }
  /// Whether it is an array.
  var isArray: Bool { if case .array = content { true } else { false } }

  /// The last member of that name.
  subscript(_ key: String) -> ConfigurationNode? { members.last { $0.key == key }?.node }

  /// Follows names down; nil when one is missing.
  func at(_ keys: String...) -> ConfigurationNode? {
    var node: ConfigurationNode? = self
    for key in keys { node = node?[key] }
    return node
  }

  /// The key as people write it: `mcpServers.git.args[0]`.
  var keyPath: String {
    path.reduce(into: "") { text, step in
      switch step {
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      case .index(let index): text += "[\(index)]"
      }
    }
  }

  var origin: ConfigurationOrigin {
    ConfigurationOrigin(file: source.file, line: source.place(of: offset).line)
  }

  func error(_ message: String, remedy: String = "") -> ConfigurationError {
    let place = source.place(of: offset)
    return ConfigurationError(
      file: source.file, line: place.line, column: place.column, key: keyPath, message: message,
      remedy: remedy)
  }

  /// Lays `other` over this one: objects key by key, anything else as a whole.
  mutating func overlay(_ other: ConfigurationNode) {
    guard case .object(var mine) = content, case .object(let theirs) = other.content else {
      self = other
      return
    }
    for member in theirs {
      if let index = mine.firstIndex(where: { $0.key == member.key }) {
        mine[index].node.overlay(member.node)
      } else {
        mine.append(member)
      }
    }
    content = .object(mine)
  }
}
