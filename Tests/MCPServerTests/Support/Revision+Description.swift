public import MCPSchema
public import Testing

extension Revision: CustomTestStringConvertible {
  /// The name, so that a failing case says which revision it was.
  public var testDescription: String { name }
}
