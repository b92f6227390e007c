/// Why a JSON Schema cannot be used.
public struct SchemaError: Error, Hashable, Sendable {
  /// What is wrong and how to mend it: `required must be an array of strings`.
  public let message: String
  /// Where, as a JSON Pointer in the schema: `/properties/name`; very long names are cut.
  public let path: String

  /// Makes an error.
  public init(_ message: String, at path: String) {
    self.message = message
    self.path = path
  }
}
