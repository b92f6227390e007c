import JSON

/// `anyOf`.
final class AnyApplicator: Applicator {
  private let nodes: [NodeID]

  init(_ nodes: [NodeID]) { self.nodes = nodes }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    if frame.index == 0 { evaluation.beginAlternatives() }
    // When one holds, the others count only for what they evaluate.
    if frame.index < nodes.count, frame.count == 0 || frame.seen != nil {
      frame.index += 1
      return Child(node: nodes[frame.index - 1], part: .whole, merges: true)
    }
    evaluation.endAlternatives("anyOf", frame.node, failed: frame.count == 0)
    if frame.count == 0 { frame.isValid = false }
    return nil
  }

  func settle(_ holds: Bool, _ frame: inout Frame, _ evaluation: inout Evaluation) {
    evaluation.endAlternative()
    if holds { frame.count += 1 }
  }
}
