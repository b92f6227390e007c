import JSON

// Where `$ref`, `$dynamicRef` and `$recursiveRef` lead (Core 2020-12, sections 8.2.3 and 9.2).
extension SchemaCompiler {
  /// Resolves `text`, the value of `keyword` in a subschema.
  mutating func resolve(
    _ text: String, _ keyword: String, from id: NodeID
  ) throws(SchemaError) -> EveryApplicator.Target {
    try checkLength(text, id, keyword)
    let reference = URIReference(text)
    let here = drafts[id].resource
    var resource: Int? = here
    if reference.textWithoutFragment.utf8.count > 0 {
      let target = reference.resolved(against: resources[here].base)
      try checkLength(target.text, id, keyword)
      resource = self.resource(named: target.textWithoutFragment)
      if resource == nil { return .external(target.text) }
    }
    guard let resource, let fragment = reference.decodedFragment else {
      throw error("the fragment of \(Wording.quoted(text)) is no text", id, keyword)
    }
    let root = resources[resource].root
    if fragment.isEmpty { return .node(root) }
    if fragment.utf8.first == UInt8(ascii: "/") {
      if let found = try find(fragment, from: root) { return .node(found) }
    } else if let found = resources[resource].anchors[fragment] {
      return .node(found)
    }
    throw error(
      "\(keyword) refers to \(Wording.quoted(text)), and there is no such schema here", id,
      keyword)
  }

  /// Resolves a `$dynamicRef`: like `$ref`, unless what it leads to has that name as a dynamic anchor.
  mutating func resolveDynamic(
    _ text: String, from id: NodeID
  ) throws(SchemaError) -> EveryApplicator.Target {
    let target = try resolve(text, "$dynamicRef", from: id)
    guard case .node(let node) = target, let anchor = URIReference(text).decodedFragment,
      resources[drafts[node].resource].dynamicAnchors[anchor] == node
    else { return target }
    tracksResources = true
    return .dynamic(anchor: anchor, fallback: node)
  }

  /// Resolves the `$recursiveRef` of 2019-09, whose only value is `#`.
  mutating func resolveRecursive(
    _ text: String, from id: NodeID
  ) throws(SchemaError) -> EveryApplicator.Target {
    guard text == "#" else { throw error("$recursiveRef must be #", id, "$recursiveRef") }
    let resource = drafts[id].resource
    let root = resources[resource].root
    guard resources[resource].dynamicAnchors[Self.recursiveAnchor] == root else {
      return .node(root)
    }
    tracksResources = true
    return .dynamic(anchor: Self.recursiveAnchor, fallback: root)
  }

  /// The schema a pointer leads to from `root`; nil when there is nothing.
  ///
  /// A place no keyword counts as a subschema becomes one by being referred to.
  private mutating func find(
    _ pointer: String, from root: NodeID
  ) throws(SchemaError) -> NodeID? {
    var node = root
    var value = drafts[root].value
    var pending = ""
    for token in JSONPointer.tokens(pointer).dropFirst() {
      pending += pending.isEmpty ? token : "/\(token)"
      if let child = child(node, pending) {
        node = child
        value = drafts[child].value
        pending = ""
      } else {
        guard let next = step(JSONPointer.decoded(token), into: value) else { return nil }
        value = next
        guard searched <= limits.maximumSteps else {
          throw error("the references of the schema take too long to follow", node)
        }
      }
    }
    return pending.isEmpty ? node : try discover(value, parent: node, segment: pending)
  }

  private mutating func step(_ name: String, into value: JSONValue) -> JSONValue? {
    switch value {
    case .object(let object):
      searched += object.members.count
      return object.members.last { ExactText.same($0.key, name) }?.value
    case .array(let elements):
      guard let index = Int(name), String(index) == name, elements.indices.contains(index) else {
        return nil
      }
      return elements[index]
    default: return nil
    }
  }
}
