/// JSON text kept as bytes: checked by whoever made it, parsed only when somebody needs the value.
public struct RawJSON: Sendable, Hashable {
  /// UTF-8 JSON text of one value.
  public let bytes: [UInt8]

  /// Wraps bytes that are one JSON value.
  public init(bytes: [UInt8]) { self.bytes = bytes }

  /// Writes `value` compactly.
  public init(_ value: JSONValue) { bytes = JSONWriter.bytes(value) }

  /// Parses the text.
  public func parse(limits: JSONLimits = .init()) throws(JSONError) -> JSONValue {
    try JSONParser.parse(bytes, limits: limits)
  }

  /// The text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}
