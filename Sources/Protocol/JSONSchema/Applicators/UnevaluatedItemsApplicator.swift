import JSON

/// `unevaluatedItems`.
final class UnevaluatedItemsApplicator: Applicator {
  private let node: NodeID

  init(_ node: NodeID) { self.node = node }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard case .array(let elements) = frame.value, let seen = frame.seen else { return nil }
    while frame.index < elements.count {
      let index = frame.index
      frame.index += 1
      evaluation.spend(1)
      if seen.hasItem(index) { continue }
      guard evaluation.isNever(node) else {
        return Child(node: node, part: .element(index))
      }
      frame.fail("unevaluatedItems", &evaluation, "is one item too many", at: .element(index))
      guard evaluation.goesOn else { return nil }
    }
    seen.insert(itemsBefore: elements.count)
    return nil
  }
}
