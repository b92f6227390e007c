import JSON

/// `properties`, `patternProperties` and `additionalProperties`.
///
/// Of members that share a name every one is checked.
final class MembersApplicator: Applicator {
  private let names: NameTable
  /// By the numbers of `names`.
  private let schemas: [NodeID]
  private let patterns: [(pattern: Pattern, node: NodeID)]
  private let additional: NodeID?

  init(
    properties: [(name: String, node: NodeID)], patterns: [(pattern: Pattern, node: NodeID)],
    additional: NodeID?
  ) {
    var names = NameTable()
    var schemas: [NodeID] = []
    for (name, node) in properties where names.insert(name) == schemas.count {
      schemas.append(node)
    }
    self.names = names
    self.schemas = schemas
    self.patterns = patterns
    self.additional = additional
  }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard case .object(let object) = frame.value else { return nil }
    while true {
      var node = frame.queue.popLast()
      while node == nil {
        guard frame.index < object.members.count, !evaluation.isStopped,
          frame.isValid || evaluation.goesOn
        else { return nil }
        frame.index += 1
        node = choose(object.members[frame.index - 1].key, &frame, &evaluation)
      }
      guard let node else { return nil }
      let child = Child(node: node, part: .member(frame.index - 1))
      guard let holds = evaluation.decide(child, of: frame.value) else { return child }
      if !holds {
        frame.isValid = false
        guard evaluation.goesOn else { return nil }
      }
    }
  }

  /// The first subschema for the member before the frame's index; more go to the queue.
  ///
  /// The frame's count is the number of the name that is likely to come next.
  private func choose(
    _ name: String, _ frame: inout Frame, _ evaluation: inout Evaluation
  ) -> NodeID? {
    evaluation.spend(1)
    var first: NodeID?
    if let number = names.number(of: name, likely: frame.count) {
      frame.count = number + 1
      first = schemas[number]
    }
    for index in patterns.indices
    where evaluation.matches(patterns[index].pattern, name, "patternProperties", frame.node) {
      if first == nil {
        first = patterns[index].node
      } else {
        frame.queue.append(patterns[index].node)
      }
    }
    if first == nil, let additional {
      if evaluation.isNever(additional) {
        frame.fail("additionalProperties", &evaluation, unknownName, at: .member(name))
        return nil
      }
      first = additional
    }
    if first != nil { frame.seen?.insert(property: frame.index - 1) }
    return first
  }

  private var unknownName: String {
    guard !names.names.isEmpty, names.names.count <= 12 else { return "is not a known property" }
    let list = Wording.list(names.names.map(Wording.name), "and")
    return "is not a known property; known \(names.names.count == 1 ? "is" : "are") \(list)"
  }
}
