import JSON
import JSONSchema

/// A schema made ready to check values with.
struct SchemaCheck: Sendable {
  private enum Content: Sendable {
    case schema(JSONSchema)
    /// A schema that cannot be used admits nothing (mcp-protocol §7.3).
    case unusable(String)
  }

  private let content: Content

  init(_ schema: JSONValue) {
    do throws(SchemaError) {
      content = .schema(try JSONSchema(schema))
    } catch {
      let place = error.path.isEmpty ? "" : "\(error.path): "
      content = .unusable("the schema cannot be used: \(place)\(error.message)")
    }
  }

  /// What is wrong with a value, one sentence each; empty when nothing is.
  func violations(of value: JSONValue) -> [String] {
    switch content {
    case .schema(let schema): schema.validate(value).map { SchemaViolation.summary([$0]) }
    case .unusable(let reason): [reason]
    }
  }
}
