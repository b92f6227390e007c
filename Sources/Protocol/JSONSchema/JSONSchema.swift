public import JSON

/// A compiled JSON Schema, ready to validate any number of values.
///
/// The dialect is 2020-12; schemas that name 2019-09 or draft 4, 6 or 7 in `$schema` are read by the rules of
/// those. Nothing is ever fetched: a `$ref` to a schema that is not inside this one makes every validation that
/// reaches it fail. Keywords that are not known are ignored.
///
/// Compiling and validating take bounded time, memory and stack for whatever schema and value: see
/// `SchemaLimits`. Source: JSON Schema Core and Validation, 2020-12.
public struct JSONSchema: Sendable {
  private let program: SchemaProgram

  /// Compiles `schema`, an object or a boolean.
  ///
  /// Throws when a keyword has a value it may not have, a `$ref` points into this schema at nothing, a pattern is
  /// no regular expression, the dialect is not known, or a limit is exceeded.
  public init(_ schema: JSONValue, limits: SchemaLimits = .init()) throws(SchemaError) {
    program = try SchemaCompiler.compile(schema, limits: limits)
  }

  /// Whether `value` is valid. Stops at the first violation and makes no messages.
  public func isValid(_ value: JSONValue) -> Bool {
    var evaluation = Evaluation(program, report: nil)
    return evaluation.run(value)
  }

  /// What is wrong with `value`, nothing when it is valid.
  ///
  /// At most `limits.maximumViolations`, the deepest places first: they are the most exact. Where a value fits
  /// none of several alternatives, those of the closest one are reported if one is clearly closest.
  public func validate(_ value: JSONValue) -> [SchemaViolation] {
    var quick = Evaluation(program, report: nil)
    if quick.run(value) { return [] }
    if let stop = quick.stop {
      return [
        SchemaViolation(
          instancePath: SchemaReport.pointer(stop.path),
          schemaPath: program.path(of: stop.node, stop.keyword), message: stop.message)
      ]
    }
    // A second pass finds them all: the first, which most values pass, does no work for messages.
    let report = SchemaReport(limit: program.limits.maximumViolations)
    var thorough = Evaluation(program, report: report)
    _ = thorough.run(value)
    return report.violations(in: program)
  }
}
