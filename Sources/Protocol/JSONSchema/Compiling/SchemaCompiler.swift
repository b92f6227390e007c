import JSON

/// Turns a schema into a program: first finds all subschemas with their ids and anchors, then compiles each.
///
/// Works through lists instead of recursion, so that no schema is too deep for the stack.
struct SchemaCompiler {
  let limits: SchemaLimits
  private(set) var drafts: [Draft] = []
  private(set) var resources: [Resource] = []
  private var resourcesByURI: [String: Int] = [:]
  private var children: [ChildKey: NodeID] = [:]
  /// Regular expressions compiled so far, by their text.
  var patterns: [ExactText: Pattern] = [:]
  var totalPatternSize = 0
  /// Members looked at to follow references into parts that no keyword names.
  var searched = 0
  /// Whether a `$dynamicRef` was found, so that validation must know which resources it is in.
  var tracksResources = false

  /// A subschema before it is compiled.
  struct Draft {
    let value: JSONValue
    let place: SchemaProgram.Place
    let depth: Int
    /// Changes to the resource's own when `$id` starts one.
    fileprivate(set) var resource: Int
  }

  /// A schema with its own base URI (Core 2020-12, section 4.3.5).
  struct Resource {
    let base: URIReference
    let dialect: Dialect
    let root: NodeID
    fileprivate(set) var anchors: [String: NodeID] = [:]
    fileprivate(set) var dynamicAnchors: [String: NodeID] = [:]
  }

  private struct ChildKey: Hashable {
    let parent: NodeID
    let segment: ExactText
  }

  /// Compiles a whole schema.
  static func compile(
    _ schema: JSONValue, limits: SchemaLimits
  ) throws(SchemaError) -> SchemaProgram {
    var compiler = SchemaCompiler(limits: limits)
    let root = try compiler.discover(schema, parent: nil, segment: "")
    var nodes: [SchemaNode] = []
    // References into parts that no keyword names add drafts while this runs.
    while nodes.count < compiler.drafts.count {
      nodes.append(try compiler.makeNode(nodes.count))
    }
    return SchemaProgram(
      nodes: compiler.tracksResources ? nodes : shortcut(nodes),
      places: compiler.drafts.map(\.place),
      dynamicAnchors: compiler.resources.map(\.dynamicAnchors),
      tracksResources: compiler.tracksResources, root: root, limits: limits)
  }

  private init(limits: SchemaLimits) { self.limits = limits }

  /// Lets every node that is nothing but a `$ref` be the node it refers to.
  private static func shortcut(_ nodes: [SchemaNode]) -> [SchemaNode] {
    nodes.map { node in
      var target = node
      for _ in 0..<16 {
        guard let next = target.soleReference else { return target }
        target = nodes[next]
      }
      // A longer chain may be a circle: leave it to validation, which counts.
      return node
    }
  }

  // MARK: Finding subschemas

  /// Adds a schema and all of its subschemas; returns its number.
  mutating func discover(
    _ value: JSONValue, parent: NodeID?, segment: String
  ) throws(SchemaError) -> NodeID {
    let first = drafts.count
    _ = try add(value, parent: parent, segment: segment)
    var next = first
    while next < drafts.count {
      try identify(next)
      try addChildren(of: next)
      next += 1
    }
    return first
  }

  private mutating func add(
    _ value: JSONValue, parent: NodeID?, segment: String
  ) throws(SchemaError) -> NodeID {
    let id = drafts.count
    let depth = parent.map { drafts[$0].depth + 1 } ?? 0
    let resource = parent.map { drafts[$0].resource } ?? -1
    let place = SchemaProgram.Place(parent: parent, segment: segment)
    drafts.append(Draft(value: value, place: place, depth: depth, resource: resource))
    if let parent { children[ChildKey(parent: parent, segment: ExactText(segment))] = id }
    switch value {
    case .bool, .object: break
    default: throw error("a schema must be an object or a boolean, not \(value.typeName)", id)
    }
    guard drafts.count <= limits.maximumSubschemas else {
      throw error("the schema has more than \(limits.maximumSubschemas) subschemas", id)
    }
    guard depth <= limits.maximumDepth else {
      throw error("subschemas nest deeper than \(limits.maximumDepth) levels", id)
    }
    return id
  }

  private mutating func addChildren(of id: NodeID) throws(SchemaError) {
    guard case .object(let object) = drafts[id].value else { return }
    for member in object.members {
      guard let holding = dialect(of: id).holding(member.key) else { continue }
      let key = member.key
      switch (holding, member.value) {
      case (.schemas, .array(let elements)), (.schemaOrSchemas, .array(let elements)):
        for (index, element) in elements.enumerated() {
          _ = try add(element, parent: id, segment: "\(key)/\(index)")
        }
      case (.schemas, _): throw error("\(key) must be an array of schemas", id, key)
      case (.map, .object(let map)), (.mapOfSchemasOrNames, .object(let map)):
        for entry in map.members {
          if case .array = entry.value, case .mapOfSchemasOrNames = holding { continue }
          _ = try add(
            entry.value, parent: id, segment: "\(key)/\(JSONPointer.encoded(entry.key))")
        }
      case (.map, _), (.mapOfSchemasOrNames, _):
        throw error("\(key) must be an object of schemas", id, key)
      case (.schema, .array) where key == "items":
        throw error(
          "items must be one schema; a list of schemas by place is called prefixItems", id, key)
      case (.schema, let value), (.schemaOrSchemas, let value):
        _ = try add(value, parent: id, segment: key)
      }
    }
  }

  // MARK: Ids and anchors

  /// Reads `$id`, `$schema` and the anchors of one subschema.
  private mutating func identify(_ id: NodeID) throws(SchemaError) {
    let object = drafts[id].value.object ?? JSONObject()
    if drafts[id].resource < 0 {
      let dialect = try dialect(named: object["$schema"], id) ?? .draft2020
      try startResource(id, URIReference(""), dialect)
    }
    let hidesSiblings = object["$ref"] != nil && dialect(of: id).referenceHidesSiblings
    if !hidesSiblings { try identify(id, object) }
    if dialect(of: id) > .draft7 {
      try addAnchor(object["$anchor"], "$anchor", id, isDynamic: false)
    }
    if dialect(of: id) == .draft2020 {
      try addAnchor(object["$dynamicAnchor"], "$dynamicAnchor", id, isDynamic: true)
    }
    let resource = drafts[id].resource
    if dialect(of: id) == .draft2019, object["$recursiveAnchor"] == true,
      resources[resource].root == id
    {
      resources[resource].dynamicAnchors[Self.recursiveAnchor] = id
    }
  }

  private mutating func identify(_ id: NodeID, _ object: JSONObject) throws(SchemaError) {
    let keyword = dialect(of: id) == .draft4 ? "id" : "$id"
    guard let text = try text(keyword, object, id) else { return }
    try checkLength(text, id, keyword)
    let reference = URIReference(text)
    if dialect(of: id) <= .draft7, text.utf8.first == UInt8(ascii: "#") {
      if text == "#" { return }
      return try addAnchor(.string(String(text.dropFirst())), keyword, id, isDynamic: false)
    }
    guard reference.fragment ?? "" == "" else {
      throw error("$id must have no fragment; $anchor names a part of a schema", id, keyword)
    }
    let base = reference.resolved(against: resources[drafts[id].resource].base)
    try checkLength(base.text, id, keyword)
    // The root keeps the resource it has already started, with its new name.
    let dialect = try dialect(named: object["$schema"], id) ?? dialect(of: id)
    if resources[drafts[id].resource].root == id { resources.removeLast() }
    try startResource(id, base, dialect)
  }

  private mutating func startResource(
    _ id: NodeID, _ base: URIReference, _ dialect: Dialect
  ) throws(SchemaError) {
    let uri = base.textWithoutFragment
    if let other = resourcesByURI[uri], resources.indices.contains(other),
      resources[other].root != id
    {
      throw error("two schemas have the $id \(Wording.quoted(uri))", id, "$id")
    }
    drafts[id].resource = resources.count
    resourcesByURI[uri] = resources.count
    resources.append(Resource(base: base, dialect: dialect, root: id))
  }

  private func dialect(
    named value: JSONValue?, _ id: NodeID
  ) throws(SchemaError) -> Dialect? {
    guard let value else { return nil }
    guard case .string(let uri) = value else {
      throw error("$schema must be a string", id, "$schema")
    }
    if let dialect = Dialect(uri: uri) { return dialect }
    throw error(
      "the dialect \(Wording.quoted(uri)) is not supported; write 2020-12, whose $schema is "
        + "https://json-schema.org/draft/2020-12/schema", id, "$schema")
  }

  private mutating func addAnchor(
    _ value: JSONValue?, _ keyword: String, _ id: NodeID, isDynamic: Bool
  ) throws(SchemaError) {
    guard let value else { return }
    guard case .string(let name) = value, !name.isEmpty else {
      throw error("\(keyword) must be a string with at least one character", id, keyword)
    }
    let resource = drafts[id].resource
    if let other = resources[resource].anchors[name], other != id {
      throw error("two schemas have the anchor \(Wording.quoted(name))", id, keyword)
    }
    resources[resource].anchors[name] = id
    if isDynamic { resources[resource].dynamicAnchors[name] = id }
  }

  /// Stands for `$recursiveAnchor` among the dynamic anchors; no anchor can be written like this.
  static let recursiveAnchor = ""

  // MARK: Looking up

  /// The dialect a subschema is written in.
  func dialect(of id: NodeID) -> Dialect { resources[drafts[id].resource].dialect }

  /// The subschema at the end of `segment`, tokens of a pointer from `parent`.
  func child(_ parent: NodeID, _ segment: String) -> NodeID? {
    children[ChildKey(parent: parent, segment: ExactText(segment))]
  }

  /// The resource with this URI, without fragment.
  func resource(named uri: String) -> Int? { resourcesByURI[uri] }

  /// An error at a keyword of a subschema.
  func error(_ message: String, _ id: NodeID, _ keyword: String? = nil) -> SchemaError {
    let place = SchemaProgram.path(of: id, in: drafts.map(\.place))
    return SchemaError(message, at: place + (keyword.map { "/\(JSONPointer.encoded($0))" } ?? ""))
  }

  /// Refuses a reference that is too long.
  func checkLength(_ text: String, _ id: NodeID, _ keyword: String) throws(SchemaError) {
    if text.utf8.count > limits.maximumReferenceLength {
      throw error(
        "\(keyword) is longer than \(limits.maximumReferenceLength) bytes when resolved", id,
        keyword)
    }
  }
}
