import JSON

/// `enum` or `const`: the values that are allowed.
final class ValueAssertion: Assertion {
  private let keyword: String
  private let allowed: Set<ComparableValue>
  private let words: String
  private let hasArrays: Bool
  private let hasObjects: Bool

  /// `words` say what is allowed, for messages: `one of "a" or "b"`.
  init(keyword: String, allowed: Set<ComparableValue>, words: String) {
    self.keyword = keyword
    self.allowed = allowed
    self.words = words
    hasArrays = allowed.contains { if case .array = $0 { true } else { false } }
    hasObjects = allowed.contains { if case .object = $0 { true } else { false } }
  }

  func check(_ value: JSONValue, of node: SchemaNode, _ evaluation: inout Evaluation) -> Bool {
    let isPossible =
      switch value {
      case .array: hasArrays
      case .object: hasObjects
      default: true
      }
    if isPossible {
      guard let found = evaluation.comparable(value, keyword, node) else { return false }
      if allowed.contains(found) { return true }
    }
    return evaluation.fail(keyword, node, "must be \(words)")
  }
}
