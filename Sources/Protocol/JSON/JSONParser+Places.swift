extension JSONParser {
  /// The byte offset of the member name or array element that `path` names, for messages that show a line.
  ///
  /// Array elements are named by their index (`"0"`). An escaped name is compared unescaped. Accepts comments
  /// and trailing commas. Nil when the text is not valid or has no such member.
  public static func offset(of path: [String], in bytes: [UInt8]) -> Int? {
    try? withBuffer(bytes) { buffer throws(JSONError) in
      var scanner = JSONScanner(buffer, limits: .init(), tolerant: true)
      var whole = scanner
      try whole.skipValue()
      try whole.finish()
      try scanner.skipSpace()
      return try scanner.find(path[...])
    }
  }

  /// Line and column, both from 1, of a byte offset; columns count bytes.
  public static func lineAndColumn(
    of offset: Int, in bytes: [UInt8]
  ) -> (line: Int, column: Int) {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    return (line, max(0, min(offset, bytes.count) - lineStart) + 1)
  }
}

extension JSONScanner {
  fileprivate mutating func find(_ path: ArraySlice<String>) throws(JSONError) -> Int? {
    guard let name = path.first else { return position }
    let rest = path.dropFirst()
    var found: Int?
    if current == UInt8(ascii: "{") {
      try forEachMember { scanner, key, escaped throws(JSONError) in
        if try scanner.text(key, hasEscapes: escaped) == name {
          var inner = scanner
          found = rest.isEmpty ? key.lowerBound - 1 : try inner.find(rest)
        }
        try scanner.skipValue()
      }
    } else if current == UInt8(ascii: "[") {
      var index = 0
      try forEachElement { scanner throws(JSONError) in
        if String(index) == name {
          try scanner.skipSpace()
          var inner = scanner
          found = try inner.find(rest)
        }
        index += 1
        try scanner.skipValue()
      }
    }
    return found
  }
}
