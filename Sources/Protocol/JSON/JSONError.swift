/// Why some bytes are not the JSON they should be.
public struct JSONError: Error, Hashable, Sendable {
  /// What is wrong, without the place: `expected a comma or ] after this array element`.
  public let message: String
  /// Where, in bytes from the start of the text.
  public let offset: Int

  /// Makes an error.
  public init(_ message: String, at offset: Int) {
    self.message = message
    self.offset = offset
  }

  /// Where, as a person counts: line and column from 1.
  public func lineAndColumn(in bytes: [UInt8]) -> (line: Int, column: Int) {
    JSONParser.lineAndColumn(of: offset, in: bytes)
  }
}

/// Bounds on what a parser accepts, so that hostile text costs no more than its size.
public struct JSONLimits: Sendable, Hashable {
  /// Arrays and objects inside one another.
  public var maximumDepth = 128
  /// Bytes of text.
  public var maximumBytes = 64 << 20

  /// Makes the default limits: depth 128, 64 MiB.
  public init() {}
}
