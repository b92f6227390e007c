/// A compiled schema: all of its subschemas, and where each lies.
final class SchemaProgram: Sendable {
  /// By `NodeID`. A subschema that is nothing but a `$ref` stands for the one it refers to.
  let nodes: [SchemaNode]
  /// Where each subschema lies in the schema, by `NodeID`.
  let places: [Place]
  /// By resource: the nodes its dynamic anchors name.
  let dynamicAnchors: [[String: NodeID]]
  /// Whether validation must know which resources it is in.
  let tracksResources: Bool
  let root: NodeID
  let limits: SchemaLimits

  /// The place of a subschema: the one around it, and the tokens of a JSON Pointer from there.
  struct Place: Sendable {
    let parent: NodeID?
    let segment: String
  }

  init(
    nodes: [SchemaNode], places: [Place], dynamicAnchors: [[String: NodeID]],
    tracksResources: Bool, root: NodeID, limits: SchemaLimits
  ) {
    self.nodes = nodes
    self.places = places
    self.dynamicAnchors = dynamicAnchors
    self.tracksResources = tracksResources
    self.root = root
    self.limits = limits
  }

  /// The JSON Pointer of a keyword of a subschema, or of the subschema itself.
  func path(of node: NodeID, _ keyword: String?) -> String {
    Self.path(of: node, in: places) + (keyword.map { "/\($0)" } ?? "")
  }

  /// The JSON Pointer of a subschema, with very long names cut.
  static func path(of node: NodeID, in places: [Place]) -> String {
    var segments: [String] = []
    var next: NodeID? = node
    while let id = next {
      let place = places[id]
      if place.parent != nil { segments.append(place.segment) }
      next = place.parent
    }
    return segments.reversed().map { segment in
      JSONPointer.tokens(segment).map { "/" + JSONPointer.shortened($0) }.joined()
    }.joined()
  }
}
