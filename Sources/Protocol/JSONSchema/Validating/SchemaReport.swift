import JSON

/// The violations of one validation while it runs.
final class SchemaReport {
  private var path: [Place] = []
  private var list: [Violation] = []
  private var alternatives: [[Violation]] = []
  /// What is put aside while alternatives are tried, outermost first.
  private var aside: [(list: [Violation], alternatives: [[Violation]])] = []
  private var written = 0
  private let limit: Int

  /// A step down into a value.
  enum Place {
    case member(String)
    case element(Int)

    /// The step to a part of `value`; nil when the part is the value itself.
    init?(_ part: Part, of value: JSONValue) {
      switch part {
      case .whole: return nil
      case .element(let index): self = .element(index)
      case .member(let index), .name(let index):
        self = .member(value.object?.members[index].key ?? "")
      }
    }
  }

  struct Violation {
    let instancePath: String
    /// How deep in the value the subschema was applied.
    let depth: Int
    let keyword: String?
    let node: NodeID
    let message: String
  }

  /// Keeps `limit` violations in the end, at least 1.
  init(limit: Int) { self.limit = max(1, min(limit, 1_000_000)) }

  /// Whether more violations are of no use: some more than are reported are kept to choose from, and more of
  /// alternatives that are tried.
  var isFull: Bool { list.count >= 2 * limit || written >= 50 * limit }

  /// Moves on into a part of a value.
  func enter(_ part: Part, of value: JSONValue) {
    if let place = Place(part, of: value) { path.append(place) }
  }

  /// Moves back out of a part that was entered.
  func leave(_ part: Part) {
    if case .whole = part { return }
    leave()
  }

  /// Moves back out of the last part that was entered.
  func leave() { _ = path.popLast() }

  /// Writes a violation of `keyword`, or of the whole subschema, at the current place or one inside it.
  func add(_ keyword: String?, _ node: NodeID, _ message: String, at place: Place?) {
    let depth = path.count
    if let place { path.append(place) }
    written += 1
    list.append(violation(keyword, node, message, depth: depth))
    if place != nil { leave() }
  }

  private func violation(
    _ keyword: String?, _ node: NodeID, _ message: String, depth: Int
  ) -> Violation {
    Violation(
      instancePath: Self.pointer(path), depth: depth, keyword: keyword, node: node,
      message: message)
  }

  /// The JSON Pointer of a place in the value, cut after some 2,000 bytes.
  static func pointer(_ path: [Place]) -> String {
    var pointer = ""
    for place in path {
      if pointer.utf8.count > 2_000 { return pointer + "/…" }
      switch place {
      case .member(let name): pointer += "/" + JSONPointer.encoded(JSONPointer.shortened(name))
      case .element(let index): pointer += "/\(index)"
      }
    }
    return pointer
  }

  /// The violations, the most useful first.
  func violations(in program: SchemaProgram) -> [SchemaViolation] {
    let order = list.enumerated().sorted {
      ($1.element.depth, $0.offset) < ($0.element.depth, $1.offset)
    }
    var chosen = order.map(\.element)
    if chosen.isEmpty {
      chosen = [violation(nil, program.root, "does not match the schema", depth: 0)]
    }
    var seen: Set<SchemaViolation> = []
    let all = chosen.map { violation in
      SchemaViolation(
        instancePath: violation.instancePath,
        schemaPath: program.path(of: violation.node, violation.keyword),
        message: violation.message)
    }
    return Array(all.filter { seen.insert($0).inserted }.prefix(limit))
  }
}

// MARK: Alternatives

extension SchemaReport {
  /// Puts everything aside to collect what several alternatives have to say.
  func beginAlternatives() {
    aside.append((list, alternatives))
    list = []
    alternatives = []
  }

  /// Ends one alternative; the list is empty again.
  func endAlternative() {
    alternatives.append(list)
    list = []
  }

  /// Takes everything put aside back; the first message collected since.
  func endList() -> String? {
    defer { restore() }
    return list.first?.message
  }

  /// Takes everything put aside back; when all alternatives failed, adds what is most useful of them.
  func endAlternatives(_ keyword: String, _ node: NodeID, failed: Bool) {
    let tried = alternatives
    restore()
    guard failed, list.count < 2 * limit else { return }
    if let best = closest(of: tried) {
      list += best.prefix(2 * limit - list.count)
    } else {
      list.append(violation(keyword, node, Self.words(tried), depth: path.count))
    }
  }

  private func restore() {
    guard let before = aside.popLast() else { return }
    list = before.list
    alternatives = before.alternatives
  }

  /// The violations of the alternative the value was clearly meant for, if there is one.
  private func closest(of tried: [[Violation]]) -> [Violation]? {
    let ranks = tried.map(rank)
    guard let best = ranks.max(), best > .wrongType,
      ranks.count(where: { $0 == best }) == 1, let index = ranks.firstIndex(of: best)
    else { return nil }
    return tried[index]
  }

  private func rank(_ violations: [Violation]) -> Rank {
    let here = path.count
    if violations.isEmpty { return .wrongType }
    if violations.contains(where: { $0.depth == here && $0.keyword == "type" }) {
      return .wrongType
    }
    // A constant in a member usually says which alternative is meant.
    let isOther = violations.contains {
      $0.depth <= here + 1 && ($0.keyword == "const" || $0.keyword == "enum")
    }
    return isOther ? .otherConstant : .meant
  }

  private enum Rank: Int, Comparable {
    case wrongType, otherConstant, meant

    static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
  }

  /// What the first alternatives ask for, in one message.
  private static func words(_ tried: [[Violation]]) -> String {
    var reasons: [String] = []
    for reason in tried.compactMap({ $0.first?.message }) where !reasons.contains(reason) {
      reasons.append(reason)
    }
    let count = Wording.count(tried.count, "alternative")
    guard !reasons.isEmpty, reasons.count <= 4 else { return "matches none of \(count)" }
    return "matches none of \(count): it \(reasons.joined(separator: ", or "))"
  }
}
