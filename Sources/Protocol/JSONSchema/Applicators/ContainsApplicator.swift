import JSON

/// `contains` with `minContains` and `maxContains`.
final class ContainsApplicator: Applicator {
  private let node: NodeID
  private let minimum: Int
  private let maximum: Int?
  private let evaluates: Bool

  /// `evaluates` says whether an element that matches counts as evaluated.
  init(_ node: NodeID, minimum: Int, maximum: Int?, evaluates: Bool) {
    self.node = node
    self.minimum = minimum
    self.maximum = maximum
    self.evaluates = evaluates
  }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard case .array(let elements) = frame.value else { return nil }
    if frame.index < elements.count, frame.seen != nil || !isDecided(frame.count) {
      frame.index += 1
      return Child(node: node, part: .element(frame.index - 1), isTrial: true)
    }
    if frame.count < minimum {
      frame.fail(
        minimum == 1 ? "contains" : "minContains", &evaluation,
        "must have at least \(Wording.count(minimum, "item")) of the kind that contains asks for")
    } else if let maximum, frame.count > maximum {
      frame.fail(
        "maxContains", &evaluation,
        "must have at most \(Wording.count(maximum, "item")) of the kind that contains asks for")
    }
    return nil
  }

  func settle(_ holds: Bool, _ frame: inout Frame, _ evaluation: inout Evaluation) {
    guard holds else { return }
    frame.count += 1
    if evaluates { frame.seen?.insert(item: frame.index - 1) }
  }

  /// Whether more matches would change nothing.
  private func isDecided(_ count: Int) -> Bool {
    maximum.map { count > $0 } ?? (count >= minimum)
  }
}
