import JSON

/// `oneOf`.
final class OneApplicator: Applicator {
  private let nodes: [NodeID]

  init(_ nodes: [NodeID]) { self.nodes = nodes }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    if frame.index == 0 { evaluation.beginAlternatives() }
    if frame.index < nodes.count, frame.queue.isEmpty {
      frame.index += 1
      return Child(node: nodes[frame.index - 1], part: .whole, merges: true)
    }
    evaluation.endAlternatives("oneOf", frame.node, failed: frame.count == 0)
    if frame.count == 0 { frame.isValid = false }
    if let second = frame.queue.popLast() {
      let first = frame.count - 1
      frame.fail(
        "oneOf", &evaluation,
        "must match exactly one of \(nodes.count) alternatives, but matches those at \(first) "
          + "and \(second)")
    }
    return nil
  }

  /// The first alternative that holds is counted, from 1; a second one goes to the queue.
  func settle(_ holds: Bool, _ frame: inout Frame, _ evaluation: inout Evaluation) {
    evaluation.endAlternative()
    guard holds else { return }
    if frame.count == 0 { frame.count = frame.index } else { frame.queue = [frame.index - 1] }
  }
}
