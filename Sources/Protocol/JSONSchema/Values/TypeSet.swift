import JSON

/// The types a schema allows.
struct TypeSet: OptionSet, Sendable, Hashable {
  let rawValue: UInt8

  static let null = TypeSet(rawValue: 1)
  static let boolean = TypeSet(rawValue: 2)
  static let object = TypeSet(rawValue: 4)
  static let array = TypeSet(rawValue: 8)
  static let number = TypeSet(rawValue: 16)
  static let string = TypeSet(rawValue: 32)
  static let integer = TypeSet(rawValue: 64)
  static let all = TypeSet(rawValue: 127)

  /// Every type with its name in JSON Schema.
  static let names: [(name: String, type: TypeSet)] = [
    ("object", .object), ("array", .array), ("string", .string), ("integer", .integer),
    ("number", .number), ("boolean", .boolean), ("null", .null),
  ]

  /// Whether a value of this type is allowed; a number without fraction is an integer, however it is spelled.
  @inline(__always)
  func allows(_ value: JSONValue) -> Bool {
    switch value {
    case .null: contains(.null)
    case .bool: contains(.boolean)
    case .string: contains(.string)
    case .array: contains(.array)
    case .object: contains(.object)
    case .number(let number):
      contains(.number) || (contains(.integer) && number.isInteger)
    }
  }
}
