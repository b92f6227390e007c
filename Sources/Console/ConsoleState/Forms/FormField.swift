import JSON
import Screen

/// One argument of a tool as a row of the form.
struct FormField: Equatable, Sendable {
  /// What can stand in the field.
  enum Kind: Equatable, Sendable {
    case string(minimum: Int?, maximum: Int?)
    case integer(minimum: Double?, maximum: Double?)
    case number(minimum: Double?, maximum: Double?)
    case boolean
    case choice([JSONValue])
    case constant(JSONValue)
    /// Anything a row cannot show: typed as JSON. `type` is the schema's word, when it has one.
    case json(type: String?)
  }

  /// Untouched means unset: not sent.
  enum Content: Equatable, Sendable {
    case unset
    case null
    /// The text as typed; choices and booleans by their JSON spelling.
    case value(String)
  }

  let name: String
  let isRequired: Bool
  let kind: Kind
  let isNullable: Bool
  let help: String
  let defaultValue: JSONValue?
  var content: Content = .unset

  /// The values Space goes through, in order.
  var choices: [JSONValue]? {
    switch kind {
    case .boolean: [true, false]
    case .choice(let values): values
    case .constant(let value): [value]
    default: nil
    }
  }

  /// The type in words: `string`, `integer 0…4`, `one of pending, in_progress`.
  var typeWords: String {
    let words: String
    switch kind {
    case .string(let minimum, let maximum):
      words =
        "string" + Self.span(minimum.map(String.init), maximum.map(String.init), " characters")
    case .integer(let minimum, let maximum):
      words = "integer" + Self.span(minimum.map(Self.plain), maximum.map(Self.plain), "")
    case .number(let minimum, let maximum):
      words = "number" + Self.span(minimum.map(Self.plain), maximum.map(Self.plain), "")
    case .boolean: words = "boolean"
    case .choice(let values):
      words =
        "one of " + values.prefix(12).map(Self.spelling).joined(separator: ", ")
        + (values.count > 12 ? ", …" : "")
    case .constant(let value): words = "always \(Self.spelling(value))"
    case .json(let type): words = type.map { "\($0) as JSON" } ?? "JSON"
    }
    return isNullable ? words + " or null" : words
  }

  private static func span(_ minimum: String?, _ maximum: String?, _ unit: String) -> String {
    switch (minimum, maximum) {
    case (let minimum?, let maximum?): " \(minimum)…\(maximum)\(unit)"
    case (let minimum?, nil): " from \(minimum)\(unit)"
    case (nil, let maximum?): " up to \(maximum)\(unit)"
    case (nil, nil): ""
    }
  }

  private static func plain(_ number: Double) -> String {
    JSONNumber(number)?.literal ?? "\(number)"
  }

  /// A choice as people read it: strings without quotes.
  static func spelling(_ value: JSONValue) -> String {
    TextCleaner.line(value.string ?? JSONWriter.string(value), maximumBytes: 1024)
  }

  /// The next content Space gives: through the choices, null and unset, and round again. A text
  /// goes from unset by null to empty; what was typed is only ever unset.
  mutating func cycle() {
    let all: [Content]
    if let choices {
      all =
        choices.map { .value(Self.spelling($0)) } + (isNullable ? [.null] : [])
        + (isRequired ? [] : [.unset])
    } else {
      var contents: [Content] = isNullable ? [.null] : []
      if case .string = kind { contents.append(.value("")) }
      all = contents + [.unset]
    }
    guard let first = all.first else { return }
    if let current = all.firstIndex(of: content) {
      content = all[(current + 1) % all.count]
    } else {
      content = choices == nil ? .unset : first
    }
  }

  /// The JSON value to send, nil when unset; a `FormProblem` when the text does not fit the type.
  func value() throws(FormProblem) -> JSONValue? {
    let text: String
    switch content {
    case .unset:
      if isRequired { throw FormProblem("required") }
      return nil
    case .null: return .null
    case .value(let typed): text = typed
    }
    switch kind {
    case .string(let minimum, let maximum):
      if let minimum, text.unicodeScalars.count < minimum {
        throw FormProblem("at least \(Format.plural(minimum, "character"))")
      }
      if let maximum, text.unicodeScalars.count > maximum {
        throw FormProblem("at most \(Format.plural(maximum, "character"))")
      }
      return .string(text)
    case .integer(let minimum, let maximum):
      guard let value = try? JSONParser.parse(text.trimmed), value.int != nil else {
        throw FormProblem("must be an integer")
      }
      return try Self.ranged(value, minimum, maximum)
    case .number(let minimum, let maximum):
      guard let value = try? JSONParser.parse(text.trimmed), value.number != nil else {
        throw FormProblem("must be a number")
      }
      return try Self.ranged(value, minimum, maximum)
    case .boolean, .choice, .constant:
      guard let value = choices?.first(where: { Self.spelling($0) == text }) else {
        throw FormProblem("must be \(typeWords)")
      }
      return value
    case .json(let type): return try Self.json(text, type: type)
    }
  }

  private static func ranged(
    _ value: JSONValue, _ minimum: Double?, _ maximum: Double?
  ) throws(FormProblem) -> JSONValue {
    let number = value.double ?? 0
    if let minimum, number < minimum { throw FormProblem("at least \(plain(minimum))") }
    if let maximum, number > maximum { throw FormProblem("at most \(plain(maximum))") }
    return value
  }

  private static func json(_ text: String, type: String?) throws(FormProblem) -> JSONValue {
    let value: JSONValue
    do {
      value = try JSONParser.parse(text)
    } catch {
      throw FormProblem("not JSON: \(error.message) at \(error.offset + 1)")
    }
    if let type, ["array", "object"].contains(type), value.typeName != type {
      throw FormProblem("must be a JSON \(type)")
    }
    return value
  }

  /// Takes over a value from raw JSON or from an earlier call.
  mutating func set(_ value: JSONValue?) {
    switch value {
    case nil: content = .unset
    case .null? where isNullable: content = .null
    case .string(let text)?:
      if case .json = kind {
        content = .value(JSONWriter.string(.string(text)))
      } else {
        content = .value(text)
      }
    case let value?: content = .value(JSONWriter.string(value))
    }
  }
}

/// Why a field cannot be sent as it stands.
struct FormProblem: Error, Equatable, Sendable {
  let message: String
  init(_ message: String) { self.message = message }
}
