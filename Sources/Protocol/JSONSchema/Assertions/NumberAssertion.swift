import JSON

/// `minimum`, `maximum`, their exclusive forms and `multipleOf`.
final class NumberAssertion: Assertion {
  private let bounds: [Bound]
  private let divisor: Divisor?

  /// One of the four keywords that compare.
  final class Bound: Sendable {
    let keyword: String
    let isLower: Bool
    let isExclusive: Bool
    private let limit: JSONNumber
    private let exact: ExactNumber
    private let int: Int?

    init(_ keyword: String, _ limit: JSONNumber, isLower: Bool, isExclusive: Bool) {
      self.keyword = keyword
      self.isLower = isLower
      self.isExclusive = isExclusive
      self.limit = limit
      exact = ExactNumber(limit)
      int = limit.plainInt
    }

    /// Whether a number is within the bound.
    func holds(for number: JSONNumber) -> Bool {
      if let int, let value = number.plainInt { return holds(value, int) }
      return holds(ExactNumber(number), exact)
    }

    private func holds<Value: Comparable>(_ value: Value, _ limit: Value) -> Bool {
      switch (isLower, isExclusive) {
      case (true, false): value >= limit
      case (true, true): value > limit
      case (false, false): value <= limit
      case (false, true): value < limit
      }
    }

    /// The bound in words: `at least 3`.
    var words: String {
      let words =
        switch (isLower, isExclusive) {
        case (true, false): "at least"
        case (true, true): "greater than"
        case (false, false): "at most"
        case (false, true): "less than"
        }
      return "\(words) \(Wording.number(limit))"
    }
  }

  /// The value of `multipleOf`.
  struct Divisor: Sendable {
    private let value: ExactNumber.Divisor
    private let int: Int?
    let words: String

    /// Nil for a number that is not greater than 0 or has more than 19 significant digits.
    init?(_ number: JSONNumber) {
      guard let value = ExactNumber.Divisor(ExactNumber(number)) else { return nil }
      self.value = value
      int = number.plainInt
      words = Wording.number(number)
    }

    /// Whether it divides a number.
    func divides(_ number: JSONNumber) -> Bool {
      if let int, let value = number.plainInt { return value % int == 0 }
      return ExactNumber(number).isMultiple(of: value)
    }
  }

  init(bounds: [Bound], divisor: Divisor?) {
    self.bounds = bounds
    self.divisor = divisor
  }

  func check(_ value: JSONValue, of node: SchemaNode, _ evaluation: inout Evaluation) -> Bool {
    guard case .number(let number) = value else { return true }
    evaluation.spend(number.literal.utf8.count / (divisor == nil ? 16 : 2))
    var isValid = true
    for index in bounds.indices where !bounds[index].holds(for: number) {
      isValid = evaluation.fail(
        bounds[index].keyword, node,
        "must be \(bounds[index].words), not \(Wording.number(number))")
      guard evaluation.goesOn else { return false }
    }
    if let divisor, !divisor.divides(number) {
      isValid = evaluation.fail(
        "multipleOf", node, "must be a multiple of \(divisor.words), not \(Wording.number(number))")
    }
    return isValid
  }
}
