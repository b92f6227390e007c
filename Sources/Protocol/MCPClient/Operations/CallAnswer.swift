public import JSON

/// What a request came to in the end.
public struct CallAnswer: Sendable, Hashable {
  /// The result exactly as the server wrote it; of a task, what it resulted in.
  public let raw: RawJSON
  /// The same, parsed.
  public let value: JSONValue
  /// How often the server asked for input before it answered.
  public let rounds: Int

  init(raw: RawJSON, value: JSONValue, rounds: Int = 0) {
    self.raw = raw
    self.value = value
    self.rounds = rounds
  }

  init(_ raw: RawJSON, rounds: Int = 0) throws(ClientError) {
    self.init(raw: raw, value: try Connection.parse(raw), rounds: rounds)
  }
}
