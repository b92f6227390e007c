import JSON

/// One validation of one value: what it may still spend, and where violations go.
///
/// Without a report the first violation decides; with one the work goes on to find the others. Not recursive:
/// subschemas under way are frames in a list.
struct Evaluation {
  let program: SchemaProgram
  private let report: SchemaReport?
  /// Why the validation ended early, if it did; the value then counts as not valid.
  private(set) var stop: Stop?
  /// Whether violations are written now: not while a schema is only tried, as under `not`.
  private var isReporting: Bool
  private var budget: Int
  /// The resources of the subschemas under way, outermost first; kept for `$dynamicRef` only.
  private var resources: [Int] = []

  /// Where and why a validation ended early.
  struct Stop {
    let node: NodeID
    let keyword: String?
    let message: String
    /// The place in the value, outermost step first.
    var path: [SchemaReport.Place] = []
  }

  init(_ program: SchemaProgram, report: SchemaReport?) {
    self.program = program
    self.report = report
    isReporting = report != nil
    budget = program.limits.maximumSteps
  }

  /// Validates a whole value.
  mutating func run(_ value: JSONValue) -> Bool {
    let root = Child(node: program.root, part: .whole)
    if let answer = decide(root, of: value) { return answer && !isStopped }
    var frames: [Frame] = []
    push(root, of: value, &frames)
    var answer = false
    while !isStopped {
      let top = frames.count - 1
      if let child = frames[top].next(&self) {
        if let holds = decide(child, of: frames[top].value) {
          frames[top].settle(holds, &self)
        } else {
          push(child, of: frames[top].value, &frames)
        }
        continue
      }
      if isStopped { break }
      answer = finish(&frames)
      if frames.isEmpty { break }
      frames[top - 1].settle(answer, &self)
    }
    if isStopped {
      stop?.path = zip(frames.dropFirst(), frames).compactMap { inner, outer in
        SchemaReport.Place(inner.part, of: outer.value)
      }
    }
    return answer && !isStopped
  }

  /// Applies a subschema that applies no others; nil for one that does.
  mutating func decide(_ child: Child, of value: JSONValue) -> Bool? {
    let node = program.nodes[child.node]
    guard node.applicators.isEmpty else { return nil }
    budget -= 1
    if budget < 0 { end(nil, node, tooManySteps) }
    if isStopped { return false }
    let wasReporting = begin(child, of: value)
    let part = value.part(child.part)
    let isValid = checkKind(part, node) && check(part, node)
    if isReporting { report?.leave(child.part) }
    isReporting = wasReporting
    return isValid
  }

  /// Moves to the part of a value that a subschema is for; answers whether violations were reported before.
  private mutating func begin(_ child: Child, of value: JSONValue) -> Bool {
    let wasReporting = isReporting
    if child.isTrial { isReporting = false }
    if isReporting { report?.enter(child.part, of: value) }
    return wasReporting
  }

  /// Starts to apply a subschema that applies others.
  private mutating func push(_ child: Child, of value: JSONValue, _ frames: inout [Frame]) {
    let node = program.nodes[child.node]
    budget -= 2
    var hops = 1
    if case .whole = child.part, let outer = frames.last { hops += outer.hops }
    if let why = reasonToStop(hops: hops, depth: frames.count) { return end(nil, node, why) }
    let wasReporting = begin(child, of: value)
    let part = value.part(child.part)
    let isKind = checkKind(part, node)
    let isValid = isKind && check(part, node)
    let isAsked = child.merges && frames.last?.seen != nil
    let seen = node.asksForEvaluated || isAsked ? Evaluated() : nil
    if program.tracksResources { resources.append(node.resource) }
    frames.append(
      Frame(
        node, part, as: child, hops: hops, wasReporting: wasReporting, seen: seen,
        isValid: isValid, isOver: !isKind))
  }

  private func reasonToStop(hops: Int, depth: Int) -> String? {
    if budget < 0 { return tooManySteps }
    if hops > program.limits.maximumHops {
      return "cannot be validated: the schema leads back to itself without end"
    }
    let limit = program.limits.maximumEvaluationDepth
    if depth >= limit {
      return "nests deeper than can be validated (\(limit) schemas inside one another)"
    }
    return nil
  }

  /// Takes the last frame, which has nothing left to apply, and answers for it.
  private mutating func finish(_ frames: inout [Frame]) -> Bool {
    let frame = frames.removeLast()
    if isReporting { report?.leave(frame.part) }
    isReporting = frame.wasReporting
    if program.tracksResources { resources.removeLast() }
    if frame.isValid, frame.merges, let seen = frame.seen { frames.last?.seen?.merge(seen) }
    return frame.isValid
  }

  /// Checks what makes all other keywords pointless when it fails.
  private mutating func checkKind(_ value: JSONValue, _ node: SchemaNode) -> Bool {
    if let constant = node.constant { return constant || fail(nil, node, "is not allowed") }
    if case .number(let number) = value { spend(number.literal.utf8.count / 32) }
    if node.types == .all || node.types.allows(value) { return true }
    return fail("type", node, "must be \(Wording.types(node.types, insteadOf: value))")
  }

  private mutating func check(_ value: JSONValue, _ node: SchemaNode) -> Bool {
    var isValid = true
    for assertion in node.assertions where !assertion.check(value, of: node, &self) {
      isValid = false
      guard goesOn else { return false }
    }
    return isValid
  }
}

// MARK: What keywords ask

extension Evaluation {
  /// Whether a limit was reached, so that nothing more needs to be looked at.
  var isStopped: Bool { stop != nil }

  /// Whether there is a reason to look for more violations after one.
  var goesOn: Bool {
    guard isReporting, !isStopped, let report else { return false }
    return !report.isFull
  }

  /// Whether a subschema is `false`, so that nothing is allowed.
  func isNever(_ id: NodeID) -> Bool { program.nodes[id].constant == false }

  /// Takes `cost` from what may still be spent.
  mutating func spend(_ cost: Int) { budget -= cost }

  /// The comparable form of a value; nil, and the end of the validation, when it costs too much.
  mutating func comparable(
    _ value: JSONValue, _ keyword: String, _ node: SchemaNode
  ) -> ComparableValue? {
    if let found = ComparableValue(value, budget: &budget) { return found }
    end(keyword, node, budget < 0 ? tooManySteps : "nests too deep to be compared")
    return nil
  }

  /// Whether a pattern matches; false, and the end of the validation, when it takes too long.
  mutating func matches(
    _ pattern: Pattern, _ text: String, _ keyword: String, _ node: SchemaNode
  ) -> Bool {
    if isStopped { return false }
    let allowed = max(0, min(budget, .max / 8)) * 8
    var work = allowed
    let answer = pattern.matches(text, work: &work)
    budget -= 2 + (allowed - work) / 8
    if answer == nil {
      let source = Wording.shortened(pattern.source)
      end(keyword, node, "takes too long to match the pattern \(source)")
    }
    return answer ?? false
  }

  /// The subschema a reference leads to; nil, and the end of the validation, when it is not here.
  mutating func resolve(
    _ target: EveryApplicator.Target, _ keyword: String, _ node: SchemaNode
  ) -> NodeID? {
    switch target {
    case .node(let id): return id
    case .dynamic(let anchor, let fallback):
      spend(resources.count)
      for resource in resources {
        if let id = program.dynamicAnchors[resource][anchor] { return id }
      }
      return fallback
    case .external(let uri):
      end(
        keyword, node,
        "cannot be validated: its schema refers to \(Wording.shortened(uri)), which is not fetched")
      return nil
    }
  }

  /// Ends the validation; `message` says why.
  private mutating func end(_ keyword: String?, _ node: SchemaNode, _ message: String) {
    if stop == nil { stop = Stop(node: node.id, keyword: keyword, message: message) }
  }

  private var tooManySteps: String {
    "takes more than \(program.limits.maximumSteps) steps to validate, which is the limit"
  }
}

// MARK: Violations

extension Evaluation {
  /// Reports a violation of `keyword`, or of the subschema as a whole; always false.
  ///
  /// `place` is where in the value, when it is not the value itself.
  mutating func fail(
    _ keyword: String?, _ node: SchemaNode, _ message: @autoclosure () -> String,
    at place: SchemaReport.Place? = nil
  ) -> Bool {
    if isReporting, !isStopped, let report, !report.isFull {
      report.add(keyword, node.id, message(), at: place)
    }
    return false
  }

  /// Ends what `beginAlternatives` started; the first message, if there is one.
  func endList() -> String? { isReporting ? report?.endList() : nil }

  /// Starts to collect the violations of several alternatives apart; `endAlternatives` must follow.
  func beginAlternatives() { if isReporting { report?.beginAlternatives() } }

  /// Ends one alternative.
  func endAlternative() { if isReporting { report?.endAlternative() } }

  /// Forgets the violations of the alternatives or, when all failed, reports the most useful.
  func endAlternatives(_ keyword: String, _ node: SchemaNode, failed: Bool) {
    if isReporting { report?.endAlternatives(keyword, node.id, failed: failed) }
  }
}
