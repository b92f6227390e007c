import JSON

/// Reads single small values out of large messages without building the rest.
enum JSONPeek {
  /// The value at `path` inside the value that fills `range`; nil when absent, or when it is an
  /// array or object.
  ///
  /// Costs one pass over the bytes. Of a member written twice the last counts, as in parsing.
  static func member(_ path: [String], in bytes: [UInt8], range: Range<Int>) -> JSONValue? {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
    let found = try? JSONParser.withBuffer(bytes) { buffer throws(JSONError) -> JSONValue? in
      var scanner = JSONScanner(
        UnsafeBufferPointer(rebasing: buffer[range]), limits: JSONLimits())
      try scanner.skipSpace()
      return try find(path[...], &scanner)
    }
    return found ?? nil
  }

  private static func find(
    _ path: ArraySlice<String>, _ scanner: inout JSONScanner
  ) throws(JSONError) -> JSONValue? {
    guard let name = path.first else {
      switch scanner.current {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        try scanner.skipValue()
        return nil
      default: return try scanner.smallValue()
      }
    }
    guard scanner.current == UInt8(ascii: "{") else {
      try scanner.skipValue()
      return nil
    }
    var found: JSONValue?
    let rest = path.dropFirst()
    try scanner.forEachMember { scanner, key, escaped throws(JSONError) in
      if try scanner.text(key, hasEscapes: escaped) == name {
        found = try find(rest, &scanner)
      } else {
        try scanner.skipValue(depth: 1)
      }
    }
    return found
  }

  /// Where the member `name` of the object that fills `range` lies; nil when absent.
  static func place(of name: String, in bytes: [UInt8], range: Range<Int>) -> Range<Int>? {
    guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
    let found = try? JSONParser.withBuffer(bytes) { buffer throws(JSONError) -> Range<Int>? in
      var scanner = JSONScanner(
        UnsafeBufferPointer(rebasing: buffer[range]), limits: JSONLimits())
      try scanner.skipSpace()
      guard scanner.current == UInt8(ascii: "{") else { return nil }
      var place: Range<Int>?
      try scanner.forEachMember { scanner, key, escaped throws(JSONError) in
        let isWanted = try scanner.text(key, hasEscapes: escaped) == name
        let start = scanner.position
        try scanner.skipValue(depth: 1)
        if isWanted { place = start..<scanner.position }
      }
      return place
    }
    guard let place = found ?? nil else { return nil }
    return place.lowerBound + range.lowerBound..<place.upperBound + range.lowerBound
  }
}
