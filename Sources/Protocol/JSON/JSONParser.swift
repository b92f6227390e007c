/// Reads JSON text (RFC 8259) into values.
public enum JSONParser {
  /// Parses one strict JSON value that fills `bytes`.
  public static func parse(
    _ bytes: [UInt8], limits: JSONLimits = .init()
  ) throws(JSONError) -> JSONValue {
    try parse(bytes, limits: limits, tolerant: false)
  }

  /// Parses one strict JSON value that fills `text`.
  public static func parse(
    _ text: String, limits: JSONLimits = .init()
  ) throws(JSONError) -> JSONValue {
    try parse(Array(text.utf8), limits: limits, tolerant: false)
  }

  /// Parses JSON with comments and trailing commas, as configuration and theme files may have them.
  public static func parseTolerant(
    _ bytes: [UInt8], limits: JSONLimits = .init()
  ) throws(JSONError) -> JSONValue {
    try parse(bytes, limits: limits, tolerant: true)
  }

  /// Parses the part `range` of `bytes`, which holds one value.
  package static func parse(
    _ bytes: [UInt8], in range: Range<Int>, limits: JSONLimits = .init()
  ) throws(JSONError) -> JSONValue {
    try withBuffer(bytes) { buffer throws(JSONError) in
      try parse(UnsafeBufferPointer(rebasing: buffer[range]), limits: limits, tolerant: false)
    }
  }

  private static func parse(
    _ bytes: [UInt8], limits: JSONLimits, tolerant: Bool
  ) throws(JSONError) -> JSONValue {
    try withBuffer(bytes) { buffer throws(JSONError) in
      try parse(buffer, limits: limits, tolerant: tolerant)
    }
  }

  /// Parses the borrowed text of one value.
  package static func parse(
    _ buffer: UnsafeBufferPointer<UInt8>, limits: JSONLimits, tolerant: Bool = false
  ) throws(JSONError) -> JSONValue {
    guard buffer.count <= limits.maximumBytes else {
      throw JSONError("larger than \(limits.maximumBytes) bytes", at: limits.maximumBytes)
    }
    var scanner = JSONScanner(buffer, limits: limits, tolerant: tolerant)
    let value = try scanner.parseValue(depth: 0)
    try scanner.finish()
    return value
  }

  /// `Array.withUnsafeBufferPointer` with the error type kept.
  package static func withBuffer<Result>(
    _ bytes: [UInt8], _ body: (UnsafeBufferPointer<UInt8>) throws(JSONError) -> Result
  ) throws(JSONError) -> Result {
    try bytes.withUnsafeBufferPointer(body)
  }
}

extension JSONScanner {
  mutating func parseValue(depth: Int) throws(JSONError) -> JSONValue {
    try skipSpace()
    switch current {
    case UInt8(ascii: "{"):
      try checkDepth(depth)
      var object = JSONObject()
      try forEachMember { scanner, key, escaped throws(JSONError) in
        let name = try scanner.text(key, hasEscapes: escaped)
        let value = try scanner.parseValue(depth: depth + 1)
        object.members.append(.init(key: name, value: value))
      }
      return .object(object)
    case UInt8(ascii: "["):
      try checkDepth(depth)
      var elements: [JSONValue] = []
      try forEachElement { scanner throws(JSONError) in
        elements.append(try scanner.parseValue(depth: depth + 1))
      }
      return .array(elements)
    case UInt8(ascii: "\""):
      let (inside, escaped) = try skipString()
      return .string(try text(inside, hasEscapes: escaped))
    case UInt8(ascii: "t"):
      try skipWord("true")
      return .bool(true)
    case UInt8(ascii: "f"):
      try skipWord("false")
      return .bool(false)
    case UInt8(ascii: "-"), 0x30...0x39:
      let start = position
      try skipNumber()
      return .number(JSONNumber(validated: rawText(start..<position)))
    default:
      try skipValue(depth: depth)
      return .null
    }
  }

  /// The bytes of `range` as text; the caller has checked that they are valid UTF-8.
  package func rawText(_ range: Range<Int>) -> String {
    String(
      decoding: UnsafeBufferPointer(start: base + range.lowerBound, count: range.count),
      as: UTF8.self)
  }

  /// The text inside a string's quotes, unescaped.
  package func text(_ range: Range<Int>, hasEscapes: Bool) throws(JSONError) -> String {
    guard hasEscapes else { return rawText(range) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(range.count)
    var index = range.lowerBound
    while index < range.upperBound {
      let byte = base[index]
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        index += 1
        continue
      }
      index = appendEscape(at: index, limit: range.upperBound, to: &bytes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends what the escape at `index` stands for; returns the index behind it.
  ///
  /// A lone surrogate has no place in UTF-8: it becomes U+FFFD.
  private func appendEscape(at index: Int, limit: Int, to bytes: inout [UInt8]) -> Int {
    switch base[index + 1] {
    case UInt8(ascii: "b"): bytes.append(0x08)
    case UInt8(ascii: "f"): bytes.append(0x0C)
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "u"):
      let first = hexUnit(at: index + 2)
      if first >> 10 == 0x36, index + 12 <= limit, base[index + 6] == UInt8(ascii: "\\"),
        base[index + 7] == UInt8(ascii: "u")
      {
        let second = hexUnit(at: index + 8)
        if second >> 10 == 0x37 {
          append(scalar: 0x10000 + ((first & 0x3FF) << 10) + (second & 0x3FF), to: &bytes)
          return index + 12
        }
      }
      append(scalar: first, to: &bytes)
      return index + 6
    default: bytes.append(base[index + 1])
    }
    return index + 2
  }

  private func hexUnit(at index: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 << 4 | (JSONScanner.hexValue(base[index + $1]) ?? 0) }
  }

  private func append(scalar value: UInt32, to bytes: inout [UInt8]) {
    let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }
}

extension JSONScanner {
  /// Parses the scalar or container that starts here.
  package mutating func smallValue() throws(JSONError) -> JSONValue { try parseValue(depth: 0) }
}
