public import JSON

/// The arguments of a tool call, read by name and type.
///
/// Every failure is a `ToolFailure` that names the argument, what it takes and what was given. An optional
/// argument given as null counts as absent.
public struct Arguments: Sendable, Hashable {
  /// The arguments as they came.
  public let object: JSONObject

  /// Wraps the `arguments` member of a call.
  public init(_ object: JSONObject) { self.object = object }

  /// A required string.
  public func string(_ key: String, nonEmpty: Bool = false) throws(ToolFailure) -> String {
    let text = try required(key, "a string", optionalString(key))
    if nonEmpty, text.allSatisfy(\.isWhitespace) {
      throw ToolFailure("\(key) must not be empty")
    }
    return text
  }

  /// A string, nil when absent.
  public func optionalString(_ key: String) throws(ToolFailure) -> String? {
    try typed(key, "a string", \.string)
  }

  /// A required integer, within `range` when there is one.
  public func int(_ key: String, in range: ClosedRange<Int>? = nil) throws(ToolFailure) -> Int {
    try required(key, Self.integerWords(range), optionalInt(key, in: range))
  }

  /// An integer, nil when absent, within `range` when there is one.
  public func optionalInt(
    _ key: String, in range: ClosedRange<Int>? = nil
  ) throws(ToolFailure) -> Int? {
    guard let value = try typed(key, Self.integerWords(range), \.int) else { return nil }
    if let range, !range.contains(value) {
      throw ToolFailure("\(key) takes \(Self.integerWords(range)), not \(value)")
    }
    return value
  }

  /// A required number.
  public func double(_ key: String) throws(ToolFailure) -> Double {
    try required(key, "a number", optionalDouble(key))
  }

  /// A number, nil when absent.
  public func optionalDouble(_ key: String) throws(ToolFailure) -> Double? {
    try typed(key, "a number", \.double)
  }

  /// A required truth value.
  public func bool(_ key: String) throws(ToolFailure) -> Bool {
    try required(key, "true or false", optionalBool(key))
  }

  /// A truth value, nil when absent.
  public func optionalBool(_ key: String) throws(ToolFailure) -> Bool? {
    try typed(key, "true or false", \.bool)
  }

  /// A list of strings, nil when absent.
  public func optionalStrings(_ key: String) throws(ToolFailure) -> [String]? {
    try list(key, "a list of strings", \.string)
  }

  /// A list of integers, nil when absent.
  public func optionalInts(_ key: String) throws(ToolFailure) -> [Int]? {
    try list(key, "a list of integers", \.int)
  }

  /// An object, nil when absent.
  public func optionalObject(_ key: String) throws(ToolFailure) -> JSONObject? {
    try typed(key, "an object", \.object)
  }

  /// A required word out of the cases of `type`.
  public func choice<T: RawRepresentable & CaseIterable>(
    _ key: String, as type: T.Type
  ) throws(ToolFailure) -> T where T.RawValue == String {
    try required(key, Self.words(type), optionalChoice(key, as: type))
  }

  /// A word out of the cases of `type`, nil when absent.
  public func optionalChoice<T: RawRepresentable & CaseIterable>(
    _ key: String, as type: T.Type
  ) throws(ToolFailure) -> T? where T.RawValue == String {
    guard let word = try typed(key, Self.words(type), \.string) else { return nil }
    guard let value = T(rawValue: word) else {
      throw ToolFailure("\(key) takes \(Self.words(type)), not \"\(word)\"")
    }
    return value
  }

  private func typed<Value>(
    _ key: String, _ words: String, _ read: (JSONValue) -> Value?
  ) throws(ToolFailure) -> Value? {
    guard let value = object[key], !value.isNull else { return nil }
    guard let result = read(value) else {
      throw ToolFailure("\(key) takes \(words), not \(Self.shown(value))")
    }
    return result
  }

  private func list<Value>(
    _ key: String, _ words: String, _ read: (JSONValue) -> Value?
  ) throws(ToolFailure) -> [Value]? {
    guard let elements = try typed(key, words, \.array) else { return nil }
    var values: [Value] = []
    for element in elements {
      guard let value = read(element) else {
        throw ToolFailure("\(key) takes \(words), not one with \(Self.shown(element)) in it")
      }
      values.append(value)
    }
    return values
  }

  private func required<Value>(
    _ key: String, _ words: String, _ value: Value?
  ) throws(ToolFailure) -> Value {
    guard let value else { throw ToolFailure("\(key) is missing: it takes \(words)") }
    return value
  }

  private static func integerWords(_ range: ClosedRange<Int>?) -> String {
    range.map { "an integer from \($0.lowerBound) to \($0.upperBound)" } ?? "an integer"
  }

  private static func words<T: RawRepresentable & CaseIterable>(_ type: T.Type) -> String
  where T.RawValue == String {
    "one of " + T.allCases.map(\.rawValue).joined(separator: ", ")
  }

  private static func shown(_ value: JSONValue) -> String {
    let text = JSONWriter.string(value)
    return text.count > 60 ? "\(text.prefix(57))…" : text
  }
}
