import JSON

/// A keyword that applies other subschemas to a value or to parts of it.
///
/// Instead of calling one another, applicators name the next subschema to apply and are told how it went: the
/// evaluation keeps all that is under way in a list, so that no schema or value is too deep for the stack.
protocol Applicator: AnyObject, Sendable {
  /// The next subschema to apply, nil when there is none left; what is wrong by then is reported.
  ///
  /// Called again after each answer, unless the frame has failed and nobody wants to know more.
  func next(_ frame: inout Frame, _ evaluation: inout Evaluation) -> Child?

  /// Takes in whether the last subschema named by `next` holds.
  func settle(_ holds: Bool, _ frame: inout Frame, _ evaluation: inout Evaluation)
}

extension Applicator {
  func settle(_ holds: Bool, _ frame: inout Frame, _ evaluation: inout Evaluation) {
    if !holds { frame.isValid = false }
  }
}

/// A subschema to be applied, and to which part of the value of the schema around it.
struct Child {
  let node: NodeID
  let part: Part
  /// Whether the answer alone counts, so that violations are not reported.
  var isTrial = false
  /// Whether what it has evaluated counts for the schema around it, when it holds.
  var merges = false
}

/// A part of a value.
enum Part {
  case whole
  /// The value of the member at this place of an object.
  case member(Int)
  /// The name of that member, as a string.
  case name(Int)
  /// The element at this place of an array.
  case element(Int)
}

extension JSONValue {
  /// A part of this value, which must have it; this value itself when it does not.
  @inline(__always)
  func part(_ part: Part) -> JSONValue {
    switch (part, self) {
    case (.member(let index), .object(let object)): object.members[index].value
    case (.name(let index), .object(let object)): .string(object.members[index].key)
    case (.element(let index), .array(let elements)): elements[index]
    default: self
    }
  }
}
