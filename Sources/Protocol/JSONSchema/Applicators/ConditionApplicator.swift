import JSON

/// `if` with `then` and `else`.
final class ConditionApplicator: Applicator {
  private let test: NodeID
  private let then: NodeID?
  private let otherwise: NodeID?

  /// Without both branches `if` still counts for what it evaluates.
  init(test: NodeID, then: NodeID?, otherwise: NodeID?) {
    self.test = test
    self.then = then
    self.otherwise = otherwise
  }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    frame.index += 1
    switch frame.index {
    case 1:
      return Child(node: test, part: .whole, isTrial: true, merges: true)
    case 2:
      guard let node = frame.count == 1 ? then : otherwise else { return nil }
      return Child(node: node, part: .whole, merges: true)
    default: return nil
    }
  }

  func settle(_ holds: Bool, _ frame: inout Frame, _ evaluation: inout Evaluation) {
    if frame.index == 1 {
      frame.count = holds ? 1 : 0
    } else if !holds {
      frame.isValid = false
    }
  }
}
