import JSON

/// `propertyNames`.
final class NamesApplicator: Applicator {
  private let node: NodeID

  init(_ node: NodeID) { self.node = node }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard case .object(let object) = frame.value, frame.index < object.members.count else {
      return nil
    }
    frame.index += 1
    evaluation.beginAlternatives()
    return Child(node: node, part: .name(frame.index - 1))
  }

  func settle(_ holds: Bool, _ frame: inout Frame, _ evaluation: inout Evaluation) {
    let reason = evaluation.endList()
    guard !holds, case .object(let object) = frame.value else { return }
    let why = reason.map { ": the name \($0)" } ?? ""
    frame.fail(
      "propertyNames", &evaluation, "has a name that is not allowed\(why)",
      at: .member(object.members[frame.index - 1].key))
  }
}
