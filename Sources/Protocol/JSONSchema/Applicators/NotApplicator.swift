import JSON

/// `not`.
final class NotApplicator: Applicator {
  private let node: NodeID

  init(_ node: NodeID) { self.node = node }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard frame.index == 0 else { return nil }
    frame.index = 1
    return Child(node: node, part: .whole, isTrial: true)
  }

  func settle(_ holds: Bool, _ frame: inout Frame, _ evaluation: inout Evaluation) {
    if holds { frame.fail("not", &evaluation, "must not be what the schema excludes here") }
  }
}
