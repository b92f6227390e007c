import JSON

/// `$ref`, `$dynamicRef`, `$recursiveRef` and `allOf`: every one must hold.
final class EveryApplicator: Applicator {
  let parts: [Part]

  /// One subschema and the keyword that names it.
  struct Part: Sendable {
    let keyword: String
    let target: Target
  }

  /// What a reference leads to.
  enum Target: Sendable {
    case node(NodeID)
    /// The outermost resource in use that has this dynamic anchor, else the node.
    case dynamic(anchor: String, fallback: NodeID)
    /// A schema that is not here, by its URI.
    case external(String)
  }

  init(_ parts: [Part]) { self.parts = parts }

  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child? {
    guard frame.index < parts.count else { return nil }
    let part = parts[frame.index]
    frame.index += 1
    guard let node = evaluation.resolve(part.target, part.keyword, frame.node) else { return nil }
    return Child(node: node, part: .whole, merges: true)
  }
}
