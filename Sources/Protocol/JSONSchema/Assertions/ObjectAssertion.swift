import JSON

/// `required`, `minProperties`, `maxProperties` and `dependentRequired`.
final class ObjectAssertion: Assertion {
  private let parts: Parts

  /// What the keywords say.
  struct Parts: Sendable {
    var required: [String] = []
    var minimum: Int?
    var maximum: Int?
    var dependentRequired: [(name: String, needed: [String])] = []
    /// How the schema spells the last: draft 7 has another keyword for it.
    var dependentKeyword = "dependentRequired"

    /// Whether there is nothing to check.
    var isEmpty: Bool {
      required.isEmpty && minimum == nil && maximum == nil && dependentRequired.isEmpty
    }
  }

  init(_ parts: Parts) { self.parts = parts }

  func check(_ value: JSONValue, of node: SchemaNode, _ evaluation: inout Evaluation) -> Bool {
    guard case .object(let object) = value else { return true }
    var names = MemberNames(object)
    defer { evaluation.spend(names.work / 8) }
    var isValid = checkRequired(&names, of: node, &evaluation)
    guard isValid || evaluation.goesOn else { return false }
    if parts.minimum != nil || parts.maximum != nil {
      isValid = checkCount(names.distinctCount(), of: node, &evaluation) && isValid
      guard isValid || evaluation.goesOn else { return false }
    }
    return checkDependents(&names, of: node, &evaluation) && isValid
  }

  private func checkRequired(
    _ names: inout MemberNames, of node: SchemaNode, _ evaluation: inout Evaluation
  ) -> Bool {
    var isValid = true
    evaluation.spend(parts.required.count)
    for name in parts.required where !names.contains(name) {
      isValid = evaluation.fail("required", node, "is missing", at: .member(name))
      guard evaluation.goesOn else { return false }
    }
    return isValid
  }

  private func checkCount(
    _ count: Int, of node: SchemaNode, _ evaluation: inout Evaluation
  ) -> Bool {
    if let minimum = parts.minimum, count < minimum {
      let wanted = Wording.count(minimum, "member")
      return evaluation.fail("minProperties", node, "must have at least \(wanted), not \(count)")
    }
    if let maximum = parts.maximum, count > maximum {
      let wanted = Wording.count(maximum, "member")
      return evaluation.fail("maxProperties", node, "must have at most \(wanted), not \(count)")
    }
    return true
  }

  private func checkDependents(
    _ names: inout MemberNames, of node: SchemaNode, _ evaluation: inout Evaluation
  ) -> Bool {
    var isValid = true
    for (name, needed) in parts.dependentRequired {
      evaluation.spend(1)
      guard names.contains(name) else { continue }
      evaluation.spend(needed.count)
      for missing in needed where !names.contains(missing) {
        isValid = evaluation.fail(
          parts.dependentKeyword, node, "is missing; \(Wording.name(name)) needs it",
          at: .member(missing))
        guard evaluation.goesOn else { return false }
      }
    }
    return isValid
  }
}
