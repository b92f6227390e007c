public import JSON

/// The id of a request: a string or an integer, never null (MCP is stricter than JSON-RPC 2.0 here).
public enum RequestID: Sendable, Hashable {
  case string(String)
  case number(Int)

  /// The id as it stands in a message: `17` or `"a"`.
  public var json: String {
    switch self {
    case .string(let text): JSONWriter.string(.string(text))
    case .number(let number): String(number)
    }
  }

  /// The id as a JSON value.
  public var value: JSONValue {
    switch self {
    case .string(let text): .string(text)
    case .number(let number): .int(number)
    }
  }

  /// Reads an id from a JSON value; nil unless it is a string or an integer written without fraction or exponent.
  public init?(_ value: JSONValue) {
    switch value {
    case .string(let text): self = .string(text)
    case .number(let number):
      guard let integer = Int(number.literal) else { return nil }
      self = .number(integer)
    default: return nil
    }
  }

  /// Appends the id as it stands in a message.
  package func append(to bytes: inout [UInt8]) {
    switch self {
    case .string(let text): JSONWriter.append(string: text, to: &bytes)
    case .number(let number): bytes.append(contentsOf: String(number).utf8)
    }
  }
}
