import JSON

/// A JSON value in the form in which equal values look the same: numbers by value, members sorted, strings by
/// their scalars.
///
/// Source: JSON Schema Core 2020-12, section 4.2.2 "Instance Equality".
enum ComparableValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  case number(ExactNumber)
  case string(ExactText)
  case array([ComparableValue])
  case object([Member])

  struct Member: Hashable, Sendable {
    let key: ExactText
    let value: ComparableValue
  }

  /// Makes the comparable form of `value` and takes from `budget` what it costs.
  ///
  /// Nil when the budget runs out or the value nests deeper than JSON text may by default: this function, unlike
  /// the rest of a validation, is recursive. Of members that share a name the last one counts.
  init?(_ value: JSONValue, budget: inout Int) {
    self.init(value, depth: JSONLimits().maximumDepth, budget: &budget)
  }

  private init?(_ value: JSONValue, depth: Int, budget: inout Int) {
    budget -= 1
    guard budget >= 0, depth >= 0 else { return nil }
    switch value {
    case .null: self = .null
    case .bool(let flag): self = .bool(flag)
    case .number(let number):
      budget -= number.literal.utf8.count / 16
      self = Self.number(number)
    case .string(let text):
      budget -= text.utf8.count / 64
      self = .string(ExactText(text))
    case .array(let elements):
      guard let parts = Self.parts(elements, depth, &budget) else { return nil }
      self = .array(parts)
    case .object(let object):
      guard let members = Self.members(object, depth, &budget) else { return nil }
      self = .object(members)
    }
  }

  private static func number(_ number: JSONNumber) -> ComparableValue {
    if let value = number.plainInt { return .integer(value) }
    let exact = ExactNumber(number)
    return exact.int.map { .integer($0) } ?? .number(exact)
  }

  private static func parts(
    _ elements: [JSONValue], _ depth: Int, _ budget: inout Int
  ) -> [ComparableValue]? {
    var parts: [ComparableValue] = []
    for element in elements {
      guard let part = ComparableValue(element, depth: depth - 1, budget: &budget) else {
        return nil
      }
      parts.append(part)
    }
    return parts
  }

  private static func members(
    _ object: JSONObject, _ depth: Int, _ budget: inout Int
  ) -> [Member]? {
    var values: [ExactText: ComparableValue] = [:]
    for member in object.members {
      budget -= 3 + member.key.utf8.count / 64
      guard let value = ComparableValue(member.value, depth: depth - 1, budget: &budget) else {
        return nil
      }
      values[ExactText(member.key)] = value
    }
    return values.map { Member(key: $0.key, value: $0.value) }.sorted {
      $0.key.text.utf8.lexicographicallyPrecedes($1.key.text.utf8)
    }
  }
}
