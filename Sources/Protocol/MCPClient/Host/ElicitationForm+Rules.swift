public import JSON

extension ElicitationForm.Field {
  /// The values to choose from, with the words for them; nil when the field is free.
  public var choices: [(value: String, title: String)]? {
    let place = isMultiple ? schema["items"] : schema
    if let titled = (place?["oneOf"] ?? place?["anyOf"])?.array {
      return titled.compactMap { choice in
        choice["const"]?.string.map { ($0, choice["title"]?.string ?? $0) }
      }
    }
    guard let values = place?["enum"]?.array?.compactMap(\.string) else { return nil }
    // Before 2025-11-25 the words stood beside the values.
    let names = place?["enumNames"]?.array?.compactMap(\.string) ?? []
    return values.enumerated().map { ($1, names.count == values.count ? names[$0] : $1) }
  }

  /// Whether several values may be chosen.
  public var isMultiple: Bool { schema["type"]?.string == "array" }

  /// What is wrong with a value for this field, one sentence each; empty when nothing is.
  public func violations(of value: JSONValue) -> [String] {
    switch schema["type"]?.string {
    case "string": stringProblems(value)
    case "number", "integer": numberProblems(value)
    case "boolean": value.bool == nil ? ["\(name) must be true or false"] : []
    case "array": choiceProblems(value)
    case let type: ["\(name) is of a type that forms do not have: \(type ?? "none")"]
    }
  }

  private func stringProblems(_ value: JSONValue) -> [String] {
    guard let text = value.string else { return ["\(name) must be text"] }
    if let choices {
      let isChoice = choices.contains { $0.value == text }
      return isChoice ? [] : ["\(name) must be one of \(Self.list(choices))"]
    }
    var problems: [String] = []
    let length = text.unicodeScalars.count
    if let least = schema["minLength"]?.int, length < least {
      problems.append("\(name) must have at least \(least) characters")
    }
    if let most = schema["maxLength"]?.int, length > most {
      problems.append("\(name) may have at most \(most) characters")
    }
    if let format = schema["format"]?.string, !TextFormat.matches(text, format) {
      problems.append("\(name) must be \(TextFormat.words[format] ?? format)")
    }
    return problems
  }

  private func numberProblems(_ value: JSONValue) -> [String] {
    let isInteger = schema["type"]?.string == "integer"
    guard let number = value.double else { return ["\(name) must be a number"] }
    if isInteger, value.int == nil, number != number.rounded() {
      return ["\(name) must be a whole number"]
    }
    var problems: [String] = []
    if let least = schema["minimum"]?.number, number < least.double {
      problems.append("\(name) must be at least \(least.literal)")
    }
    if let most = schema["maximum"]?.number, number > most.double {
      problems.append("\(name) may be at most \(most.literal)")
    }
    return problems
  }

  private func choiceProblems(_ value: JSONValue) -> [String] {
    guard let elements = value.array else { return ["\(name) must be a list"] }
    let chosen = elements.compactMap(\.string)
    guard chosen.count == elements.count else { return ["\(name) must be a list of texts"] }
    var problems: [String] = []
    if let choices, !chosen.allSatisfy({ text in choices.contains { $0.value == text } }) {
      problems.append("\(name) may only hold \(Self.list(choices))")
    }
    if let least = schema["minItems"]?.int, chosen.count < least {
      problems.append("\(name) needs at least \(least) of them")
    }
    if let most = schema["maxItems"]?.int, chosen.count > most {
      problems.append("\(name) may hold at most \(most) of them")
    }
    return problems
  }

  private static func list(_ choices: [(value: String, title: String)]) -> String {
    choices.map(\.value).joined(separator: ", ")
  }
}
