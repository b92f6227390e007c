/// The place of a subschema in the list of all subschemas of a program.
typealias NodeID = Int

/// One compiled subschema.
final class SchemaNode: Sendable {
  let id: NodeID
  /// The schema resource it belongs to, for `$dynamicRef`.
  let resource: Int
  /// The answer of a boolean schema, the same for every value.
  let constant: Bool?
  let types: TypeSet
  /// The keywords that look at a value alone.
  let assertions: [any Assertion]
  /// The keywords that apply other subschemas, those last that ask what the others have evaluated.
  let applicators: [any Applicator]
  /// Whether one of the applicators asks what has been evaluated.
  let asksForEvaluated: Bool

  init(
    id: NodeID, resource: Int, constant: Bool? = nil, types: TypeSet = .all,
    assertions: [any Assertion] = [], applicators: [any Applicator] = []
  ) {
    self.id = id
    self.resource = resource
    self.constant = constant
    self.types = types
    self.assertions = assertions
    self.applicators = applicators
    asksForEvaluated = applicators.contains {
      $0 is UnevaluatedPropertiesApplicator || $0 is UnevaluatedItemsApplicator
    }
  }

  /// The subschema that decides alone, when this one is nothing but a `$ref`.
  var soleReference: NodeID? {
    guard constant == nil, types == .all, assertions.isEmpty, applicators.count == 1,
      let every = applicators[0] as? EveryApplicator, every.parts.count == 1,
      case .node(let node) = every.parts[0].target
    else { return nil }
    return node
  }
}
