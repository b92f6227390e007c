import JSON

/// `minLength`, `maxLength`, `pattern` and, where it is to be checked, `format`.
final class StringAssertion: Assertion {
  private let minimum: Int?
  private let maximum: Int?
  private let pattern: Pattern?
  private let format: Format?

  init(minimum: Int?, maximum: Int?, pattern: Pattern?, format: Format?) {
    self.minimum = minimum
    self.maximum = maximum
    self.pattern = pattern
    self.format = format
  }

  func check(_ value: JSONValue, of node: SchemaNode, _ evaluation: inout Evaluation) -> Bool {
    guard case .string(let text) = value else { return true }
    var isValid = checkLength(text, of: node, &evaluation)
    guard isValid || evaluation.goesOn else { return false }
    if let pattern, !evaluation.matches(pattern, text, "pattern", node) {
      isValid = evaluation.fail(
        "pattern", node, "must match the pattern \(Wording.shortened(pattern.source))")
      guard evaluation.goesOn else { return false }
    }
    if let format {
      evaluation.spend(text.utf8.count / 16)
      if !format.matches(text) {
        isValid = evaluation.fail("format", node, "must be \(format.words)")
      }
    }
    return isValid
  }

  private func checkLength(
    _ text: String, of node: SchemaNode, _ evaluation: inout Evaluation
  ) -> Bool {
    let bytes = text.utf8.count
    // A scalar takes one to four bytes, so most texts need not be counted.
    if bytes <= maximum ?? .max, (bytes + 3) / 4 >= minimum ?? 0 { return true }
    evaluation.spend(bytes / 64)
    let count = text.unicodeScalars.count
    if let minimum, count < minimum {
      return evaluation.fail(
        "minLength", node,
        "must have at least \(Wording.count(minimum, "character")), not \(count)")
    }
    if let maximum, count > maximum {
      return evaluation.fail(
        "maxLength", node, "must have at most \(Wording.count(maximum, "character")), not \(count)")
    }
    return true
  }
}
