/// A JSON value that loses nothing: numbers keep their spelling, objects their order and every member.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)
}

extension JSONValue {
  /// The text of a string, else nil.
  public var string: String? { if case .string(let value) = self { value } else { nil } }
  /// The truth value of a boolean, else nil.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements of an array, else nil.
  public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
  /// The members of an object, else nil.
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
  /// The number, else nil.
  public var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }
  /// The exact integer value of a number (`42`, `42.0`, `4.2e1`), else nil.
  public var int: Int? { number?.int }
  /// The nearest double of a number, else nil.
  public var double: Double? { number?.double }
  /// Whether this is `null`.
  public var isNull: Bool { self == .null }

  /// The member `key` of an object; nil when this is no object or has no such member.
  public subscript(_ key: String) -> JSONValue? { object?[key] }

  /// The element at `index` of an array; nil when this is no array or too short.
  public subscript(_ index: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
    return elements[index]
  }

  /// The word for this value's type as JSON Schema spells it: `null boolean number string array object`.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral,
  ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// Makes `null`.
  public init(nilLiteral: ()) { self = .null }
  /// Makes a boolean.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Makes an integer number.
  public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
  /// Makes a string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Makes an array.
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  /// Makes an object with the members in the order written.
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(JSONObject(elements))
  }

  /// Makes an integer number.
  public static func int(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
  /// Makes a number from a finite double; `null` for an infinity or NaN, which JSON cannot spell.
  public static func double(_ value: Double) -> JSONValue {
    JSONNumber(value).map { .number($0) } ?? .null
  }
}
