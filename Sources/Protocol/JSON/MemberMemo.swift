/// Remembers one member of an object between two texts: a member that is spelled exactly as last time is not read
/// again. For envelopes, which a peer repeats with every message.
package struct MemberMemo: Sendable {
  /// The member's name.
  package let name: StaticString
  private var bytes: [UInt8] = []
  /// What the member was worth when it was last read.
  package private(set) var value: JSONValue = .null

  /// Remembers nothing yet.
  package init(_ name: StaticString) { self.name = name }

  /// Longer members are read anew each time: comparing and keeping them would cost more than it spares.
  private static let maximumBytes = 1024

  /// Parses the object that lies at `range`; tells whether its member of this name is the one remembered.
  ///
  /// Anything but an object gives nil.
  package mutating func parse(
    _ text: [UInt8], in range: Range<Int>, limits: JSONLimits = .init()
  ) throws(JSONError) -> (object: JSONObject, isRepeated: Bool)? {
    try JSONParser.withBuffer(text) { buffer throws(JSONError) in
      try parse(UnsafeBufferPointer(rebasing: buffer[range]), limits)
    }
  }

  private mutating func parse(
    _ buffer: UnsafeBufferPointer<UInt8>, _ limits: JSONLimits
  ) throws(JSONError) -> (object: JSONObject, isRepeated: Bool)? {
    var scanner = JSONScanner(buffer, limits: limits)
    try scanner.skipSpace()
    guard scanner.current == UInt8(ascii: "{") else { return nil }
    var object = JSONObject()
    object.members.reserveCapacity(4)
    var isRepeated = false
    try scanner.forEachMember { scanner, key, escaped throws(JSONError) in
      guard !escaped, matches(key, scanner) else {
        let name = try scanner.text(key, hasEscapes: escaped)
        object.members.append(.init(key: name, value: try scanner.parseValue(depth: 1)))
        return
      }
      isRepeated = try read(&scanner)
      object.members.append(.init(key: "\(name)", value: value))
    }
    try scanner.finish()
    return (object, isRepeated)
  }

  private func matches(_ key: Range<Int>, _ scanner: JSONScanner) -> Bool {
    guard key.count == name.utf8CodeUnitCount else { return false }
    for index in 0..<key.count
    where scanner.base[key.lowerBound + index] != name.utf8Start[index] { return false }
    return true
  }

  /// Compares eight bytes at a time; the caller has checked that there are enough.
  private func startsWithRemembered(_ start: UnsafePointer<UInt8>) -> Bool {
    bytes.withUnsafeBytes { remembered in
      let text = UnsafeRawPointer(start)
      var index = 0
      while index + 8 <= remembered.count {
        let word = remembered.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        if text.loadUnaligned(fromByteOffset: index, as: UInt64.self) != word { return false }
        index += 8
      }
      while index < remembered.count {
        if text.load(fromByteOffset: index, as: UInt8.self) != remembered[index] { return false }
        index += 1
      }
      return true
    }
  }

  /// Reads the member's value, or steps over it when it is the one remembered.
  private mutating func read(_ scanner: inout JSONScanner) throws(JSONError) -> Bool {
    let start = scanner.position
    if !bytes.isEmpty, start + bytes.count < scanner.end {
      // An object or array ends where its last bracket stands, so the same bytes are the same value.
      if startsWithRemembered(scanner.base + start) {
        scanner.position = start + bytes.count
        return true
      }
    }
    value = try scanner.parseValue(depth: 1)
    let isKept =
      scanner.position - start <= Self.maximumBytes
      && (scanner.base[start] == UInt8(ascii: "{") || scanner.base[start] == UInt8(ascii: "["))
    bytes =
      isKept
      ? Array(
        UnsafeBufferPointer(start: scanner.base + start, count: scanner.position - start)) : []
    return false
  }
}
