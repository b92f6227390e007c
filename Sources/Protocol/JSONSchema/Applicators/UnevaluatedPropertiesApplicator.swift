import JSON

/// `unevaluatedProperties`.
final class UnevaluatedPropertiesApplicator: Applicator {
  private let node: NodeID

  init(_ node: NodeID) { self.node = node }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard case .object(let object) = frame.value, let seen = frame.seen else { return nil }
    while frame.index < object.members.count {
      let index = frame.index
      frame.index += 1
      evaluation.spend(1)
      if seen.hasProperty(index) { continue }
      guard evaluation.isNever(node) else {
        return Child(node: node, part: .member(index))
      }
      frame.fail(
        "unevaluatedProperties", &evaluation, "is not a known property",
        at: .member(object.members[index].key))
      guard evaluation.goesOn else { return nil }
    }
    seen.insertAllProperties()
    return nil
  }
}
