import JSON

/// The text of one file, kept to find lines in.
final class ConfigurationSource: Sendable {
  /// Larger files are refused: no configuration is that long.
  static let maximumBytes = 4 << 20

  /// Keys of one object, servers included: names are looked up one by one.
  private static let maximumKeys = 4096

  /// The path as shown.
  let file: String
  /// The folder relative paths start from.
  let directory: String
  private let bytes: [UInt8]
  /// The offset of each line's first byte.
  private let lineStarts: [Int]

  init(file: String, directory: String, bytes: [UInt8]) {
    self.file = file
    self.directory = directory
    // A byte order mark becomes space, so that offsets stay.
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    self.bytes = bytes.starts(with: mark) ? [0x20, 0x20, 0x20] + bytes.dropFirst(3) : bytes
    lineStarts = [0] + bytes.indices.filter { bytes[$0] == 0x0A }.map { $0 + 1 }
  }

  /// Reads the file as JSON with comments and trailing commas.
  func parse() throws(ConfigurationError) -> ConfigurationNode {
    guard bytes.count <= Self.maximumBytes else {
      throw ConfigurationError(file: file, message: "the file is larger than 4 MiB")
    }
    do {
      return try JSONParser.withBuffer(bytes) { buffer throws(JSONError) in
        var scanner = JSONScanner(buffer, limits: .init(), tolerant: true)
        try scanner.skipSpace()
        let node = try self.node(&scanner, path: [], offset: scanner.position, depth: 0)
        try scanner.finish()
        return node
      }
    } catch {
      let place = place(of: error.offset)
      throw ConfigurationError(
        file: file, line: place.line, column: place.column,
        message: "cannot be read as JSON: \(error.message)")
    }
  }

  /// Line and column, both from 1, of a byte offset; columns count bytes.
  func place(of offset: Int) -> (line: Int, column: Int) {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return (low + 1, offset - lineStarts[low] + 1)
  }

  /// The value that starts here. `offset` is where a person looks for it: at its key, if it has one.
  private func node(
    _ scanner: inout JSONScanner, path: [ConfigurationNode.Step], offset: Int, depth: Int
  ) throws(JSONError) -> ConfigurationNode {
    var node = ConfigurationNode(
      source: self, path: path, offset: offset, content: .scalar(.null))
    switch scanner.current {
    case UInt8(ascii: "{"):
      try scanner.checkDepth(depth)
      var members: [ConfigurationNode.Member] = []
      try scanner.forEachMember { scanner, range, escaped throws(JSONError) in
        guard members.count < Self.maximumKeys else {
          throw JSONError("more than \(Self.maximumKeys) keys in one object", at: range.lowerBound)
        }
        let key = try scanner.text(range, hasEscapes: escaped)
        let value = try self.node(
          &scanner, path: path + [.key(key)], offset: range.lowerBound - 1, depth: depth + 1)
        members.append(.init(key: key, node: value))
      }
      node.content = .object(members)
    case UInt8(ascii: "["):
      try scanner.checkDepth(depth)
      var elements: [ConfigurationNode] = []
      try scanner.forEachElement { scanner throws(JSONError) in
        try scanner.skipSpace()
        let step = ConfigurationNode.Step.index(elements.count)
        elements.append(
          try self.node(
            &scanner, path: path + [step], offset: scanner.position, depth: depth + 1))
      }
      node.content = .array(elements)
    default: node.content = .scalar(try scanner.smallValue())
    }
    return node
  }
}
