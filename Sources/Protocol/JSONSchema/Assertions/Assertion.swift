import JSON

/// A keyword, or several for one type, that looks at a value alone, without other subschemas.
protocol Assertion: AnyObject, Sendable {
  /// Whether `value` is as the keyword says; always so for a value of a type it does not look at.
  ///
  /// Reports what is wrong, with the place of `node`.
  func check(_ value: JSONValue, of node: SchemaNode, _ evaluation: inout Evaluation) -> Bool
}
