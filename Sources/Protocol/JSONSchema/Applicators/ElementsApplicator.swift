import JSON

/// `prefixItems` and `items`, or `items` and `additionalItems` as they were called before.
final class ElementsApplicator: Applicator {
  private let prefix: [NodeID]
  private let rest: NodeID?
  private let restKeyword: String

  /// `rest` is for all elements behind those of `prefix`; `restKeyword` is how the schema calls it.
  init(prefix: [NodeID], rest: NodeID?, restKeyword: String) {
    self.prefix = prefix
    self.rest = rest
    self.restKeyword = restKeyword
  }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard case .array(let elements) = frame.value else { return nil }
    if frame.index == 0 {
      frame.seen?.insert(itemsBefore: rest == nil ? prefix.count : elements.count)
    }
    while frame.index < elements.count {
      let index = frame.index
      guard let node = index < prefix.count ? prefix[index] : rest else { return nil }
      frame.index += 1
      if index >= prefix.count, evaluation.isNever(node) {
        frame.fail(restKeyword, &evaluation, "is one item too many", at: .element(index))
        return nil
      }
      let child = Child(node: node, part: .element(index))
      guard let holds = evaluation.decide(child, of: frame.value) else { return child }
      if !holds {
        frame.isValid = false
        guard evaluation.goesOn else { return nil }
      }
    }
    return nil
  }
}
