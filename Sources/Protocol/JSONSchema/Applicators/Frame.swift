import JSON

/// One subschema being applied to one value.
struct Frame {
  let node: SchemaNode
  let value: JSONValue
  /// Subschemas applied to this place of the value, one inside the other, up to this one.
  let hops: Int
  /// Whether what it has evaluated counts for the frame below, when it holds.
  let merges: Bool
  /// Which part it is of the value of the frame below.
  let part: Part
  /// Whether violations were reported around it.
  let wasReporting: Bool
  /// What has been evaluated of the value, where somebody asks.
  let seen: Evaluated?
  /// Whether everything held so far.
  var isValid: Bool

  /// Which applicator is at work.
  private var step: Int
  /// How far it has come; 0 at the start.
  var index = 0
  /// What it has counted; 0 at the start.
  var count = 0
  /// Subschemas it has still to apply to the same part of the value.
  var queue: [NodeID] = []

  /// Makes a frame; one that `isOver` applies nothing more.
  init(
    _ node: SchemaNode, _ value: JSONValue, as child: Child, hops: Int,
    wasReporting: Bool,
    seen: Evaluated?, isValid: Bool, isOver: Bool
  ) {
    self.node = node
    self.value = value
    self.hops = hops
    merges = child.merges
    part = child.part
    self.wasReporting = wasReporting
    self.seen = seen
    self.isValid = isValid
    step = isOver ? node.applicators.count : 0
  }

  /// The next subschema that one of the applicators wants to have applied; nil at the end.
  mutating func next(_ evaluation: inout Evaluation) -> Child? {
    while step < node.applicators.count, isValid || evaluation.goesOn {
      if let child = node.applicators[step].next(&self, &evaluation) { return child }
      step += 1
      index = 0
      count = 0
    }
    return nil
  }

  /// Hands the answer of the last subschema to the applicator that named it.
  mutating func settle(_ holds: Bool, _ evaluation: inout Evaluation) {
    node.applicators[step].settle(holds, &self, &evaluation)
  }

  /// Reports a violation of `keyword`, at a member of the value when it has a name.
  mutating func fail(
    _ keyword: String, _ evaluation: inout Evaluation, _ message: @autoclosure () -> String,
    at place: SchemaReport.Place? = nil
  ) {
    isValid = evaluation.fail(keyword, node, message(), at: place)
  }
}
