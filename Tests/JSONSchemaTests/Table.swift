import JSON
import JSONSchema
import Testing

/// One schema with values that are valid and values that are not, all as JSON texts.
struct Table: Sendable, CustomTestStringConvertible {
  let sentence: String
  let schema: String
  let valid: [String]
  let invalid: [String]
  let assertsFormat: Bool

  var testDescription: String { sentence }

  init(
    _ sentence: String, _ schema: String, valid: [String] = [], invalid: [String] = [],
    assertsFormat: Bool = false
  ) {
    self.sentence = sentence
    self.schema = schema
    self.valid = valid
    self.invalid = invalid
    self.assertsFormat = assertsFormat
  }

  var count: Int { valid.count + invalid.count }

  static let all: [Table] =
    types + constants + numbers + strings + arrays + objects + dependents + combinations
    + conditions + references + dynamicReferences + unevaluatedProperties + unevaluatedItems
    + dialects + formats
}

/// Compiles a schema written as JSON text.
func compile(_ text: String, limits: SchemaLimits = .init()) throws -> JSONSchema {
  try JSONSchema(JSONParser.parse(text), limits: limits)
}

/// Expects every value of a table to be judged as the table says, by both ways of asking.
func check(_ table: Table, sourceLocation: SourceLocation = #_sourceLocation) throws {
  var limits = SchemaLimits()
  limits.assertsFormat = table.assertsFormat
  let schema = try compile(table.schema, limits: limits)
  for (texts, isValid) in [(table.valid, true), (table.invalid, false)] {
    for text in texts {
      let value = try JSONParser.parse(text)
      let violations = schema.validate(value)
      let found = SchemaViolation.summary(violations)
      #expect(
        schema.isValid(value) == isValid, "\(text) against \(table.schema): \(found)",
        sourceLocation: sourceLocation)
      #expect(
        violations.isEmpty == isValid, "\(text) against \(table.schema): \(found)",
        sourceLocation: sourceLocation)
      #expect(
        violations.allSatisfy { !$0.message.isEmpty }, sourceLocation: sourceLocation)
    }
  }
}

/// Compiles a schema and validates a value, both as JSON texts.
func violations(
  _ schema: String, _ value: String, limits: SchemaLimits = .init()
) throws -> [SchemaViolation] {
  try compile(schema, limits: limits).validate(JSONParser.parse(value))
}

@Suite("Keywords of JSON Schema")
struct KeywordTests {
  @Test("each table of values holds", arguments: Table.all)
  func table(_ table: Table) throws { try check(table) }

  @Test("the tables hold at least 400 values")
  func size() { #expect(Table.all.reduce(0) { $0 + $1.count } >= 400) }
}
