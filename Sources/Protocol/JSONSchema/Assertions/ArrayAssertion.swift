import JSON

/// `minItems`, `maxItems` and `uniqueItems`.
final class ArrayAssertion: Assertion {
  private let minimum: Int?
  private let maximum: Int?
  private let isUnique: Bool

  init(minimum: Int?, maximum: Int?, isUnique: Bool) {
    self.minimum = minimum
    self.maximum = maximum
    self.isUnique = isUnique
  }

  func check(_ value: JSONValue, of node: SchemaNode, _ evaluation: inout Evaluation) -> Bool {
    guard case .array(let elements) = value else { return true }
    if let minimum, elements.count < minimum {
      return evaluation.fail(
        "minItems", node,
        "must have at least \(Wording.count(minimum, "item")), not \(elements.count)")
    }
    if let maximum, elements.count > maximum {
      return evaluation.fail(
        "maxItems", node,
        "must have at most \(Wording.count(maximum, "item")), not \(elements.count)")
    }
    return !isUnique || checkUnique(elements, of: node, &evaluation)
  }

  private func checkUnique(
    _ elements: [JSONValue], of node: SchemaNode, _ evaluation: inout Evaluation
  ) -> Bool {
    guard elements.count > 1 else { return true }
    var places: [ComparableValue: Int] = [:]
    for index in elements.indices {
      evaluation.spend(8)
      guard let value = evaluation.comparable(elements[index], "uniqueItems", node) else {
        return false
      }
      if let first = places.updateValue(index, forKey: value) {
        return evaluation.fail(
          "uniqueItems", node, "must not repeat an item: those at \(first) and \(index) are equal")
      }
    }
    return true
  }
}
