import JSON

/// `dependentSchemas`, and what it was called before, the schemas under `dependencies`.
final class DependentsApplicator: Applicator {
  private let schemas: [(name: String, node: NodeID)]

  init(_ schemas: [(name: String, node: NodeID)]) { self.schemas = schemas }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard case .object(let object) = frame.value else { return nil }
    if frame.index == 0 {
      frame.index = 1
      var names = MemberNames(object)
      frame.queue = schemas.filter { names.contains($0.name) }.map(\.node)
      evaluation.spend(schemas.count + names.work / 8)
    }
    return frame.queue.popLast().map {
      Child(node: $0, part: .whole, merges: true)
    }
  }
}
